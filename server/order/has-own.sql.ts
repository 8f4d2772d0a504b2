import type { FieldType } from '@fanloom/dsl/catalogue/custom-field.js';
import { type RawBuilder, sql } from 'kysely';
import { trust } from '../access/trusted.js';
import type { FieldValue } from '../field/field-value.js';
import { likePattern } from '../db/like-pattern.js';

/** What an order is to say in a field of the shop's own: this, or something from `min` to `max`. */
export interface WantedOwn {
  name: string;
  type: FieldType;
  min: FieldValue | undefined;
  max: FieldValue | undefined;
}

/** Of texts and names of people a part is enough, of a list one word. Where the field is not shown nothing is found. */
export function hasOwn({ name, type, min, max }: WantedOwn) {
  const said = sql`(shop_order.custom ->> ${name}::text)`;
  const holds: Record<FieldType, RawBuilder<boolean>> = {
    text: sql`${said} ilike ${likePattern(String(min))}`,
    person: sql`${said} ilike ${likePattern(String(min))}`,
    choice: sql`${said} = ${String(min)}`,
    list: sql`shop_order.custom -> ${name}::text ? ${String(min)}::text`,
    date: sql`${said} collate "C" between ${String(min ?? '')} and ${String(max ?? '9999-12-31')}`,
    number: isBetween(name, said, min, max),
    money: isBetween(name, said, min, max),
  };
  return trust(holds[type]);
}

/** A field that was made anew with another type may still have values of the old one. */
function isBetween(name: string, said: RawBuilder<unknown>, min: unknown, max: unknown): RawBuilder<boolean> {
  return sql`(case when jsonb_typeof(shop_order.custom -> ${name}::text) = 'number'
    then ${said}::numeric between coalesce(${min}::numeric, '-infinity') and coalesce(${max}::numeric, 'infinity') end)`;
}
