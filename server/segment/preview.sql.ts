import type { Condition } from '@fanloom/dsl/ir/condition.js';
import { type RawBuilder, sql } from 'kysely';
import type { Ability } from '../access/ability.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import { seesField } from '../access/ability.js';
import { toldCount } from '../access/small-groups.js';
import type { ConditionContext } from '../condition/context.js';
import type { Db } from '../db/database.js';
import { unknownField } from '../problem/common.js';
import { audience, seesWholeShops, type ShopTerms } from './audience.sql.js';
import { shopSize } from './shop-size.js';

/** A condition that takes longer is one that the writer has to be told of. */
const LONGEST_MS = 3_000;
const CANCELLED = '57014';
const SAMPLE = 8;

/** Who a condition holds for now; `fans` null when it took too long to tell. */
export interface Preview {
  fans: number | null;
  of: number;
  sample: { fan_id: string; nick: string | null }[];
}

/** Counts within what the person may see. Throws a Problem (REQ400) for a condition on what is not shown. */
export async function previewCondition(
  db: Db,
  ability: Ability,
  shopId: string,
  condition: Condition,
  terms: ShopTerms,
): Promise<Preview> {
  const asked = { db, ability, shopId, condition, terms };
  const named = seesField(ability, 'fan', 'nick');
  const [fans, of, near] = await Promise.all([count(asked), sizeOf(asked), named ? someNearby(asked) : []]);
  if (fans === null || of === null) return { fans: null, of: 0, sample: [] };
  const enough = !named || near.length >= Math.min(SAMPLE, fans);
  return {
    fans: toldCount(ability, fans),
    of: toldCount(ability, Math.max(of, fans)),
    sample: enough ? near : await someOfAll(asked),
  };
}

/** A condition on the fans of a shop, and who asks. */
interface Asked {
  db: Db;
  ability: Ability;
  shopId: string;
  condition: Condition;
  terms: ShopTerms;
}

async function count({ db, ability, shopId, condition, terms }: Asked): Promise<number | null> {
  const fans = requireAudience(ability, condition, terms, seesWholeShops(ability) ? { asked: 'of-all' } : {});
  return countWhere(db, shopId, fans);
}

async function sizeOf({ db, ability, shopId }: Asked): Promise<number | null> {
  return shopSize(ability, shopId, () => countWhere(db, shopId, readable(ability)));
}

async function countWhere(db: Db, shopId: string, fans: RawBuilder<boolean>): Promise<number | null> {
  const rows = await within(
    db,
    sql<{ n: number }>`select count(*)::int as n from fan_shop s where s.shop_id = ${shopId} and ${fans}`,
  );
  return rows?.[0]?.n ?? null;
}

type Sample = Preview['sample'];

/** So many are looked at one by one before the whole shop is gone through once more. */
const NEARBY = 1_000;

/** For most conditions some are among those who were active last, or else among those active longest ago. */
async function someNearby({ db, ability, shopId, condition, terms }: Asked): Promise<Sample> {
  const fans = requireAudience(ability, condition, terms, { asked: 'of-few' });
  const found = new Map<string, Sample[number]>();
  for (const order of [sql`s.last_active_at desc, s.fan_id desc`, sql`s.last_active_at, s.fan_id`]) {
    const rows = await within(
      db,
      sql<Sample[number]>`
      select s.fan_id, s.nick from (
        select * from fan_shop s where s.shop_id = ${shopId} and ${readable(ability)} order by ${order} limit ${NEARBY}
      ) s where ${fans} and ${named(ability)} limit ${SAMPLE}`,
    );
    for (const fan of rows ?? []) found.set(fan.fan_id, fan);
    if (found.size >= SAMPLE) break;
  }
  return [...found.values()].slice(0, SAMPLE);
}

async function someOfAll({ db, ability, shopId, condition, terms }: Asked): Promise<Sample> {
  const fans = requireAudience(ability, condition, terms);
  const rows = await within(
    db,
    sql<Sample[number]>`
    select s.fan_id, s.nick from fan_shop s where s.shop_id = ${shopId} and ${fans} and ${named(ability)} limit ${SAMPLE}`,
  );
  return rows ?? [];
}

export interface Overlap {
  a: number;
  b: number;
  both: number;
}

/** How many fans two conditions hold for, each and both; null when it took too long. Throws a Problem (REQ400). */
export async function overlap(
  db: Db,
  ability: Ability,
  shopId: string,
  [a, b]: readonly [Condition, Condition],
  terms: ShopTerms,
): Promise<Overlap | null> {
  const [inA, inB] = [requireAudience(ability, a, terms), requireAudience(ability, b, terms)];
  const rows = await within(
    db,
    sql<Overlap>`
    select count(*) filter (where in_a)::int as a, count(*) filter (where in_b)::int as b,
      count(*) filter (where in_a and in_b)::int as both
    from (select ${inA} as in_a, ${inB} as in_b from fan_shop s where s.shop_id = ${shopId}) each_fan`,
  );
  const [found] = rows ?? [];
  if (!found) return null;
  const told = (n: number) => toldCount(ability, n);
  return { a: told(found.a), b: told(found.b), both: told(found.both) };
}

function requireAudience(
  ability: Ability,
  condition: Condition,
  terms: ShopTerms,
  how?: Pick<ConditionContext, 'asked'>,
): RawBuilder<boolean> {
  const fans = audience(ability, condition, terms, 's', how);
  if (!fans) throw unknownField('text');
  return fans;
}

function readable(ability: Ability): RawBuilder<boolean> {
  return rowsIn(scopeOf(ability, 'read', 'fan'), 'fan_shop', 's');
}

function named(ability: Ability): RawBuilder<boolean> {
  return rowsIn(scopeOf(ability, 'read', 'fan', ['nick']), 'fan_shop', 's');
}

/** Null when the statement was stopped for taking too long. */
async function within<Row>(db: Db, statement: RawBuilder<Row>): Promise<Row[] | null> {
  return db
    .transaction()
    .execute(async (tx) => {
      await sql`select set_config('statement_timeout', ${String(LONGEST_MS)}, true)`.execute(tx);
      return (await statement.execute(tx)).rows;
    })
    .catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === CANCELLED) return null;
      throw error;
    });
}
