import type { Tx } from '../../db/database.js';
import { uuid7 } from '../../db/uuid7.js';
import { orderEventKey, refundKey } from '../../event/event-key.js';
import { claimKeys } from '../../event/event.sql.js';
import { type Fact, type FactFan, listOf, numberOf } from '../../event/fact.js';
import { applyToOrder, closeIfPaidBack, orderNumber, type OrderState, sameOrder } from '../../event/order-state.js';
import { lockOrders, readOrders, writeOrders } from '../../event/order.sql.js';
import { recordFacts } from '../../event/record-facts.js';
import { lockRoots } from '../../identity/identity.sql.js';
import type { ResolvedFan } from '../../identity/resolve-fans.js';
import type { EventRow } from '../rows/event-row.js';
import { keepOrders } from './earlier.sql.js';
import { factKey } from './fact-key.js';
import {
  isHistory,
  nobody,
  type ImportContext,
  type Loader,
  type Outcome,
  type PreparedRow,
} from './import-context.js';
import { resolveRows, settlePeople } from './people.js';

/** Lists of behaviour: each thing that a fan did once, whichever file tells it. */
export const loadEvents: Loader<EventRow> = async (tx, context, batch) => {
  const { rows, no } = batch;
  const orders = await knownOrders(tx, context, rows);
  const fans = await resolveRows(tx, context, batch);
  const facts = new Map<string, Fact>();
  const told = rows.map((prepared, i) => tell(context, facts, prepared, fans[i]));
  await giveToBuyers(tx, facts.values(), orders);
  const fresh = await claimNews(tx, context, facts, orders);
  await recordFacts(tx, context.shop, [...fresh.values()], context.startedAt);
  const telling = Array.from(facts).filter(([name, { type }]) => fresh.has(name) || type === 'order.refund');
  await changeOrders(tx, context, { no, facts: telling.map(([, fact]) => fact) }, orders);
  const owners = new Map(fans.flatMap((fan) => (fan ? [[fan.rootId, null]] : [])));
  const settled = await settlePeople(tx, context, batch, fans, owners);
  return told.map((one, i): Outcome => {
    if (!one) return nobody;
    const { rootId } = one.fan;
    if (fresh.has(one.key) && one.adds) return one.adds;
    return settled.delete(rootId) || fans[i]?.identified === true ? 'merged' : 'unchanged';
  });
};

/** Those that the rows are about, by number; nobody else changes orders of the shop meanwhile. */
async function knownOrders(
  tx: Tx,
  { shop }: ImportContext,
  rows: PreparedRow<EventRow>[],
): Promise<Map<string, OrderState>> {
  const numbers = new Set(rows.flatMap(({ row }) => orderNumber(row.type, row.properties) ?? []));
  if (numbers.size === 0) return new Map();
  await lockOrders(tx, shop.id);
  return readOrders(tx, shop, [...numbers]);
}

interface Told {
  key: string;
  fan: FactFan;
  /** What the row does if nobody told its fact before; null: it says what another row of the batch says. */
  adds: 'loaded' | 'merged' | null;
}

/** Puts what a row tells under its key. Undefined: it is about nobody. */
function tell(
  context: ImportContext,
  facts: Map<string, Fact>,
  { row, identities }: PreparedRow<EventRow>,
  resolved: ResolvedFan | undefined,
): Told | undefined {
  if (!resolved) return undefined;
  const nick = identities.find((identity) => identity.kind === 'nick')?.value ?? null;
  const fan: FactFan = { fanId: resolved.fanId, rootId: resolved.rootId, nick };
  const { type, happenedAt, properties } = row;
  const number = orderNumber(type, properties);
  const shopId = context.shop.id;
  const key =
    number === null ? factKey(shopId, { type, happenedAt, fan, properties }) : orderEventKey(shopId, number, type);
  const known = facts.get(key);
  if (known) return { key, fan, adds: number !== null && addArticle(known, row) ? 'merged' : null };
  facts.set(key, {
    id: uuid7(),
    key,
    type,
    happenedAt,
    source: `import:${context.importId}`,
    history: isHistory(context, happenedAt),
    properties: { ...properties },
    fan,
  });
  return { key, fan, adds: 'loaded' };
}

