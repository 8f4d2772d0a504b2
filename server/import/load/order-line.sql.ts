import { type RawBuilder, sql } from 'kysely';
import { texts } from '../../db/binary-array.js';
import type { Tx } from '../../db/database.js';
import type { IngestShop } from '../../event/ingest-shop.js';
import { tasteOfOrdersIsDue } from '../../taste/taste-due.sql.js';

export interface OrderLine {
  number: string;
  /** Hash of what tells the lines of one order apart. */
  line: string;
  title: string;
  price: number | null;
  quantity: number;
  attributes: string | null;
  sku: string | null;
  category: string | null;
  /** Fen of all pieces, with their freight. */
  amount: number | null;
}

export interface KnownOrder {
  number: string;
  fanId: string;
  /** Nothing but its lines tells what it costs. */
  isOpen: boolean;
}

/** Lines by order, dearest first. */
export async function readLines(tx: Tx, shop: IngestShop, numbers: string[]): Promise<Map<string, OrderLine[]>> {
  const { rows } = await sql<OrderLine>`
    select number, line, title, price, quantity, attributes, sku, category, amount
    from order_line
    where platform = ${shop.platform} and shop_id = ${shop.id} and number = any(${texts(numbers, (number) => number)}::text[])
    order by number, price desc nulls last, title`.execute(tx);
  const lines = new Map<string, OrderLine[]>();
  for (const row of rows) lines.set(row.number, [...(lines.get(row.number) ?? []), row]);
  return lines;
}

export async function writeLines(tx: Tx, shop: IngestShop, lines: OrderLine[]): Promise<void> {
  if (lines.length === 0) return;
  await sql`
    insert into order_line (platform, shop_id, number, line, title, price, quantity, attributes, sku, category, amount)
    select ${shop.platform}::text, ${shop.id}::uuid, said.*
    from unnest(
      ${lines.map((line) => line.number)}::text[],
      ${lines.map((line) => line.line)}::uuid[],
      ${lines.map((line) => line.title)}::text[],
      ${lines.map((line) => line.price)}::bigint[],
      ${lines.map((line) => line.quantity)}::int[],
      ${lines.map((line) => line.attributes)}::text[],
      ${lines.map((line) => line.sku)}::text[],
      ${lines.map((line) => line.category)}::text[],
      ${lines.map((line) => line.amount)}::bigint[]
    ) as said
    on conflict (platform, shop_id, number, line) do update set
      title = excluded.title, price = excluded.price, quantity = excluded.quantity,
      attributes = excluded.attributes, sku = excluded.sku, category = excluded.category, amount = excluded.amount`.execute(
    tx,
  );
}

/** Those of the orders that are known already, with their fans. */
export async function knownOrders(tx: Tx, shop: IngestShop, numbers: string[]): Promise<KnownOrder[]> {
  const { rows } = await sql<KnownOrder>`
    select number, fan_id as "fanId", of_lines or coalesce(payable, paid) is null as "isOpen" from shop_order
    where platform = ${shop.platform} and shop_id = ${shop.id} and number = any(${numbers}::text[])
      and fan_id is not null`.execute(tx);
  return rows;
}

/**
 * What lines tell of the goods of order `o`: products, dearest first, and categories; null where it has no lines. To be
 * joined laterally: each order looks up its own, whatever the planner takes the number of a new shop's orders for.
 */
export function goodsOfLines(shop: IngestShop): RawBuilder<unknown> {
  const ofOrder = sql`l.platform = ${shop.platform} and l.shop_id = ${shop.id} and l.number = o.number`;
  return sql`
    select case when count(*) > 0 then
        jsonb_build_object('product', jsonb_agg(title order by price desc nulls last, title)) ||
        jsonb_strip_nulls(jsonb_build_object('category', (
          select jsonb_agg(distinct l.category) from order_line l where ${ofOrder} and l.category is not null)))
      end as properties
    from (select l.title, max(l.price) as price from order_line l where ${ofOrder} group by l.title) line`;
}

/** Writes products and categories into the events of orders that came before their lines, and to their fans. */
export async function enrichOrders(tx: Tx, shop: IngestShop, numbers: string[]): Promise<void> {
  await sql`
    update event set properties = event.properties || told.properties
    from shop_order o,
      lateral (${goodsOfLines(shop)}) told,
      lateral (values ('order.create', o.ordered_at), ('order.pay', o.paid_at)) as fact (type, happened_at)
    where o.platform = ${shop.platform} and o.shop_id = ${shop.id} and o.number = any(${numbers}::text[])
      and told.properties is not null
      and event.fan_id = o.fan_id and event.type = fact.type and event.happened_at = fact.happened_at
      and event.shop_id = ${shop.id} and event.properties->>'order' = o.number`.execute(tx);
  await sql`
    with bought as (
      select f.root_id as fan_id, array_agg(distinct l.category) as categories
      from order_line l
      join shop_order o on o.platform = l.platform and o.shop_id = l.shop_id and o.number = l.number
      join fan f on f.id = o.fan_id
      where l.platform = ${shop.platform} and l.shop_id = ${shop.id} and l.number = any(${numbers}::text[])
        and l.category is not null and o.paid_at is not null
      group by 1)
    update fan_shop set
      categories = array(select distinct unnest(fan_shop.categories || bought.categories) order by 1)
    from bought
    where fan_shop.shop_id = ${shop.id} and fan_shop.fan_id = bought.fan_id
      and not bought.categories <@ fan_shop.categories`.execute(tx);
  await tasteOfOrdersIsDue(tx, shop, numbers);
}
