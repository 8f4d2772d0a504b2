import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../db/database.js';
import type { IngestShop } from './ingest-shop.js';

/** What is no longer as an event told it: how much more of what it adds to its day and its fan. Fen, below 0 for less. */
export interface CorrectedEvent {
  fan_id: string;
  type: string;
  happened_at: Date;
  /** -1: the event is gone. */
  n: number;
  amount: number;
}

/** What was paid back of an order as its lines tell, which no event says yet. */
export interface MissingRefund {
  number: string;
  fan_id: string;
  happened_at: Date;
  history: boolean;
  amount: number;
  /** With what others told. */
  in_all: number;
}

/** Orders `o` with these numbers. */
const ordersIn = (shop: IngestShop, numbers: string[]): RawBuilder<unknown> => sql`
  o.platform = ${shop.platform} and o.shop_id = ${shop.id} and o.number = any(${numbers}::text[])`;

/** Event `e` is of order `o`. */
const isOfOrder = sql`e.fan_id = o.fan_id and e.shop_id = o.shop_id and e.properties->>'order' = o.number`;

export async function fansOf(tx: Tx, shop: IngestShop, numbers: string[]): Promise<string[]> {
  const { rows } = await sql<{ fan_id: string }>`
    select distinct o.fan_id from shop_order o where ${ordersIn(shop, numbers)} and o.fan_id is not null`.execute(tx);
  return rows.map((row) => row.fan_id);
}

/**
 * Orders that tell no amount cost what their lines do. One that was closed after its payment has all of it paid back, also
 * what it turned out to cost only later. Whoever made or changed an order last is still the one: this changes nothing that
 * was told.
 */
export async function addLines(tx: Tx, shop: IngestShop, numbers: string[]): Promise<void> {
  await sql`
    update shop_order o set payable = lines.amount, of_lines = lines.amount is not null
    from unnest(${numbers}::text[]) said (number), lateral (
      select sum(l.amount)::bigint as amount from order_line l
      where l.platform = ${shop.platform} and l.shop_id = ${shop.id} and l.number = said.number) lines
    where o.platform = ${shop.platform} and o.shop_id = ${shop.id} and o.number = said.number
      and (o.of_lines or coalesce(o.payable, o.paid) is null) and o.payable is distinct from lines.amount`.execute(tx);
  await sql`
    update shop_order o set refunded = told + back, refunded_of_lines = back
    from (
      select o.id, o.refunded - o.refunded_of_lines as told,
        case when o.status = 'closed' and o.paid_at is not null
          then greatest(0, coalesce(o.paid, o.payable, 0) - (o.refunded - o.refunded_of_lines)) else 0 end as back
      from shop_order o where ${ordersIn(shop, numbers)}) due
    where o.id = due.id and o.refunded_of_lines <> due.back`.execute(tx);
}

/** Events of making and paying the orders say what the orders do. */
export async function correctAmounts(tx: Tx, shop: IngestShop, numbers: string[]): Promise<CorrectedEvent[]> {
  const { rows } = await sql<CorrectedEvent>`
    with wrong as (
      select e.id, e.happened_at, e.fan_id, e.type, said.amount,
        coalesce((e.properties->>'amount')::numeric, 0)::bigint as before
      from shop_order o cross join lateral (
        values ('order.create', o.payable), ('order.pay', coalesce(o.paid, o.payable, 0))) said (type, amount)
      join event e on ${isOfOrder} and e.type = said.type
      where ${ordersIn(shop, numbers)} and e.properties->'amount' is distinct from to_jsonb(said.amount)),
    put as (
      update event set properties = event.properties - 'amount' || jsonb_strip_nulls(jsonb_build_object('amount', wrong.amount))
      from wrong where event.id = wrong.id and event.happened_at = wrong.happened_at)
    select fan_id, type, happened_at, 0 as n, coalesce(amount, 0) - before as amount from wrong`.execute(tx);
  return rows;
}

/** Takes away the events of refunds by lines that say something else than the orders. */
export async function takeRefundsOfLines(
  tx: Tx,
  shop: IngestShop,
  numbers: string[],
  source: string,
): Promise<CorrectedEvent[]> {
  const { rows } = await sql<CorrectedEvent>`
    delete from event e using shop_order o
    where ${ordersIn(shop, numbers)} and ${isOfOrder} and e.type = 'order.refund' and e.source = ${source}
      and (e.properties->>'amount')::bigint <> o.refunded_of_lines
    returning e.fan_id, e.type, e.happened_at, -1 as n, -(e.properties->>'amount')::bigint as amount`.execute(tx);
  return rows;
}

/** They happened when the order was closed; where that is not told, right after its payment. They are news as that was. */
export async function missingRefunds(
  tx: Tx,
  shop: IngestShop,
  numbers: string[],
  source: string,
): Promise<MissingRefund[]> {
  const { rows } = await sql<MissingRefund>`
    select o.number, o.fan_id, o.refunded_of_lines as amount, o.refunded as in_all,
      greatest(o.status_at, o.ordered_at + interval '1 s', o.paid_at + interval '1 s') as happened_at,
      coalesce((select e.history from event e where ${isOfOrder} and e.type = 'order.pay' limit 1), true) as history
    from shop_order o
    where ${ordersIn(shop, numbers)} and o.refunded_of_lines > 0 and o.fan_id is not null
      and not exists (select from event e where ${isOfOrder} and e.type = 'order.refund' and e.source = ${source})`.execute(
    tx,
  );
  return rows;
}
