import { openDatabase } from '@fanloom/server/db/database.js';
import { bundleWorkflows } from '@fanloom/workflows/workflow/bundle.js';
import type { BenchOrder } from '../bench-order.js';
import type { Figure } from '../figure.js';
import type { Stage, StageDatabase } from '../stage.js';
import { median } from '../statistics.js';
import { runBare } from './bare-run.js';
import { MONDAY_TEN, standStill } from './clock.js';
import { runEngine } from './engine-run.js';
import { fillFollowers } from './followers.sql.js';
import { runPerFan } from './per-fan-run.js';
import { openShop } from './seven-days.js';

/** Engine and bare SQL in turn, so that what else the machine does falls on both. */
const ROUNDS = 3;
/** One workflow a fan is slow: so many fans tell its pace. */
const PER_FAN = { fans: 200, warmUp: 20 };
const BEFORE_TEN_MS = 10_000;

/** How fast fans go through 新粉7日转化, deliveries included, against two ways without the engine. */
export async function throughput(stage: Stage, { size, wanted, note }: BenchOrder): Promise<Figure[]> {
  const temporal = await stage.temporal();
  const workflowCode = await bundleWorkflows();
  const seeded = await fillDatabase(stage, size);
  const engine: number[] = [];
  const bare: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    engine.push(await onCopy(stage, seeded, (database) => runEngine({ database, temporal, workflowCode, fans: size })));
    note(`engine, round ${String(round)}: ${shown(engine.at(-1))} s`);
    if (!wanted.has('engine.vs_bare_sql')) continue;
    bare.push(await onCopy(stage, seeded, (database) => runBare(database, size)));
    note(`bare SQL, round ${String(round)}: ${shown(bare.at(-1))} s`);
  }
  const figures: Figure[] = [];
  const pace = size / median(engine);
  if (wanted.has('engine.vs_bare_sql')) {
    figures.push({
      name: 'engine.vs_bare_sql',
      value: median(engine) / median(bare),
      unit: 'x',
      baseline: `bare SQL ${shown(median(bare))} s`,
      detail: `engine ${shown(median(engine))} s for ${String(size)} fans, ${shown(pace)} fans/s`,
    });
  }
  if (wanted.has('engine.vs_workflow_per_fan')) {
    const perFan = await fillDatabase(stage, PER_FAN.fans + PER_FAN.warmUp);
    const perFanPace = PER_FAN.fans / (await runPerFan(perFan, temporal, PER_FAN));
    figures.push({
      name: 'engine.vs_workflow_per_fan',
      value: pace / perFanPace,
      unit: 'x',
      baseline: `one workflow a fan ${shown(perFanPace)} fans/s`,
      detail: `engine ${shown(pace)} fans/s`,
    });
  }
  return figures;
}

/** A shop whose fans have just followed, at ten in the morning. */
async function fillDatabase(stage: Stage, fans: number): Promise<StageDatabase> {
  const database = await stage.database();
  const db = openDatabase(database.url, { connections: 2 });
  try {
    await standStill(db, MONDAY_TEN);
    const shopId = await openShop(db);
    await fillFollowers(db, shopId, fans, new Date(MONDAY_TEN.getTime() - BEFORE_TEN_MS));
  } finally {
    await db.destroy();
  }
  return database;
}

async function onCopy(
  stage: Stage,
  seeded: StageDatabase,
  run: (copy: StageDatabase) => Promise<number>,
): Promise<number> {
  const copy = await stage.database(seeded);
  try {
    await stage.calm();
    return await run(copy);
  } finally {
    await copy.drop();
  }
}

function shown(value: number | undefined): string {
  return value === undefined ? '' : String(Number(value.toPrecision(3)));
}
