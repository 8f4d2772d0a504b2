import { sql } from 'kysely';
import type { Ability } from '../access/ability.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import type { Db } from '../db/database.js';
import type { FieldSubject } from '@fanloom/dsl/catalogue/custom-field.js';

/** How many of a shop's fans or orders have a value in each of these fields, among those whose own fields a rule shows. */
export async function countFilled(
  db: Db,
  ability: Ability,
  shopId: string,
  subject: FieldSubject,
  names: readonly string[],
): Promise<Map<string, number>> {
  if (names.length === 0) return new Map();
  const fields = sql`unnest(${names}::text[]) as field (name)`;
  const { rows } = await (
    subject === 'fan'
      ? sql<{ name: string; filled: number }>`
        select field.name, count(distinct s.fan_id)::int as filled
        from fan_shop s join fan f on f.root_id = s.fan_id, ${fields}
        where s.shop_id = ${shopId} and ${rowsIn(scopeOf(ability, 'read', 'fan', ['custom']), 'fan_shop', 's')}
          and f.custom ? field.name
        group by field.name`
      : sql<{ name: string; filled: number }>`
        select field.name, count(*)::int as filled
        from shop_order o, ${fields}
        where o.shop_id = ${shopId} and ${rowsIn(scopeOf(ability, 'read', 'order', ['custom']), 'shop_order', 'o')}
          and o.custom ? field.name
        group by field.name`
  ).execute(db);
  return new Map(rows.map(({ name, filled }) => [name, filled]));
}

/** Whether anybody at all has a value under the name: fans are known to all shops, and so is what stands with them. */
export async function isFilled(db: Db, shopId: string, subject: FieldSubject, name: string): Promise<boolean> {
  const { rows } = await (
    subject === 'fan'
      ? sql`select from fan where custom ? ${name} limit 1`
      : sql`select from shop_order where shop_id = ${shopId} and custom ? ${name} limit 1`
  ).execute(db);
  return rows.length > 0;
}
