import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../db/database.js';
import type { FanInShop } from './fan-field.sql.js';

/** A person of a shop, as fields keep them. */
export interface Rename {
  shopId: string;
  before: string;
  now: string;
}

/** Fields `c` of type person by what stands in them now: `r.before`, and `r.now` for it. */
function fields(subject: 'fan' | 'order', renames: readonly Rename[]): RawBuilder<unknown> {
  return sql`
    unnest(${renames.map(({ shopId }) => shopId)}::uuid[], ${renames.map(({ before }) => before)}::text[],
      ${renames.map(({ now }) => now)}::text[]) r (shop_id, before, now)
    join custom_field c on c.shop_id = r.shop_id and c.subject = ${subject} and c.type = 'person'`;
}

/** @returns the fans with whom a name stood */
export async function renameInFans(tx: Tx, renames: readonly Rename[]): Promise<FanInShop[]> {
  const { rows } = await sql<{ root_id: string; shops: string[] }>`
    with due as (
      select f.id, f.root_id, array_agg(distinct r.shop_id) as shops, jsonb_object_agg(c.name, r.now) as people
      from ${fields('fan', renames)} join fan f on f.custom ->> c.name = r.before
      where exists (select from fan_shop s where s.shop_id = r.shop_id and s.fan_id = f.root_id)
      group by f.id),
    locked as (select id from fan where id in (select id from due) order by id for no key update)
    update fan set custom = custom || due.people, updated_at = now()
    from due join locked on locked.id = due.id where fan.id = due.id
    returning due.root_id, due.shops`.execute(tx);
  return rows.flatMap(({ root_id: rootId, shops }) => shops.map((shopId) => ({ shopId, rootId })));
}

/** Orders stay as their imports wrote them, which may still be taken back. */
export async function renameInOrders(tx: Tx, renames: readonly Rename[]): Promise<void> {
  await sql`
    with due as (
      select o.id, jsonb_object_agg(c.name, r.now) as people
      from ${fields('order', renames)} join shop_order o on o.shop_id = r.shop_id and o.custom ->> c.name = r.before
      group by o.id),
    locked as (select id from shop_order where id in (select id from due) order by id for no key update)
    update shop_order set custom = custom || due.people
    from due join locked on locked.id = due.id where shop_order.id = due.id`.execute(tx);
}
