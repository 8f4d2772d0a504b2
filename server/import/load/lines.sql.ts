import { sql } from 'kysely';
import type { Tx } from '../../db/database.js';
import type { IngestShop } from '../../event/ingest-shop.js';
import { goodsOfLines, type OrderLine } from './order-line.sql.js';
import type { Changing } from './earlier.sql.js';

/** A line that a batch makes (`before` undefined) or changes. */
export interface LineChange {
  before: OrderLine | undefined;
  after: OrderLine;
}

/** Keeps what lines of orders were, `{}` where there was none, and what they become. */
export async function keepLines(tx: Tx, { importId, no }: Changing, changes: LineChange[]): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    insert into import_earlier (import_id, no, kind, key, before, after)
    select ${importId}::uuid, ${no}::int, 'line', key, before::jsonb, after::jsonb
    from unnest(
      ${changes.map(({ after }) => `${after.number} ${after.line}`)}::text[],
      ${changes.map(({ before }) => JSON.stringify(before ?? {}))}::text[],
      ${changes.map(({ after }) => JSON.stringify(after))}::text[]
    ) as line (key, before, after)`.execute(tx);
}

const bought = sql`jsonb_strip_nulls(
  jsonb_build_object('product', e.properties->'product', 'category', e.properties->'category'))`;

/** When those events of an order `o` happened that its lines are written into: each is looked for in its own month only. */
const times = sql`lateral (values ('order.create', o.ordered_at), ('order.pay', o.paid_at)) as fact (type, happened_at)`;

/** Event `e` is one of them. */
const isOfOrder = sql`e.fan_id = o.fan_id and e.shop_id = o.shop_id and e.properties->>'order' = o.number
  and e.type = fact.type and e.happened_at = fact.happened_at`;

/** Keeps what events of orders tell of goods, while `change` writes their lines into them. Its key is the order's number. */
export async function keepingGoods(
  tx: Tx,
  { importId, no }: Changing,
  shop: IngestShop,
  numbers: string[],
  change: () => Promise<void>,
): Promise<void> {
  const readGoods = async () => {
    const { rows } = await sql<{ number: string; goods: string }>`
      select distinct on (o.number) o.number, ${bought}::text as goods
      from shop_order o cross join ${times} join event e on ${isOfOrder}
      where o.platform = ${shop.platform} and o.shop_id = ${shop.id} and o.number = any(${numbers}::text[])`.execute(
      tx,
    );
    return rows;
  };
  const before = await readGoods();
  await change();
  const after = new Map((await readGoods()).map(({ number, goods }) => [number, goods]));
  await sql`
    insert into import_earlier (import_id, no, kind, key, before, after)
    select ${importId}::uuid, ${no}::int, 'line', number, before::jsonb, after::jsonb
    from unnest(
      ${before.map(({ number }) => number)}::text[],
      ${before.map(({ goods }) => goods)}::text[],
      ${before.map(({ number }) => after.get(number) ?? null)}::text[]
    ) as kept (number, before, after)`.execute(tx);
}

interface LastLines {
  no: number;
  numbers: string[];
  /** Of these, those that were there before their lines. */
  enriched: string[];
}

/** Numbers of the orders whose lines the last batch wrote that is not taken back yet. */
export async function lastLines(tx: Tx, importId: string): Promise<LastLines> {
  const { rows } = await sql<LastLines>`
    select no, array_agg(distinct split_part(key, ' ', 1)) as numbers,
      coalesce(array_agg(key) filter (where key not like '% %'), '{}') as enriched
    from import_earlier
    where import_id = ${importId} and kind = 'line' group by no order by no desc limit 1`.execute(tx);
  return rows[0] ?? { no: 0, numbers: [], enriched: [] };
}

/** Takes back the lines of one batch that are as it left them. @returns how many */
export async function takeLines(tx: Tx, shop: IngestShop, { importId, no }: Changing): Promise<number> {
  const { rows } = await sql<{ lines: number }>`
    with gone as (
      delete from import_earlier where import_id = ${importId} and no = ${no} and kind = 'line'
      returning key, split_part(key, ' ', 1) as number, before, after),
    still as (
      select l.number, l.line, gone.before from gone join order_line l
        on l.platform = ${shop.platform} and l.shop_id = ${shop.id} and gone.key = l.number || ' ' || l.line
      where to_jsonb(l) - '{platform,shop_id}'::text[] = gone.after),
    removed as (
      delete from order_line l using still
      where l.platform = ${shop.platform} and l.shop_id = ${shop.id} and l.number = still.number
        and l.line = still.line and still.before = '{}'),
    restored as (
      update order_line l set title = b.title, price = b.price, quantity = b.quantity, attributes = b.attributes,
        sku = b.sku, category = b.category, amount = b.amount
      from still, jsonb_populate_record(null::order_line, still.before) b
      where l.platform = ${shop.platform} and l.shop_id = ${shop.id} and l.number = still.number
        and l.line = still.line and still.before <> '{}'),
    told as (
      update event e set properties = e.properties - '{product,category}'::text[] || gone.before
      from gone join shop_order o on o.platform = ${shop.platform} and o.shop_id = ${shop.id} and o.number = gone.key
        cross join ${times}
      where ${isOfOrder} and ${bought} = gone.after)
    select count(*) as lines from still`.execute(tx);
  return rows[0]?.lines ?? 0;
}

/**
 * Events of orders that came after the lines, which are gone now, tell again of goods what their orders or other lines do.
 * What events told before their lines came is kept, and is taken back by {@link takeLines}.
 *
 * @param numbers of the orders whose lines went
 */
export async function tellGoodsAgain(tx: Tx, shop: IngestShop, numbers: string[]): Promise<void> {
  await sql`
    update event e set properties = e.properties - '{product,category}'::text[] || coalesce(
      told.properties, jsonb_strip_nulls(jsonb_build_object(
        'product', case when o.title <> '' then jsonb_build_array(o.title) end,
        'category', case when o.category <> '' then jsonb_build_array(o.category) end)))
    from shop_order o cross join lateral (${goodsOfLines(shop)}) told cross join ${times}
    where o.platform = ${shop.platform} and o.shop_id = ${shop.id} and o.number = any(${numbers}::text[])
      and ${isOfOrder}`.execute(tx);
}
