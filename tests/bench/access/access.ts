import pg from 'pg';
import { openDatabase } from '@fanloom/server/db/database.js';
import type { BenchOrder } from '../bench-order.js';
import { copyShop } from '../data/shop-copy.js';
import type { Figure } from '../figure.js';
import type { Stage } from '../stage.js';
import { median } from '../statistics.js';
import { listRates } from './list-rates.js';
import { addPeople } from './people.js';
import { countQueries, pageQueries, type ScopedQuery } from './scoped-queries.js';

const WARM_UP = 10;
const ROUNDS = 40;

/** What it costs that every query sees only what its asker may: against SQL by hand, Hono alone, and Directus. */
export async function access(stage: Stage, order: BenchOrder): Promise<Figure[]> {
  const { size, wanted, note } = order;
  const { database, shopId } = await copyShop(stage, size);
  const db = openDatabase(database.url, { connections: 4 });
  const pool = new pg.Pool({ connectionString: database.url, max: 4 });
  try {
    const people = await addPeople(db, shopId, size);
    note(`${String(size)} fans are there`);
    const doors = { db, pool, shopId };
    const figures: Figure[] = [];
    if (wanted.has('access.page_vs_sql')) {
      const queries = people.flatMap((person) => pageQueries(doors, person));
      figures.push(await ratioOf('access.page_vs_sql', queries, note));
    }
    if (wanted.has('access.count_vs_sql')) {
      const queries = people.flatMap((person) => countQueries(doors, person));
      figures.push(await ratioOf('access.count_vs_sql', queries, note));
    }
    const [own] = people;
    if (own && (wanted.has('access.vs_bare_hono') || wanted.has('access.vs_directus'))) {
      figures.push(...(await listRates({ stage, database, db, shopId }, own, order)));
    }
    return figures;
  } finally {
    await pool.end();
    await db.destroy();
    await database.drop();
  }
}

async function ratioOf(name: Figure['name'], queries: ScopedQuery[], note: (text: string) => void): Promise<Figure> {
  const ratios: number[] = [];
  const byHand: number[] = [];
  for (const query of queries) {
    const took = await measure(query);
    note(`${query.name}: ${took.scoped.toFixed(2)} / ${took.byHand.toFixed(2)} ms`);
    ratios.push(took.scoped / took.byHand);
    byHand.push(took.byHand);
  }
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  return {
    name,
    value: median(ratios),
    unit: 'x',
    baseline: `by hand ${median(byHand).toFixed(1)} ms`,
    detail: `${String(ratios.length)} queries of 4 scopes, ${least.toFixed(2)} to ${most.toFixed(2)}`,
  };
}

/** Medians, in milliseconds. */
async function measure({ name, scoped, byHand }: ScopedQuery): Promise<{ scoped: number; byHand: number }> {
  const [first, second] = [JSON.stringify(await scoped()), JSON.stringify(await byHand())];
  if (first !== second) throw new Error(`${name}: not the same answer:\n${first}\n${second}`);
  const times = { scoped: [] as number[], byHand: [] as number[] };
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const [ours, theirs] = [await milliseconds(scoped), await milliseconds(byHand)];
    if (round < 0) continue;
    times.scoped.push(ours);
    times.byHand.push(theirs);
  }
  return { scoped: median(times.scoped), byHand: median(times.byHand) };
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}
