import { sql } from 'kysely';
import { businessNow } from '../../clock/clock.js';
import type { Tx } from '../../db/database.js';
import { hourBefore } from './hour-before.js';
import { orderEventKey, refundKey } from '../../event/event-key.js';
import { numberOf } from '../../event/fact.js';
import type { IngestShop } from '../../event/ingest-shop.js';
import { lockOrders } from '../../event/order.sql.js';
import { REFUNDS_OF_LINES, tellByLines } from '../../event/tell-by-lines.js';
import { lockRoots } from '../../identity/identity.sql.js';
import { tasteIsDue } from '../../taste/taste-due.sql.js';
import { noneUndone, type Undone } from './undone.js';
import { takeBack } from './take-back.js';
import { takeOrderEvents, type TakenFact } from './take-back.sql.js';

const MOST = 2_000;

interface OrderRow {
  number: string;
  fan_id: string;
  /** As it was before the import, in PostgreSQL's own words; null: the import made it. */
  before: string | null;
  refunded_before: number;
  /** Whether it told no amount before, or what was paid back followed from one that was told later. */
  open: boolean;
}

/**
 * Undoes some of the orders that are as an import left them: those it made go, with their facts, and the others become
 * what they were. Orders that somebody changed later stay.
 *
 * @returns undefined when none is left
 */
export async function undoOrders(tx: Tx, shop: IngestShop, importId: string): Promise<Undone | undefined> {
  await lockOrders(tx, shop.id);
  const orders = await readOrders(tx, shop, importId);
  if (orders.length === 0) return undefined;
  const fanIds = [...new Set(orders.map((order) => order.fan_id))];
  await lockRoots(tx, fanIds);
  const told = orders.map((order) => ({ number: order.number, fanId: order.fan_id }));
  const facts = await takeOrderEvents(tx, shop.id, [`import:${importId}`, REFUNDS_OF_LINES], told);
  await takeBack(tx, shop, facts, keysOf(shop, orders, facts));
  const made = orders.filter((order) => order.before === null);
  await removeOrders(tx, shop, made);
  await restoreOrders(tx, shop, orders);
  await tasteIsDue(tx, fanIds);
  const open = orders.filter((order) => order.open && order.before !== null).map((order) => order.number);
  await tellByLines(tx, shop, open, await businessNow(tx));
  return {
    ...noneUndone,
    facts: facts.length,
    orders_removed: made.length,
    orders_restored: orders.length - made.length,
  };
}

/**
 * Orders that were last written by the import. Where it wrote one several times, what it was before the first of them
 * counts: the row that was kept then carries a time that is none of the import's own.
 */
async function readOrders(tx: Tx, shop: IngestShop, importId: string): Promise<OrderRow[]> {
  const { rows } = await sql<OrderRow>`
    with own as materialized (select written_at from import_batch where import_id = ${importId}),
    told as (
      (select number from shop_order o
        where o.platform = ${shop.platform} and o.shop_id = ${shop.id} and o.id > ${hourBefore(importId)}::uuid
          and o.updated_at in (select written_at from own)
        order by o.id limit ${MOST})
      union
      (select o.number from import_earlier e
        join shop_order o on o.platform = ${shop.platform} and o.shop_id = ${shop.id} and o.number = e.key
        where e.import_id = ${importId} and e.kind = 'order' and o.updated_at in (select written_at from own)
        limit ${MOST}))
    select o.number, o.fan_id, earlier.before::text,
      coalesce((earlier.before->>'refunded')::bigint, 0)
        - case when (earlier.before->>'of_lines')::boolean then (earlier.before->>'refunded_of_lines')::bigint else 0 end
        as refunded_before,
      (earlier.before->>'refunded_of_lines')::bigint > 0 or (earlier.before->>'of_lines')::boolean
        or coalesce(earlier.before->>'payable', earlier.before->>'paid') is null as open
    from told join shop_order o on o.platform = ${shop.platform} and o.shop_id = ${shop.id} and o.number = told.number
    left join lateral (
      select before from import_earlier e
      where e.import_id = ${importId} and e.kind = 'order' and e.key = told.number
        and (before->>'updated_at')::timestamptz not in (select written_at from own)
      order by no desc limit 1) earlier on true
    where o.fan_id is not null`.execute(tx);
  return rows;
}

/** The keys under which the facts were told: refunds by what had been paid back in all. */
function keysOf(shop: IngestShop, orders: OrderRow[], facts: TakenFact[]): string[] {
  const refunded = new Map(orders.map((order) => [order.number, order.refunded_before]));
  const claimed = facts.filter(({ source }) => source !== REFUNDS_OF_LINES);
  return claimed.map(({ type, properties }) => {
    const number = String(properties['order']);
    const amount = numberOf(properties, 'amount');
    if (type !== 'order.refund' || amount === 0) return orderEventKey(shop.id, number, type);
    const inAll = (refunded.get(number) ?? 0) + amount;
    refunded.set(number, inAll);
    return refundKey(shop.id, number, inAll);
  });
}

async function removeOrders(tx: Tx, shop: IngestShop, orders: OrderRow[]): Promise<void> {
  await sql`
    delete from shop_order
    where platform = ${shop.platform} and shop_id = ${shop.id}
      and number = any(${orders.map((order) => order.number)}::text[])`.execute(tx);
}

/** What was kept before lines told amounts says nothing of them. */
async function restoreOrders(tx: Tx, shop: IngestShop, orders: OrderRow[]): Promise<void> {
  const before = orders.flatMap((order) => order.before ?? []);
  await sql`
    update shop_order o set (fan_id, status, status_at, payable, paid, refunded, refunds, of_lines, refunded_of_lines,
      quantity, title, category, ordered_at, paid_at, close_reason, receiver_encrypted, receiver_mask, custom, updated_at) = (
      select b.fan_id, b.status, b.status_at, b.payable, b.paid, b.refunded, b.refunds, coalesce(b.of_lines, false),
      coalesce(b.refunded_of_lines, 0), b.quantity, b.title, b.category, b.ordered_at, b.paid_at, b.close_reason,
      b.receiver_encrypted, b.receiver_mask, b.custom, b.updated_at)
    from unnest(${before}::jsonb[]) kept, jsonb_populate_record(null::shop_order, kept) b
    where o.platform = ${shop.platform} and o.shop_id = ${shop.id} and o.number = b.number`.execute(tx);
}
