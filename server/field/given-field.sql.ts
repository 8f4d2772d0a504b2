import { type AliasableExpression, type RawBuilder, sql } from 'kysely';
import type { Ability } from '../access/ability.js';
import { real, rowsIn, scopeOf } from '../access/rows.js';
import { trust } from '../access/trusted.js';
import { texts, uuids } from '../db/binary-array.js';
import type { Tx } from '../db/database.js';
import { GIVEN_FIELDS, type GivenField, type GivenValues } from './given-field.js';

/** What is told of a fan, by root. */
export interface GivenOfFan {
  rootId: string;
  values: GivenValues;
}

/**
 * Writes what is told of fans whom the shop knows and who are locked; what is not told stays.
 *
 * @param firstSource `stays`: whoever came by one source came by no other. `goes`: it is corrected
 * @returns fans of whom something is another now
 */
export async function writeGiven(
  tx: Tx,
  shopId: string,
  fans: readonly GivenOfFan[],
  firstSource: 'stays' | 'goes',
): Promise<Set<string>> {
  if (fans.length === 0) return new Set();
  const inShop = sql`(${value('source', 'text', firstSource === 'stays' && sql`kept.source is null`)},
    ${value('member_level', 'text')}, coalesce(${value('points', 'int')}, 0), ${value('fan_level', 'int')},
    ${value('intimacy', 'int')})`;
  const columns = sql`(kept.source, kept.member_level, kept.points, kept.fan_level, kept.intimacy)`;
  const shop = await sql<{ id: string }>`
    update fan_shop kept set (source, member_level, points, fan_level, intimacy) = ${inShop}
    from ${told(fans)} where kept.shop_id = ${shopId} and kept.fan_id = told.id and ${columns} is distinct from ${inShop}
    returning kept.fan_id as id`.execute(tx);
  const born = fans.filter(({ values }) => values.birthday !== undefined);
  // What an older record of the fan says would stand in for a day that is taken away.
  const company = await sql<{ id: string }>`
    update fan kept set birthday = ${value('birthday', 'date')}, updated_at = now()
    from ${told(born)} where kept.root_id = told.id and kept.birthday is distinct from ${value('birthday', 'date')}
      and (kept.id = told.id or told.said ->> 'birthday' is null)
    returning told.id`.execute(tx);
  return new Set([...shop.rows, ...company.rows].map((row) => row.id));
}

function told(fans: readonly GivenOfFan[]): RawBuilder<unknown> {
  return sql`(
    select id, said::jsonb as said
    from unnest(${uuids(fans, ({ rootId }) => rootId)}::uuid[],
      ${texts(fans, ({ values }) => JSON.stringify(values))}::text[]) as one (id, said)) told`;
}

/** The column as it is once it was told, if that `counts`. */
function value(name: GivenField, type: string, counts: RawBuilder<unknown> | false = false): RawBuilder<unknown> {
  const isTold = sql`told.said ? ${sql.lit(name)}`;
  return sql`case when ${counts ? sql`${isTold} and ${counts}` : isTold}
    then (told.said ->> ${sql.lit(name)})::${sql.raw(type)} else kept.${sql.ref(name)} end`;
}

/** In a query of a request for a row of `fan_shop`: fields of every fan that the person may write there. */
export function writableGiven(ability: Ability): AliasableExpression<GivenField[]> {
  const names = GIVEN_FIELDS.map(
    (name) => sql`case when ${rowsIn(scopeOf(ability, 'update', 'fan', [name]), 'fan_shop', 'own')} then ${name} end`,
  );
  return trust(sql<GivenField[]>`(
    select array_remove(array[${sql.join(names)}]::text[], null) from ${real('fan_shop')} own
    where own.shop_id = fan_shop.shop_id and own.fan_id = fan_shop.fan_id)`);
}
