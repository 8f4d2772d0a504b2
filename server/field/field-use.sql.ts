import { sql } from 'kysely';
import type { Ability } from '../access/ability.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import type { Db } from '../db/database.js';

/** How many fans have a value in each of these fields, among those to whom a rule shows the shop's own fields. */
export async function countFilled(
  db: Db,
  ability: Ability,
  shopId: string,
  names: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ name: string; fans: number }>`
    select field.name, count(distinct s.fan_id)::int as fans
    from fan_shop s join fan f on f.root_id = s.fan_id, unnest(${names}::text[]) as field (name)
    where s.shop_id = ${shopId} and ${rowsIn(scopeOf(ability, 'read', 'fan', ['custom']), 'fan_shop', 's')}
      and f.custom ? field.name
    group by field.name`.execute(db);
  return new Map(rows.map(({ name, fans }) => [name, fans]));
}
