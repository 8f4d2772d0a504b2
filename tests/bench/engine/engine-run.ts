import { pino } from 'pino';
import { openDatabase } from '@fanloom/server/db/database.js';
import { sandbox } from '@fanloom/workflows/channels/sandbox.js';
import { Engine } from '@fanloom/workflows/engine-process.js';
import type { StageDatabase } from '../stage.js';
import { seconds } from '../statistics.js';
import { announceFollows } from './followers.sql.js';
import { expectAllTheWay } from './outcome.js';
import { ride } from './ride.js';

export interface EngineRun {
  database: StageDatabase;
  temporal: string;
  workflowCode: string;
  fans: number;
}

/** Seconds from the first event in the outbox until the last fan has finished and the last message is delivered. */
export async function runEngine({ database, temporal, workflowCode, fans }: EngineRun): Promise<number> {
  const db = openDatabase(database.url, { connections: 14, name: 'bench-engine' });
  const inSandbox = sandbox(db);
  const engine = await Engine.start({
    db,
    databaseUrl: database.url,
    temporal: { address: temporal, namespace: 'default' },
    providers: { of: async () => inSandbox },
    targets: { of: async () => null },
    workflowBundle: { code: workflowCode },
    speed: 1,
    log: pino({ level: 'warn' }, pino.destination(2)),
  });
  try {
    const took = await seconds(async () => {
      await announceFollows(db);
      await ride(db);
    });
    await expectAllTheWay(db, fans);
    return took;
  } finally {
    await engine.stop();
    await db.destroy();
  }
}
