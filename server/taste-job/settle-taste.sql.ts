import { sql } from 'kysely';
import { businessNow } from '../clock/clock.js';
import type { Db, Tx } from '../db/database.js';
import { retryingTransaction } from '../db/retry.js';
import { tellOfFields } from '../field/fan-field.sql.js';

/** In one transaction, for which their facts wait. */
const FANS_AT_ONCE = 500;

/**
 * Settles what some fans like to buy and when they will want it again, whose purchases have changed.
 *
 * @returns false when nobody is due
 */
export async function settleTaste(db: Db): Promise<boolean> {
  return retryingTransaction(db, async (tx) => {
    const { rows } = await sql<{ fan_id: string }>`
      delete from taste_due where id in (
        select id from taste_due order by id limit ${FANS_AT_ONCE} for update skip locked)
      returning fan_id`.execute(tx);
    await settleTasteOf(tx, await lockRows(tx, [...new Set(rows.map(({ fan_id }) => fan_id))]));
    return rows.length > 0;
  });
}

/**
 * Of two who settle one fan, the second sees what the first saw and more: it waits, and reads then.
 *
 * @returns the roots of the records
 */
async function lockRows(tx: Tx, records: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ fan_id: string }>`
    select fan_id from fan_shop
    where fan_id in (select root_id from fan where id = any(${records}::uuid[]))
    order by fan_id, shop_id for no key update`.execute(tx);
  return [...new Set(rows.map(({ fan_id }) => fan_id))];
}

/** The last step of a category that is a path, without spaces around it; null where there is none. */
const LEAF = sql`nullif(btrim(substring(category from '([^/>＞／]+)[/>＞／[:space:]]*$')), '')`;

/**
 * The favourite series of a fan in a shop is the category that most of their paid orders have goods of, the one bought last
 * where several are as many. They will want a product again as many days after they last bought it as it is usual for it;
 * of several products the next one counts, and when none is to come the one that was due last. Orders that were closed do
 * not count, and neither do products of which nothing is usual.
 *
 * @param roots whose rows of `fan_shop` are locked
 * @returns how many rows were another before
 */
export async function settleTasteOf(tx: Tx, roots: readonly string[]): Promise<number> {
  if (roots.length === 0) return 0;
  const now = await businessNow(tx);
  const { rows } = await sql<{ shop_id: string; fan_id: string }>`
    with bought as materialized (
      select o.shop_id, r.root_id as fan_id, o.id, o.paid_at, coalesce(l.title, o.title) as title,
        coalesce(l.category, o.category) as category
      from fan r join shop_order o on o.fan_id = r.id
      left join order_line l on l.platform = o.platform and l.shop_id = o.shop_id and l.number = o.number
      where r.root_id = any(${roots}::uuid[]) and o.paid_at is not null and o.status <> 'closed'),
    favourite as (
      select distinct on (shop_id, fan_id) shop_id, fan_id, series from (
        select shop_id, fan_id, series, count(distinct id) as orders, max(paid_at) as last
        from bought, lateral (select ${LEAF} as series) leaf where series is not null group by 1, 2, 3) liked
      order by shop_id, fan_id, orders desc, last desc, series collate "C"),
    refill as (
      select distinct on (shop_id, fan_id) shop_id, fan_id, due, title from (
        select b.shop_id, b.fan_id, b.title, (max(b.paid_at) at time zone s.zone)::date + coalesce(c.set_days, c.learned_days) as due,
          (${now}::timestamptz at time zone s.zone)::date as today
        from bought b
        join product_cycle c on c.shop_id = b.shop_id and c.product = b.title and coalesce(c.set_days, c.learned_days) > 0
        join shop s on s.id = b.shop_id
        group by b.shop_id, b.fan_id, b.title, s.zone, c.set_days, c.learned_days) wanted
      order by shop_id, fan_id, due < today, case when due >= today then due end, due desc, title collate "C"),
    settled as (
      select s.shop_id, s.fan_id, f.series, r.due, r.title
      from fan_shop s left join favourite f using (shop_id, fan_id) left join refill r using (shop_id, fan_id)
      where s.fan_id = any(${roots}::uuid[]))
    update fan_shop s set favourite_series = t.series, refill_due = t.due, refill_product = t.title
    from settled t
    where s.shop_id = t.shop_id and s.fan_id = t.fan_id
      and (s.favourite_series, s.refill_due, s.refill_product) is distinct from (t.series, t.due, t.title)
    returning s.shop_id, s.fan_id`.execute(tx);
  await tellOfFields(
    tx,
    rows.map(({ shop_id, fan_id }) => ({ shopId: shop_id, rootId: fan_id })),
  );
  return rows.length;
}
