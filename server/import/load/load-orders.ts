import { encryptPersonal } from '../../crypto/personal-data.js';
import { maskAddress, maskName } from '../../crypto/mask.js';
import type { Tx } from '../../db/database.js';
import { together } from '../../db/together.js';
import { uuid7 } from '../../db/uuid7.js';
import { claimKeys } from '../../event/event.sql.js';
import type { Fact } from '../../event/fact.js';
import {
  closeIfPaidBack,
  mergeOrder,
  type OrderState,
  type Refunds,
  sameOrder,
  tellsNoAmount,
} from '../../event/order-state.js';
import { lockOrders, readOrders, writeOrders } from '../../event/order.sql.js';
import { recordFacts } from '../../event/record-facts.js';
import { readRefunds } from '../../event/refund.sql.js';
import { tellByLines } from '../../event/tell-by-lines.js';
import type { FieldValue } from '../../field/field-value.js';
import { readFanKeys } from '../../identity/fan-keys.js';
import { lockRoots } from '../../identity/identity.sql.js';
import type { ResolvedFan } from '../../identity/resolve-fans.js';
import { refundOnly, type OrderRow } from '../rows/order-row.js';
import { keepOrders } from './earlier.sql.js';
import {
  nobody,
  unknownOrder,
  type ImportContext,
  type Loader,
  type Outcome,
  type PreparedRow,
} from './import-context.js';
import { putOrderFacts, refundedInAll, type OrderDetails } from './order-facts.js';
import { readLines, type OrderLine } from './order-line.sql.js';
import { writeOwnOfOrders } from './own.sql.js';
import { resolveRows, settlePeople } from './people.js';
import { type ListedRefunds, readListed, sumOfListed, writeListed } from './listed-refunds.sql.js';

/** An order that the batch makes or changes, with what was known before and everything its rows add. */
interface ChangedOrder {
  state: OrderState;
  isKnown: boolean;
  /** Nobody told an amount so far, or does now. */
  isOpen: boolean;
  refundedBefore: number;
  nick: string | null;
  row: OrderRow;
}

/** Order lists: each order once, whatever tells of it how often; its payment and refund become events. */
export const loadOrders: Loader<OrderRow> = async (tx, context, batch) => {
  const { rows } = batch;
  const { shop } = context;
  const changing = { importId: context.importId, no: batch.no };
  await lockOrders(tx, shop.id);
  const known = await readOrders(tx, shop, [...new Set(rows.map(({ row }) => row.order.number))]);
  const refunds = await readRefunds(tx, shop, known.values());
  const listed = await readListed(tx, shop, [
    ...new Set(rows.flatMap(({ row }) => (row.refund ? row.order.number : []))),
  ]);
  const fans = await resolveRows(tx, context, batch);
  const changed = new Map<string, ChangedOrder>();
  const outcomes = rows.map((prepared, i) => mergeRow(prepared, fans[i], { known, refunds, listed, changed }));
  const roots = await rootsOf(tx, fans, [...changed.values()]);
  const orders = [...changed.values()];
  const lines = await readLines(tx, shop, numbersOf(orders));
  const facts = factsOf(context, orders, roots, lines);
  const claiming = claimKeys(tx, [...facts.keys()]);
  await together([
    () => claiming,
    () => keepOrders(tx, changing, shop, numbersOf(orders.filter((one) => one.isKnown))),
    () => writeChanged(tx, context, orders, fans),
    async () => recordFacts(tx, shop, onlyOf(facts, await claiming), context.startedAt),
  ]);
  await tellByLines(tx, shop, numbersOf(orders.filter(({ isOpen }) => isOpen)), context.startedAt);
  await writeListed(tx, changing, shop, listed);
  const written = await writeOwnOfOrders(tx, changing, shop, ownOf(rows));
  const settled = await settlePeople(tx, context, batch, fans, ownersOf(rows, fans));
  return outcomes.map((outcome, i) => {
    const rootId = fans[i]?.rootId;
    const isOfFan = rootId !== undefined && settled.delete(rootId);
    const isNews = written.delete(rows[i]?.row.order.number ?? '') || isOfFan;
    return outcome === 'unchanged' && isNews ? 'merged' : outcome;
  });
};

function numbersOf(orders: ChangedOrder[]): string[] {
  return orders.map(({ state }) => state.number);
}

/** What rows say in the shop's own fields of orders, by number; the later row tells. */
function ownOf(rows: PreparedRow<OrderRow>[]): Map<string, Record<string, FieldValue>> {
  const own = new Map<string, Record<string, FieldValue>>();
  for (const { row, own: said } of rows) {
    const { number } = row.order;
    if (said && Object.keys(said.order).length > 0) own.set(number, { ...own.get(number), ...said.order });
  }
  return own;
}

/** All by number. */
interface Orders {
  known: Map<string, OrderState>;
  refunds: ReadonlyMap<string, Refunds>;
  /** Refunds that files have told of one by one; each counts once. */
  listed: Map<string, ListedRefunds>;
  changed: Map<string, ChangedOrder>;
}

