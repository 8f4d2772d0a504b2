import type { Condition } from '@fanloom/dsl/ir/condition.js';
import { type RawBuilder, sql } from 'kysely';
import type { Ability } from '../access/ability.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import { seesField } from '../access/ability.js';
import { toldCount } from '../access/small-groups.js';
import type { Db } from '../db/database.js';
import { unknownField } from '../problem/common.js';
import { audience, type ShopTerms } from './audience.sql.js';

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
  const fans = requireAudience(ability, condition, terms);
  const named = seesField(ability, 'fan', 'nick');
  const count = await within(
    db,
    sql<{ n: number; of: number; sample: Preview['sample'] | null }>`
    with held as materialized (select s.fan_id, s.last_active_at from fan_shop s where s.shop_id = ${shopId} and ${fans})
    select (select count(*)::int from held) as n,
      (select count(*)::int from fan_shop s where s.shop_id = ${shopId} and ${readable(ability)}) as of,
      case when ${named} then (
        select jsonb_agg(jsonb_build_object('fan_id', s.fan_id, 'nick', s.nick) order by shown.last_active_at desc, s.fan_id)
        from (select * from held order by last_active_at desc, fan_id limit ${SAMPLE}) shown
        join fan_shop s on s.shop_id = ${shopId} and s.fan_id = shown.fan_id
      ) end as sample`,
  );
  const [row] = count ?? [];
  if (!row) return { fans: null, of: 0, sample: [] };
  return { fans: toldCount(ability, row.n), of: toldCount(ability, row.of), sample: row.sample ?? [] };
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

function requireAudience(ability: Ability, condition: Condition, terms: ShopTerms): RawBuilder<boolean> {
  const fans = audience(ability, condition, terms, 's');
  if (!fans) throw unknownField('text');
  return fans;
}

function readable(ability: Ability): RawBuilder<boolean> {
  return rowsIn(scopeOf(ability, 'read', 'fan'), 'fan_shop', 's');
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
