import { sql } from 'kysely';
import type { Tx } from '../db/database.js';
import type { IngestShop } from './ingest-shop.js';
import type { OrderState, Refunds } from './order-state.js';

/** What a file tells stays with the fan of the order; senders cannot name such a source. */
const OF_FILES = 'import:%';

/** What is known of these orders' refunds, by number; those without any are missing. */
export async function readRefunds(
  tx: Tx,
  shop: IngestShop,
  orders: Iterable<OrderState>,
): Promise<Map<string, Refunds>> {
  const refunded = [...orders].filter((order) => order.refunded > 0);
  if (refunded.length === 0) return new Map();
  const { rows } = await sql<{ number: string; in_parts: number; last_at: Date }>`
    select o.number, o.refunded - coalesce(sum((e.properties ->> 'amount')::numeric)
        filter (where e.fan_id = o.fan_id and e.source like ${OF_FILES}), 0)::bigint as in_parts,
      coalesce(max(e.happened_at), o.status_at) as last_at
    from shop_order o left join fan record on record.id = o.fan_id left join fan f on f.root_id = record.root_id
    left join event e on e.fan_id = f.id and e.type = 'order.refund' and e.shop_id = o.shop_id
      and e.properties ->> 'order' = o.number
    where o.platform = ${shop.platform} and o.shop_id = ${shop.id}
      and o.number = any(${refunded.map(({ number }) => number)}::text[])
    group by o.number, o.refunded, o.status_at`.execute(tx);
  return new Map(
    rows.map(({ number, in_parts, last_at }) => [number, { inParts: in_parts, lastAt: last_at.getTime() }]),
  );
}

/** Fen by order that only files have told of, as news. The orders are to be locked before. */
export async function readNewsOfFiles(tx: Tx, shop: IngestShop, numbers: string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ number: string; amount: number }>`
    select o.number, sum((e.properties ->> 'amount')::numeric)::bigint as amount
    from shop_order o join event e on e.fan_id = o.fan_id and e.shop_id = o.shop_id and e.type = 'order.refund'
      and e.source like ${OF_FILES} and not e.history and e.properties ->> 'order' = o.number
    where o.platform = ${shop.platform} and o.shop_id = ${shop.id} and o.number = any(${numbers}::text[])
    group by o.number`.execute(tx);
  return new Map(rows.map(({ number, amount }) => [number, amount]));
}

/** What parts tell of an order that files had told. */
export interface Covered {
  number: string;
  /** The record that the order is of. */
  fanId: string;
  /** Fen. */
  amount: number;
}

export interface TakenRefund {
  fan_id: string;
  root_id: string;
  happened_at: Date;
  amount: number;
  /** Whether nothing is left of the event. */
  is_all: boolean;
}

/** Takes these amounts out of the refunds that files told, the first first. @returns what was taken of each */
export async function takeRefundsOfFiles(tx: Tx, shopId: string, covered: Covered[]): Promise<TakenRefund[]> {
  const { rows } = await sql<TakenRefund>`
    with told as (
      select e.id, e.happened_at, e.fan_id, f.root_id, (e.properties ->> 'amount')::bigint as amount, said.amount as covered,
        sum((e.properties ->> 'amount')::bigint) over (partition by said.number order by e.id) as up_to
      from unnest(${covered.map(({ number }) => number)}::text[], ${covered.map(({ fanId }) => fanId)}::uuid[],
        ${covered.map(({ amount }) => amount)}::bigint[]) said (number, fan, amount)
      join fan f on f.id = said.fan
      join event e on e.fan_id = f.id and e.type = 'order.refund' and e.shop_id = ${shopId}
        and e.source like ${OF_FILES} and e.properties ->> 'order' = said.number),
    cut as (
      select *, least(amount, covered - (up_to - amount))::bigint as taken from told where up_to - amount < covered),
    gone as (
      delete from event using cut where event.id = cut.id and event.happened_at = cut.happened_at and taken = amount),
    less as (
      update event set properties = event.properties || jsonb_build_object('amount', amount - taken) from cut
      where event.id = cut.id and event.happened_at = cut.happened_at and taken < amount)
    select fan_id, root_id, happened_at, taken as amount, taken = amount as is_all from cut`.execute(tx);
  return rows;
}
