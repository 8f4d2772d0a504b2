import { join } from 'node:path';
import { openDatabase } from '@fanloom/server/db/database.js';
import { startNodeProcess } from '@fanloom/server/launch/node-process.js';
import type { BenchOrder } from '../bench-order.js';
import type { Figure } from '../figure.js';
import { peakMemory } from '../process-memory.js';
import type { Stage } from '../stage.js';
import { seconds } from '../statistics.js';
import { MONDAY_TEN, standStill } from './clock.js';
import { announceFollows, fillFollowers } from './followers.sql.js';
import { ride } from './ride.js';
import { openShop } from './seven-days.js';

const DAY_MS = 86_400_000;

/** The memory of a worker process that lets so many fans in, writes to them, and has all of them waiting for day 3. */
export async function workerMemory(stage: Stage, { size, note }: BenchOrder): Promise<Figure[]> {
  const database = await stage.database();
  const db = openDatabase(database.url, { connections: 2 });
  try {
    await standStill(db, MONDAY_TEN);
    await fillFollowers(db, await openShop(db), size, MONDAY_TEN);
    note(`${String(size)} fans have followed`);
    const env = {
      ...process.env,
      DATABASE_URL: database.url,
      TEMPORAL_ADDRESS: await stage.temporal(),
      FANLOOM_SECRETS: await stage.secretsFile(),
      LOG_LEVEL: 'warn',
    };
    const worker = await startNodeProcess('workflows/dist/worker.js', env, join(stage.folder, 'worker.log'));
    try {
      await announceFollows(db);
      const took = await seconds(() => ride(db, new Date(MONDAY_TEN.getTime() + DAY_MS)));
      const { n } = await db
        .selectFrom('enrolment')
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .where('state', '=', 'active')
        .executeTakeFirstOrThrow();
      if (n !== size) throw new Error(`${String(n)} of ${String(size)} fans are in flight`);
      return [
        {
          name: 'engine.worker_rss_mib',
          value: await peakMemory(worker.pid),
          unit: 'MiB',
          baseline: null,
          detail: `peak with ${String(size)} fans waiting for day 3, all welcomed within ${took.toFixed(0)} s`,
        },
      ];
    } finally {
      await worker.stop();
    }
  } finally {
    await db.destroy();
  }
}
