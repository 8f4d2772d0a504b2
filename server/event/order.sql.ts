import { sql } from 'kysely';
import { byteas, float8s, int4s, int8s, texts, uuids } from '../db/binary-array.js';
import type { Tx } from '../db/database.js';
import type { IngestShop } from './ingest-shop.js';
import type { OrderState, OrderStatus } from './order-state.js';

/** Of the parts of an order together; each part is far below it. */
const MOST_PIECES = 2_000_000_000;

const lockOf = (shopId: string) => sql`hashtextextended(${`orders:${shopId}`}, 0)`;

/** A file changes the orders of a shop while nobody else does, so that each batch sees what others wrote. */
export async function lockOrders(tx: Tx, shopId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(${lockOf(shopId)})`.execute(tx);
}

/** Events change orders side by side, each locked as it is read, but not while a file does. */
export async function shareOrders(tx: Tx, shopId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${lockOf(shopId)})`.execute(tx);
}

interface OrderRow {
  number: string;
  fan_id: string | null;
  status: string;
  status_at: Date;
  payable: number | null;
  paid: number | null;
  refunded: number;
  quantity: number | null;
  title: string | null;
  category: string | null;
  ordered_at: Date | null;
  paid_at: Date | null;
  close_reason: string | null;
}

/**
 * Orders by number, locked until the transaction ends; unknown ones are missing. What follows from their lines is left out:
 * nobody has told it.
 */
export async function readOrders(tx: Tx, shop: IngestShop, numbers: string[]): Promise<Map<string, OrderState>> {
  const { rows } = await sql<OrderRow>`
    select number, fan_id, status, status_at, case when not of_lines then payable end as payable, paid,
      case when of_lines then refunded - refunded_of_lines else refunded end as refunded, quantity, title, category, ordered_at, paid_at, close_reason
    from shop_order
    where platform = ${shop.platform} and shop_id = ${shop.id} and number = any(${texts(numbers, (number) => number)}::text[])
    order by number for no key update`.execute(tx);
  return new Map(rows.map((row) => [row.number, orderOf(row)]));
}

function orderOf(row: OrderRow): OrderState {
  return {
    number: row.number,
    fanId: row.fan_id,
    status: row.status as OrderStatus,
    statusAt: row.status_at.getTime(),
    payable: row.payable,
    paid: row.paid,
    refunded: row.refunded,
    quantity: row.quantity,
    title: row.title,
    category: row.category,
    orderedAt: row.ordered_at?.getTime() ?? null,
    paidAt: row.paid_at?.getTime() ?? null,
    closeReason: row.close_reason,
  };
}

/** An order as it is written; the receiver only where a file tells one, an earlier one stays. */
export interface OrderWrite {
  id: string;
  order: OrderState;
  receiver: { encrypted: Buffer; mask: string } | null;
}

/**
 * Writes orders as they were told; whoever writes one of which no amount was known calls `tellByLines` then.
 * @returns numbers of those that were there already
 */
export async function writeOrders(tx: Tx, shop: IngestShop, writes: OrderWrite[]): Promise<string[]> {
  if (writes.length === 0) return [];
  // A row that this statement inserts was never locked.
  const { rows } = await sql<{ number: string }>`
    with written as (insert into shop_order as kept (shop_id, platform, id, number, fan_id, status, status_at, payable, paid, refunded,
      quantity, title, category, ordered_at, paid_at, close_reason, receiver_encrypted, receiver_mask)
    select ${shop.id}::uuid, ${shop.platform}::text, id, number, fan_id, status, to_timestamp(status_at / 1000), payable,
      paid, refunded, quantity, title, category, to_timestamp(ordered_at / 1000), to_timestamp(paid_at / 1000), close_reason,
      receiver_encrypted, receiver_mask
    from unnest(
      ${uuids(writes, (write) => write.id)}::uuid[],
      ${texts(writes, (write) => write.order.number)}::text[],
      ${uuids(writes, (write) => write.order.fanId)}::uuid[],
      ${texts(writes, (write) => write.order.status)}::text[],
      ${float8s(writes, (write) => write.order.statusAt)}::float8[],
      ${int8s(writes, (write) => write.order.payable)}::bigint[],
      ${int8s(writes, (write) => write.order.paid)}::bigint[],
      ${int8s(writes, (write) => write.order.refunded)}::bigint[],
      ${int4s(writes, ({ order }) => order.quantity && Math.min(order.quantity, MOST_PIECES))}::int[],
      ${texts(writes, (write) => write.order.title)}::text[],
      ${texts(writes, (write) => write.order.category)}::text[],
      ${float8s(writes, (write) => write.order.orderedAt)}::float8[],
      ${float8s(writes, (write) => write.order.paidAt)}::float8[],
      ${texts(writes, (write) => write.order.closeReason)}::text[],
      ${byteas(writes, (write) => write.receiver?.encrypted ?? null)}::bytea[],
      ${texts(writes, (write) => write.receiver?.mask ?? null)}::text[]
    ) as said (id, number, fan_id, status, status_at, payable, paid, refunded, quantity, title, category, ordered_at, paid_at,
      close_reason, receiver_encrypted, receiver_mask)
    on conflict (platform, shop_id, number) do update set
      fan_id = excluded.fan_id, status = excluded.status, status_at = excluded.status_at, payable = excluded.payable,
      paid = excluded.paid, refunded = excluded.refunded, of_lines = false, refunded_of_lines = 0, quantity = excluded.quantity,
      title = excluded.title, category = excluded.category,
      ordered_at = excluded.ordered_at, paid_at = excluded.paid_at, close_reason = excluded.close_reason,
      receiver_encrypted = coalesce(kept.receiver_encrypted, excluded.receiver_encrypted),
      receiver_mask = coalesce(kept.receiver_mask, excluded.receiver_mask),
      updated_at = now()
      returning number, fan_id, paid_at, xmax <> 0 as existed),
    due as (insert into taste_due (fan_id)
      select distinct fan_id from written where fan_id is not null and paid_at is not null)
    select number from written where existed`.execute(tx);
  return rows.map(({ number }) => number);
}
