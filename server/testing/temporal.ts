import { rm } from 'node:fs/promises';
import { freePort } from '../launch/port.js';
import { projectRoot } from '../launch/project.js';
import { startTemporal } from '../launch/temporal.js';
import { findTemporalCli, usualSources } from '../launch/temporal-cli.js';
import { makeTestFolder } from './folder.js';

export interface TestTemporal {
  /** `host:port` for clients and workers; the namespace is `default`. */
  address: string;
  stop(): Promise<void>;
}

/**
 * Starts a Temporal dev server of this test's own, in memory, on a free port. For `*.temporal.test.ts` and the like: start
 * one per file in `beforeAll`. TEST_TEMPORAL_ADDRESS names a running server to use instead, unless it needs settings of its
 * own.
 *
 * @param settings by the names of the server's dynamic configuration
 */
export async function startTestTemporal(settings?: Record<string, string>): Promise<TestTemporal> {
  const given = process.env['TEST_TEMPORAL_ADDRESS'];
  if (given && !settings) return { address: given, stop: async () => undefined };

  const say = () => undefined;
  const cli = await findTemporalCli(usualSources(projectRoot), say);
  const folder = await makeTestFolder();
  const server = await startTemporal({
    cli,
    folder,
    port: await freePort(),
    durable: false,
    say,
    ...(settings && { settings }),
  });
  const killAtExit = () => process.kill(server.pid, 'SIGKILL');
  process.on('exit', killAtExit);
  const stop = async () => {
    process.off('exit', killAtExit);
    await server.stop();
    await rm(folder, { recursive: true });
  };
  return { address: server.address, stop };
}
