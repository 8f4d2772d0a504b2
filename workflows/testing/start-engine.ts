import { type Logger, pino } from 'pino';
import type { TestTemporal } from '@fanloom/server/testing/temporal.js';
import { sandbox } from '../channels/sandbox.js';
import { Engine } from '../engine-process.js';
import type { EngineKit } from './engine-kit.js';

/**
 * The whole engine on a kit's database and a Temporal server, with the sandbox for every channel.
 *
 * @param code of the workflow, bundled
 * @param speed business seconds in a real one
 */
export function startTestEngine(
  kit: EngineKit,
  { address }: Pick<TestTemporal, 'address'>,
  code: string,
  speed: number,
  log: Logger = pino({ level: 'silent' }),
): Promise<Engine> {
  return Engine.start({
    db: kit.db,
    databaseUrl: kit.url,
    temporal: { address, namespace: 'default' },
    providers: { of: async () => sandbox(kit.db) },
    targets: { of: async () => null },
    workflowBundle: { code },
    speed,
    log,
  });
}