/** Merges one row into what is known of its order, and tells what that did. */
function mergeRow(
  { row, identities }: PreparedRow<OrderRow>,
  fan: ResolvedFan | undefined,
  { known, refunds, listed, changed }: Orders,
): Outcome {
  const { number } = row.order;
  const before = known.get(number);
  const fanId = before?.fanId ?? fan?.fanId;
  if (row.about === 'refund' && !before) return unknownOrder;
  if (fanId === undefined) return nobody;
  const said = { ...(before && row.about !== 'order' ? refundOnly(row.order) : row.order), fanId };
  if (row.refund) {
    const told = { ...listed.get(number), [row.refund.name]: row.refund.amount };
    listed.set(number, told);
    said.refunded = Math.max(said.refunded, sumOfListed(told));
  }
  const merged = before ? mergeOrder(before, said) : said;
  merged.refunded = refundedInAll(merged);
  const lastAt = Math.max(refunds.get(number)?.lastAt ?? 0, row.closedAt ?? 0) || merged.statusAt;
  const state = merged.status === 'closed' ? merged : closeIfPaidBack(merged, lastAt);
  if (before && sameOrder(before, state)) return fan?.identified === true ? 'merged' : 'unchanged';
  known.set(number, state);
  const earlier = changed.get(number);
  changed.set(number, {
    state,
    isKnown: earlier ? earlier.isKnown : before !== undefined,
    isOpen: earlier?.isOpen ?? tellsNoAmount(before ?? state),
    refundedBefore: earlier?.refundedBefore ?? before?.refunded ?? 0,
    nick: identities.find((identity) => identity.kind === 'nick')?.value ?? earlier?.nick ?? null,
    row: earlier ? withEarlier(row, earlier.row) : row,
  });
  return before ? 'merged' : 'loaded';
}

/** Of two rows about one order the later one tells, and the earlier one fills its gaps. */
function withEarlier(row: OrderRow, earlier: OrderRow): OrderRow {
  return {
    ...row,
    shippedAt: row.shippedAt ?? earlier.shippedAt,
    closedAt: row.closedAt ?? earlier.closedAt,
    receiver: row.receiver ?? earlier.receiver,
  };
}

/** Root by record, for the records that changed orders belong to. All of these roots are locked. */
async function rootsOf(
  tx: Tx,
  fans: (ResolvedFan | undefined)[],
  orders: ChangedOrder[],
): Promise<Map<string, string>> {
  const roots = new Map(fans.flatMap((fan) => (fan ? [[fan.fanId, fan.rootId] as const] : [])));
  const others = orders.map((order) => order.state.fanId).filter((fanId) => fanId !== null && !roots.has(fanId));
  for (const [fanId, rootId] of await lockRoots(
    tx,
    [...new Set(others)].filter((id) => id !== null),
  )) {
    roots.set(fanId, rootId);
  }
  return roots;
}

async function writeChanged(
  tx: Tx,
  context: ImportContext,
  orders: ChangedOrder[],
  fans: (ResolvedFan | undefined)[],
): Promise<void> {
  const dataKeys = new Map(fans.flatMap((fan) => (fan?.dataKey ? [[fan.fanId, fan.dataKey] as const] : [])));
  const told = orders.flatMap(({ row, state }) => (row.receiver && state.fanId !== null ? [state.fanId] : []));
  const missing = [...new Set(told)].filter((fanId) => !dataKeys.has(fanId));
  for (const [fanId, dataKey] of await readFanKeys(tx, context.keys, missing)) dataKeys.set(fanId, dataKey);
  const writes = orders.map(({ state, row }) => {
    return { id: uuid7(), order: state, receiver: sealReceiver(row, state, dataKeys) };
  });
  await writeOrders(tx, context.shop, writes);
}

function sealReceiver({ receiver }: OrderRow, { fanId }: OrderState, dataKeys: Map<string, Buffer>) {
  const dataKey = fanId === null ? undefined : dataKeys.get(fanId);
  if (!receiver || fanId === null || !dataKey) return null;
  return {
    encrypted: encryptPersonal(dataKey, fanId, 'shop_order.receiver', JSON.stringify(receiver)),
    mask: [maskName(receiver.name), receiver.address && maskAddress(receiver.address)].join(' ').trim(),
  };
}

/** The facts behind the changed orders, by their keys. */
function factsOf(
  context: ImportContext,
  orders: ChangedOrder[],
  roots: Map<string, string>,
  lines: Map<string, OrderLine[]>,
): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  for (const { state, row, nick, refundedBefore } of orders) {
    const { fanId } = state;
    const rootId = fanId === null ? undefined : roots.get(fanId);
    if (fanId === null || rootId === undefined) continue;
    const details = detailsOf(state, row, lines.get(state.number));
    putOrderFacts(facts, context, state, details, { fanId, rootId, nick }, refundedBefore);
  }
  return facts;
}

/** Those that nobody has told before. */
function onlyOf(facts: Map<string, Fact>, claimed: Set<string>): Fact[] {
  return Array.from(facts).flatMap(([key, fact]) => (claimed.has(key) ? [fact] : []));
}

/** Products and categories are those of the order's lines where an item list came first. */
function detailsOf(state: OrderState, row: OrderRow, lines: OrderLine[] | undefined): OrderDetails {
  const { shippedAt, closedAt } = row;
  if (!lines) {
    return { shippedAt, closedAt, products: state.title === null ? [] : [state.title], categories: row.categories };
  }
  const categories = lines.map((line) => line.category).filter((category) => category !== null);
  return {
    shippedAt,
    closedAt,
    products: [...new Set(lines.map((line) => line.title))],
    categories: [...new Set([...row.categories, ...categories])],
  };
}

function ownersOf(rows: PreparedRow<OrderRow>[], fans: (ResolvedFan | undefined)[]): Map<string, string | null> {
  const owners = new Map<string, string | null>();
  for (const [i, { row }] of rows.entries()) {
    const rootId = fans[i]?.rootId;
    if (rootId !== undefined) owners.set(rootId, row.owner ?? owners.get(rootId) ?? null);
  }
  return owners;
}
