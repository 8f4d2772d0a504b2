import { sql } from 'kysely';
import type { Tx } from '../../db/database.js';
import type { IngestShop } from '../../event/ingest-shop.js';
import type { FieldValue } from '../../field/field-value.js';
import type { Changing } from './earlier.sql.js';

/**
 * Writes the shop's own fields of fans, who are locked, and keeps what stood there before.
 *
 * @param own values by field, by root fan
 * @returns fans of whom something is another now
 */
export async function writeOwn(
  tx: Tx,
  { importId, no }: Changing,
  own: Map<string, Record<string, FieldValue>>,
): Promise<Set<string>> {
  if (own.size === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    with told as (
      select f.id, f.custom, said.own
      from unnest(
        ${[...own.keys()]}::uuid[],
        ${Array.from(own.values(), (values) => JSON.stringify(values))}::jsonb[]
      ) as said (id, own) join fan f on f.id = said.id
      where f.custom || said.own <> f.custom),
    kept as (
      insert into import_earlier (import_id, no, kind, key, before, after)
      select ${importId}::uuid, ${no}::int, 'own', told.id::text, coalesce(earlier.before, '{}'), told.own
      from told, lateral (
        select jsonb_object_agg(name, told.custom->name) as before
        from jsonb_object_keys(told.own) name where told.custom ? name) earlier)
    update fan set custom = told.custom || told.own, updated_at = now() from told where fan.id = told.id
    returning fan.id`.execute(tx);
  return new Set(rows.map((row) => row.id));
}

/**
 * Writes the shop's own fields of orders that are there, and keeps the orders as they were before.
 *
 * @param own values by field, by number
 * @returns numbers of the orders of which something is another now
 */
export async function writeOwnOfOrders(
  tx: Tx,
  { importId, no }: Changing,
  shop: IngestShop,
  own: Map<string, Record<string, FieldValue>>,
): Promise<Set<string>> {
  if (own.size === 0) return new Set();
  const { rows } = await sql<{ number: string }>`
    with told as (
      select o.id, o.number, o.custom || said.own as custom, to_jsonb(o) as before
      from unnest(
        ${[...own.keys()]}::text[],
        ${Array.from(own.values(), (values) => JSON.stringify(values))}::jsonb[]
      ) as said (number, own) join shop_order o
        on o.platform = ${shop.platform} and o.shop_id = ${shop.id} and o.number = said.number
      where o.custom || said.own <> o.custom),
    kept as (
      insert into import_earlier (import_id, no, kind, key, before)
      select ${importId}::uuid, ${no}::int, 'order', number, before from told
      on conflict do nothing)
    update shop_order o set custom = told.custom, updated_at = now() from told where o.id = told.id
    returning o.number`.execute(tx);
  return new Set(rows.map((row) => row.number));
}
