import { sql } from 'kysely';
import { businessNow } from '../clock/clock.js';
import type { Db, Tx } from '../db/database.js';

/** A product is one that is bought again where so many fans did, so many times, and so many of a hundred buyers. */
const LEAST_FANS = 10;
const LEAST_TIMES = 20;
const LEAST_PERCENT = 10;
/** Titles are said in messages; a longer one is a description. */
const LONGEST_TITLE = 300;

/**
 * Learns for one shop whose day has changed after how many days its products are bought again, and has all fans settled
 * for whom that, or the day, makes another date.
 *
 * @returns false when no shop is due
 */
export async function learnCycles(db: Db): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const now = await businessNow(tx);
    const { rows } = await sql<{ id: string; today: string; learned_on: string | null }>`
      select id, (${now}::timestamptz at time zone zone)::date::text as today, cycles_learned_on::text as learned_on
      from shop where cycles_learned_on is distinct from (${now}::timestamptz at time zone zone)::date
      order by id limit 1 for no key update skip locked`.execute(tx);
    const [due] = rows;
    if (!due) return false;
    await learn(tx, due.id);
    await sql`
      insert into taste_due (fan_id)
      select fan_id from fan_shop where shop_id = ${due.id} and refill_due >= ${due.learned_on}::date and refill_due < ${due.today}::date`.execute(
      tx,
    );
    await sql`update shop set cycles_learned_on = ${due.today}::date where id = ${due.id}`.execute(tx);
    return true;
  });
}

async function learn(tx: Tx, shopId: string): Promise<void> {
  const { rows } = await sql<{ product: string }>`
    with bought as (
      select distinct f.root_id, coalesce(l.title, o.title) as product, (o.paid_at at time zone s.zone)::date as day
      from shop_order o join shop s on s.id = o.shop_id join fan f on f.id = o.fan_id
      left join order_line l on l.platform = o.platform and l.shop_id = o.shop_id and l.number = o.number
      where o.shop_id = ${shopId} and o.paid_at is not null and o.status <> 'closed'),
    times as (
      select product, root_id, day - lag(day) over (partition by product, root_id order by day) as days
      from bought where length(product) between 1 and ${LONGEST_TITLE}),
    learned as (
      select product, percentile_disc(0.5) within group (order by days) as days
      from times group by product
      having count(days) >= ${LEAST_TIMES} and count(distinct root_id) filter (where days is not null)
        >= greatest(${LEAST_FANS}, count(distinct root_id) * ${LEAST_PERCENT} / 100)),
    kept as (
      insert into product_cycle as c (shop_id, product, learned_days) select ${shopId}, product, days from learned
      on conflict (shop_id, product) do update set learned_days = excluded.learned_days
        where c.learned_days is distinct from excluded.learned_days
      returning product, set_days),
    forgotten as (
      delete from product_cycle
      where shop_id = ${shopId} and set_days is null and product not in (select product from learned)
      returning product),
    unlearned as (
      update product_cycle set learned_days = null
      where shop_id = ${shopId} and set_days is not null and learned_days is not null
        and product not in (select product from learned))
    select product from kept where set_days is null union all select product from forgotten`.execute(tx);
  await cyclesChanged(
    tx,
    shopId,
    rows.map(({ product }) => product),
  );
}

/** It is to be settled anew when the buyers of these products will want them again. */
export async function cyclesChanged(tx: Tx, shopId: string, products: readonly string[]): Promise<void> {
  if (products.length === 0) return;
  await sql`
    insert into taste_due (fan_id)
    select distinct o.fan_id from shop_order o
    left join order_line l on l.platform = o.platform and l.shop_id = o.shop_id and l.number = o.number
    where o.shop_id = ${shopId} and o.fan_id is not null and o.paid_at is not null
      and coalesce(l.title, o.title) = any(${products}::text[])`.execute(tx);
}
