import { sql } from 'kysely';
import type { Pool } from 'pg';
import type { Ability } from '@fanloom/server/access/ability.js';
import { abilityOfStaff } from '@fanloom/server/access/grants.js';
import { scopedDb } from '@fanloom/server/access/scoped-db.js';
import { type Db, openDatabase, openPool } from '@fanloom/server/db/database.js';
import { previewSegment } from '@fanloom/server/segment/segment.service.js';
import type { BenchOrder } from '../bench-order.js';
import { copyShop, NOW } from '../data/shop-copy.js';
import type { Figure } from '../figure.js';
import type { Stage } from '../stage.js';
import { median, seconds } from '../statistics.js';
import { REALISTIC_SEGMENTS, type RealisticSegment } from './realistic-segments.js';

const ROUNDS = 5;

/** The size and sample that an operator sees while writing a condition, against a count by hand. */
export async function segments(stage: Stage, { size, note }: BenchOrder): Promise<Figure[]> {
  const { database, shopId, operatorId } = await copyShop(stage, size);
  const db = openDatabase(database.url, { connections: 2 });
  const pool = openPool(database.url, { connections: 1 });
  try {
    await addTags(db, shopId);
    await stopClock(db, NOW);
    note(`${String(size)} fans are there`);
    const doors = { db, pool, shopId, operatorId, ability: await abilityOfStaff(db, operatorId) };
    const measured: Measured[] = [];
    for (const segment of REALISTIC_SEGMENTS) {
      const one = await measure(doors, segment);
      note(`${segment.text}: ${String(one.fans)} fans, ${one.preview.toFixed(1)} / ${one.byHand.toFixed(1)} ms`);
      measured.push(one);
    }
    return figuresOf(measured);
  } finally {
    await pool.end();
    await db.destroy();
    await database.drop();
  }
}

/** Business time stands still, so that both ask about the same days. */
export async function stopClock(db: Db, at: Date): Promise<void> {
  await sql`update clock set simulated = true, running = false, business_at = ${at}`.execute(db);
}

/** By hand, on a share of the fans. */
export async function addTags(db: Db, shopId: string): Promise<void> {
  for (const [name, percent] of Object.entries({ VIP: 5, 价格敏感: 30 })) {
    const { id } = await db
      .insertInto('tag')
      .values({ shop_id: shopId, name })
      .returning('id')
      .executeTakeFirstOrThrow();
    await sql`
      insert into fan_tag (shop_id, fan_id, tag_id, source, added_at)
      select shop_id, fan_id, ${id}, 'bench', ${NOW} from fan_shop
      where shop_id = ${shopId} and abs(hashtextextended(fan_id::text, length(${name}::text)) % 100) < ${percent}`.execute(
      db,
    );
  }
  await sql`vacuum analyze fan_tag`.execute(db);
}

interface Doors {
  db: Db;
  pool: Pool;
  shopId: string;
  operatorId: string;
  ability: Ability;
}

/** Medians, in milliseconds. */
interface Measured {
  text: string;
  fans: number;
  preview: number;
  byHand: number;
}

async function measure(doors: Doors, { text, byHand }: RealisticSegment): Promise<Measured> {
  const { db, pool, shopId, operatorId, ability } = doors;
  const author = { staffId: operatorId, ability };
  const preview = () => previewSegment(db, scopedDb(db, ability), author, shopId, text);
  const count = async () => {
    const statement = `select count(*)::int as n from fan_shop s where s.shop_id = $1 and ${byHand}`;
    return (await pool.query<{ n: number }>(statement, [shopId])).rows[0]?.n;
  };
  // First by hand, which waits as long as it takes: of a table that was never read the preview may not tell in time.
  const counted = await count();
  const { fans } = await preview();
  if (fans === null || counted === undefined || fans !== counted) {
    throw new Error(`${text}: ${String(fans)} fans, by hand ${String(counted)}`);
  }
  const times = { preview: [] as number[], byHand: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    times.preview.push(1000 * (await seconds(preview)));
    times.byHand.push(1000 * (await seconds(count)));
  }
  return { text, fans, preview: median(times.preview), byHand: median(times.byHand) };
}

function figuresOf(measured: Measured[]): Figure[] {
  const ratios = measured.map(({ preview, byHand }) => preview / byHand);
  const slowest = measured.reduce((a, b) => (b.preview > a.preview ? b : a));
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  return [
    {
      name: 'segments.vs_sql',
      value: median(ratios),
      unit: 'x',
      baseline: `counted by hand ${median(measured.map(({ byHand }) => byHand)).toFixed(1)} ms`,
      detail: `${String(ratios.length)} segments, ${least.toFixed(2)} to ${most.toFixed(2)}, with a sample`,
    },
    {
      name: 'segments.slowest_ms',
      value: slowest.preview,
      unit: 'ms',
      baseline: null,
      detail: `${slowest.text}; by hand ${slowest.byHand.toFixed(0)} ms`,
    },
  ];
}
