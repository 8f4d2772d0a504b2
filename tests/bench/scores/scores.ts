import { sql } from 'kysely';
import { type Db, openDatabase } from '@fanloom/server/db/database.js';
import { measureScores } from '@fanloom/server/score/measure-scores.js';
import { scoresOf } from '@fanloom/server/score/score-settings.js';
import type { BenchOrder } from '../bench-order.js';
import { copyShop, NOW, TODAY } from '../data/shop-copy.js';
import type { Figure } from '../figure.js';
import { stopClock } from '../segments/segments.js';
import type { Stage } from '../stage.js';
import { median, seconds } from '../statistics.js';
import { type HandScores, scoresByHand } from './by-hand.sql.js';

const ROUNDS = 5;
/** Over the whole life, and over the last quarter, which adds up days. */
const PERIODS = [null, 90];

/** The night's work on R F M I W of all fans – quintiles and the means of buyers – against one statement by hand. */
export async function scores(stage: Stage, { size, note }: BenchOrder): Promise<Figure[]> {
  const { database, shopId } = await copyShop(stage, size);
  const db = openDatabase(database.url, { connections: 1 });
  try {
    await stopClock(db, NOW);
    note(`${String(size)} fans are there`);
    const measured = [];
    for (const days of PERIODS) measured.push(await measure(db, shopId, days));
    const worst = measured.reduce((a, b) => (b.product / b.byHand > a.product / a.byHand ? b : a));
    const texts = measured.map(({ days, product, byHand }) => {
      return `${days === null ? 'whole life' : `${String(days)} days`} ${product.toFixed(2)} / ${byHand.toFixed(2)} s`;
    });
    return [
      {
        name: 'scores.vs_sql',
        value: worst.product / worst.byHand,
        unit: 'x',
        baseline: `by hand ${worst.byHand.toFixed(2)} s`,
        detail: texts.join(', '),
      },
    ];
  } finally {
    await db.destroy();
    await database.drop();
  }
}

async function measure(db: Db, shopId: string, days: number | null) {
  await sql`update shop set score_thresholds = ${JSON.stringify({ by: 'quintiles', days })}::jsonb where id = ${shopId}`.execute(
    db,
  );
  const times = { product: [] as number[], byHand: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    await sql`update shop set scores_measured_on = null where id = ${shopId}`.execute(db);
    times.product.push(await seconds(() => measureScores(db)));
    times.byHand.push(await seconds(() => scoresByHand(db, shopId, TODAY, days)));
  }
  await expectSame(db, shopId, await scoresByHand(db, shopId, TODAY, days));
  return { days, product: median(times.product), byHand: median(times.byHand) };
}

const wholeUpTo = (ends: number) => Math.floor(Number(ends.toFixed(6)));
const wholeBeyond = (ends: number[]) => ends.map((end) => wholeUpTo(end) + 1);

async function expectSame(db: Db, shopId: string, { bounds, means }: HandScores): Promise<void> {
  const shop = await db
    .selectFrom('shop')
    .select('score_thresholds')
    .where('id', '=', shopId)
    .executeTakeFirstOrThrow();
  const { R, F, M, I, W, means: stored } = scoresOf(shop.score_thresholds);
  const rounded = (means: HandScores['means']) => [means.R, means.F, means.M].map((mean) => mean.toFixed(6));
  const [ours, theirs] = [
    [R, F, M, I, W, rounded(stored)],
    [bounds.R.map(wholeUpTo), ...[bounds.F, bounds.M, bounds.I, bounds.W].map(wholeBeyond), rounded(means)],
  ].map((all) => JSON.stringify(all));
  if (ours !== theirs) throw new Error(`Not the same scores:\n${String(ours)}\n${String(theirs)}`);
}
