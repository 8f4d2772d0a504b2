import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode, NativeConnection, Worker } from '@temporalio/worker';
import { sql } from 'kysely';
import { openDatabase } from '@fanloom/server/db/database.js';
import type { StageDatabase } from '../stage.js';
import { seconds } from '../statistics.js';
import { readHandWritten } from './by-hand.sql.js';
import { expectAllTheWay } from './outcome.js';
import { perFanActivities } from './per-fan.activities.js';

const TASK_QUEUE = 'bench-per-fan';
/** Enough that the Temporal server is never idle. */
const IN_FLIGHT = 100;

/** Seconds that one workflow a fan takes for all fans of the database; the first ones warm up and do not count. */
export async function runPerFan(
  database: StageDatabase,
  temporal: string,
  { fans, warmUp }: { fans: number; warmUp: number },
): Promise<number> {
  const db = openDatabase(database.url, { connections: 14, name: 'bench-per-fan' });
  const native = await NativeConnection.connect({ address: temporal });
  const connection = await Connection.connect({ address: temporal });
  try {
    const worker = await Worker.create({
      connection: native,
      taskQueue: TASK_QUEUE,
      workflowBundle: await bundle(),
      activities: { ...perFanActivities(db, await readHandWritten(db)) },
      maxConcurrentActivityTaskExecutions: 14,
      maxCachedWorkflows: 2 * IN_FLIGHT,
    });
    const { rows } = await sql<{ id: string }>`select id from fan order by id`.execute(db);
    const ids = rows.map((row) => row.id);
    const client = new Client({ connection });
    const took = await worker.runUntil(async () => {
      await inParallel(ids.slice(0, warmUp), (fan) => takeThrough(client, fan));
      return seconds(() => inParallel(ids.slice(warmUp), (fan) => takeThrough(client, fan)));
    });
    await expectAllTheWay(db, fans + warmUp);
    return took;
  } finally {
    await connection.close();
    await native.close();
    await db.destroy();
  }
}

function takeThrough(client: Client, fan: string): Promise<void> {
  return client.workflow.execute('sevenDays', { taskQueue: TASK_QUEUE, workflowId: `fan/${fan}`, args: [fan] });
}

async function inParallel(fans: readonly string[], work: (fan: string) => Promise<void>): Promise<void> {
  const waiting = fans.values();
  const next = async () => {
    for (const fan of waiting) await work(fan);
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, next));
}

function bundle() {
  const silent = () => undefined;
  return bundleWorkflowCode({
    workflowsPath: fileURLToPath(new URL('per-fan.workflow.js', import.meta.url)),
    logger: { log: silent, trace: silent, debug: silent, info: silent, warn: silent, error: silent },
  });
}