/** Each article of an order has a row of its own. @returns false when the article is there already */
function addArticle({ properties }: Fact, row: EventRow): boolean {
  const [known, added] = [listOf(properties, 'product'), listOf(row.properties, 'product')];
  if (added.every((product) => known.includes(product))) return false;
  properties['product'] = [...known, ...added];
  const categories = new Set([...listOf(properties, 'category'), ...listOf(row.properties, 'category')]);
  if (categories.size > 0) properties['category'] = [...categories];
  for (const name of row.ofOrder ? (['quantity'] as const) : (['amount', 'quantity'] as const)) {
    const sum = numberOf(properties, name) + numberOf(row.properties, name);
    if (sum > 0) properties[name] = sum;
  }
  return true;
}

/** What is told of an order stays with whom the order is of, as in lists of orders. */
async function giveToBuyers(tx: Tx, facts: Iterable<Fact>, orders: ReadonlyMap<string, OrderState>): Promise<void> {
  const others = new Map<Fact, string>();
  for (const fact of facts) {
    const number = orderNumber(fact.type, fact.properties);
    const fanId = number === null ? null : orders.get(number)?.fanId;
    if (fanId && fanId !== fact.fan?.fanId) others.set(fact, fanId);
  }
  const roots = await lockRoots(tx, [...new Set(others.values())]);
  for (const [fact, fanId] of others) fact.fan = { fanId, rootId: roots.get(fanId) ?? fanId, nick: null };
}

/** The facts that nobody told before, under the names they have in `facts`. */
async function claimNews(
  tx: Tx,
  { shop }: ImportContext,
  facts: ReadonlyMap<string, Fact>,
  orders: ReadonlyMap<string, OrderState>,
): Promise<Map<string, Fact>> {
  const news = new Map<string, Fact>();
  for (const [name, fact] of facts) {
    const added = newsOf(shop.id, fact, orders);
    if (added) news.set(name, added);
  }
  const claimed = await claimKeys(
    tx,
    Array.from(news.values(), ({ key }) => key),
  );
  return new Map(Array.from(news).filter(([, { key }]) => claimed.has(key)));
}

/** Of a refund only what nobody else has told: a file tells what was paid back in all. Null: that is nothing. */
function newsOf(shopId: string, fact: Fact, orders: ReadonlyMap<string, OrderState>): Fact | null {
  const number = orderNumber(fact.type, fact.properties);
  const inAll = numberOf(fact.properties, 'amount');
  if (number === null || fact.type !== 'order.refund' || inAll === 0) return fact;
  const amount = inAll - (orders.get(number)?.refunded ?? 0);
  if (amount <= 0) return null;
  return { ...fact, key: refundKey(shopId, number, inAll), properties: { ...fact.properties, amount } };
}

/** Orders told of by behaviour are the same orders that other files tell of. */
async function changeOrders(
  tx: Tx,
  { shop, importId }: ImportContext,
  { no, facts }: { no: number; facts: Fact[] },
  known: ReadonlyMap<string, OrderState>,
): Promise<void> {
  const changed = new Map<string, OrderState>();
  for (const fact of facts) {
    const number = orderNumber(fact.type, fact.properties);
    if (number === null) continue;
    const before = changed.get(number) ?? known.get(number);
    const refunded = fact.type === 'order.refund' ? numberOf(fact.properties, 'amount') : 0;
    const lastAt = fact.type === 'order.refund' ? fact.happenedAt : (before?.statusAt ?? fact.happenedAt);
    const after = closeIfPaidBack(applyToOrder(before, number, fact, refunded), lastAt);
    if (!before || !sameOrder(before, after)) changed.set(number, after);
  }
  const numbers = [...changed.keys()].filter((number) => known.has(number));
  await keepOrders(tx, { importId, no }, shop, numbers);
  const writes = Array.from(changed.values(), (order) => ({ id: uuid7(), order, receiver: null }));
  await writeOrders(tx, shop, writes);
}
