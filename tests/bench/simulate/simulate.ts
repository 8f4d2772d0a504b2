import { join } from 'node:path';
import { openDatabase } from '@fanloom/server/db/database.js';
import { lastLines } from '@fanloom/server/launch/log-file.js';
import { startNodeProcess } from '@fanloom/server/launch/node-process.js';
import { projectRoot } from '@fanloom/server/launch/project.js';
import type { BenchOrder } from '../bench-order.js';
import { openShop } from '../engine/seven-days.js';
import type { Figure } from '../figure.js';
import type { Stage } from '../stage.js';
import { DAYS, fillMonth } from './followers-of-a-month.sql.js';
import type { SimulateAnswer, SimulateOrder } from './simulate-process.js';

const ENDS_AT = new Date('2026-10-01T00:00:00+08:00');

/** A month of fans through 新粉7日转化: seconds and memory of the process that simulates, with a half as many beside it. */
export async function simulate(stage: Stage, { size, note }: BenchOrder): Promise<Figure[]> {
  const half = await run(stage, Math.ceil(size / 2));
  note(`${String(half.fans)} fans: ${half.seconds.toFixed(1)} s, ${half.peakMib.toFixed(0)} MiB`);
  const whole = await run(stage, size);
  if (whole.fans !== size || whole.entered === 0) throw new Error(`Not all were simulated: ${JSON.stringify(whole)}`);
  const { entered, sent } = whole;
  const growth = `${half.seconds.toFixed(1)} s and ${half.peakMib.toFixed(0)} MiB with half as many`;
  return [
    {
      name: 'simulate.fans_100k_s',
      value: whole.seconds,
      unit: 's',
      baseline: null,
      detail: `${String(size)} fans over ${String(DAYS)} days, ${String(entered)} came in, ${String(sent)} messages`,
    },
    { name: 'simulate.rss_mib', value: whole.peakMib, unit: 'MiB', baseline: null, detail: growth },
  ];
}

async function run(stage: Stage, fans: number): Promise<SimulateAnswer> {
  const database = await stage.database();
  const db = openDatabase(database.url, { connections: 1 });
  try {
    const shop = await openShop(db);
    await fillMonth(db, shop, fans, ENDS_AT);
    const { id } = await db.selectFrom('staff').select('id').executeTakeFirstOrThrow();
    await stage.calm();
    return await inProcess(stage, {
      BENCH_DATABASE: database.url,
      BENCH_SHOP: shop,
      BENCH_STAFF: id,
      BENCH_FILE: join(projectRoot, 'dsl/templates/新粉7日转化.sop'),
      BENCH_FROM: '2026-09-01',
      BENCH_TO: '2026-09-30',
    });
  } finally {
    await db.destroy();
    await database.drop();
  }
}

async function inProcess(stage: Stage, order: SimulateOrder): Promise<SimulateAnswer> {
  const log = join(stage.folder, 'simulate.log');
  let answer: SimulateAnswer | undefined;
  const entry = 'tests/dist/bench/simulate/simulate-process.js';
  const child = await startNodeProcess(entry, { ...process.env, ...order }, log, (message) => {
    answer = message as SimulateAnswer;
  });
  await child.exited;
  if (!answer) throw new Error(`The simulation failed:\n${await lastLines(log)}`);
  return answer;
}
