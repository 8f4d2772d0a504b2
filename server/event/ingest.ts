import { businessNow } from '../clock/clock.js';
import type { Keys } from '../crypto/keys.js';
import type { Tx } from '../db/database.js';
import { Overtaken } from '../db/retry.js';
import { together } from '../db/together.js';
import { uuid7 } from '../db/uuid7.js';
import { identify, type Identity } from '../identity/identity.js';
import { findIdentities, type KnownIdentity } from '../identity/identity.sql.js';
import { type ResolvedFan, resolveFans } from '../identity/resolve-fans.js';
import { checkEvent, isPlausibleTime } from './check-event.js';
import { eventKey, orderEventKey } from './event-key.js';
import { addToFans, claimKeys, ensureEventMonths } from './event.sql.js';
import { eventProblems } from './event.problems.js';
import { type Fact, numberOf, type Properties } from './fact.js';
import { projectPassive } from './fan-projection.js';
import type { IncomingEvent, IngestResult } from './incoming-event.js';
import type { IngestShop } from './ingest-shop.js';
import {
  addRefund,
  applyToOrder,
  closeIfPaidBack,
  orderNumber,
  type OrderState,
  tellsNoAmount,
} from './order-state.js';
import { tellOfNewcomers } from './newcomer.sql.js';
import { readOrders, shareOrders, writeOrders } from './order.sql.js';
import { keepOwnOfOrders } from './own-of-order.sql.js';
import { recordFacts } from './record-facts.js';
import { type Covered, readNewsOfFiles, readRefunds } from './refund.sql.js';
import { takeFromFiles } from './take-from-files.js';
import { tellByLines } from './tell-by-lines.js';

/** An event that passed the checks, with the place of its result. */
interface Candidate {
  index: number;
  event: IncomingEvent;
  key: string;
  identities: Identity[];
  properties: Properties;
}

/**
 * Takes in a batch of events of one shop within the caller's transaction: each counts once, ties to its fan (found or
 * created), is rolled up and projected, and goes to the outbox if a published SOP waits for it.
 *
 * The caller commits, and tries again on a deadlock or serialization failure.
 *
 * @returns a result for each event, in order; a rejected event leaves nothing behind
 */
export async function ingest(tx: Tx, shop: IngestShop, keys: Keys, events: IncomingEvent[]): Promise<IngestResult[]> {
  const now = await businessNow(tx);
  await ensureEventMonths(tx, plausibleTimes(events, now));
  return ingestAt(tx, shop, keys, events, now);
}

/** When events happened, of those that can be believed. */
export function plausibleTimes(events: readonly IncomingEvent[], now: Date): number[] {
  return events.map(({ happenedAt }) => happenedAt).filter((at) => isPlausibleTime(at, now.getTime()));
}

/** As {@link ingest}, at a business time that is known, and with the months of all plausible times at hand. */
export async function ingestAt(
  tx: Tx,
  shop: IngestShop,
  keys: Keys,
  events: IncomingEvent[],
  now: Date,
): Promise<IngestResult[]> {
  const results = new Array<IngestResult>(events.length).fill({ status: 'duplicate' });
  const candidates: Candidate[] = [];
  for (const [index, event] of events.entries()) {
    const checked = checkEvent(event, now.getTime());
    const identities = event.person ? identify(event.person, shop, keys) : [];
    if ('problem' in checked) results[index] = { status: 'rejected', problem: checked.problem };
    else if (event.person && identities.length === 0) {
      results[index] = { status: 'rejected', problem: eventProblems.nobody() };
    } else {
      const key = keyOf(shop, event, checked.properties);
      candidates.push({ index, event, key, identities, properties: checked.properties });
    }
  }
  const { fresh, known } = await claimFresh(tx, shop, candidates);
  const persons = fresh.filter(({ event }) => event.person !== null);
  const people = persons.map(({ identities }) => identities);
  const fans = await resolveFans(tx, keys, people, { known, dataKeys: new Map() });
  const told = toFacts(shop, fresh, new Map(persons.map((person, i) => [person, fans[i]])), now);
  const facts = await withoutOldNews(tx, shop, told);
  await together([
    () => tellOfNewcomers(tx, shop.id, fans),
    () => addToFans(tx, shop.id, projectPassive(facts)),
    () => recordFacts(tx, shop, facts, now),
    // Asks what events have told, these too: after they are written.
    () => changeOrders(tx, shop, { facts, amounts: lateAmounts(candidates, fresh) }, now),
  ]);
  for (const [i, { index }] of fresh.entries()) {
    const fact = facts[i];
    if (fact) results[index] = { status: 'accepted', eventId: fact.id, fanId: fact.fan?.rootId ?? null };
  }
  return results;
}

/** A refund may come in parts, each with the sender's own key; everything else happens to an order once. */
function keyOf(shop: IngestShop, event: IncomingEvent, properties: Properties): string {
  const number = event.type === 'order.refund' ? null : orderNumber(event.type, properties);
  return number === null ? eventKey(shop.id, event.source, event.key) : orderEventKey(shop.id, number, event.type);
}

/** Candidates that were never seen before, of equal ones in the batch the first, and whom they may be about. */
async function claimFresh(
  tx: Tx,
  shop: IngestShop,
  candidates: Candidate[],
): Promise<{ fresh: Candidate[]; known: Map<string, KnownIdentity> }> {
  const tellsOfOrders = candidates.some(({ event, properties }) => orderNumber(event.type, properties) !== null);
  const keys = candidates.map(({ key }) => key);
  const identities = candidates.flatMap((candidate) => candidate.identities);
  let claimed = new Set<string>();
  let known = new Map<string, KnownIdentity>();
  await together([
    async () => tellsOfOrders && shareOrders(tx, shop.id),
    async () => (claimed = await claimKeys(tx, keys)),
    async () => (known = await findIdentities(tx, identities)),
  ]);
  return { fresh: candidates.filter(({ key }) => claimed.delete(key)), known };
}

function toFacts(
  shop: IngestShop,
  fresh: Candidate[],
  fans: Map<Candidate, ResolvedFan | undefined>,
  now: Date,
): Fact[] {
  const oldest = now.getTime() - shop.entryMaxAgeSeconds * 1000;
  return fresh.map((candidate) => {
    const { event, properties } = candidate;
    const fan = fans.get(candidate);
    const nick = candidate.identities.find((identity) => identity.kind === 'nick')?.value ?? null;
    return {
      id: uuid7(),
      key: candidate.key,
      type: event.type,
      happenedAt: event.happenedAt,
      source: event.source,
      history: event.happenedAt < oldest,
      properties,
      fan: fan ? { fanId: fan.fanId, rootId: fan.rootId, nick } : null,
    };
  });
}

/** A refund that a file has told as news lets nobody into an SOP once more: told again it is history. */
async function withoutOldNews(tx: Tx, shop: IngestShop, facts: Fact[]): Promise<Fact[]> {
  if (!facts.some(({ type }) => type === 'order.refund')) return facts;
  const numbers = ordersOf(facts);
  await readOrders(tx, shop, numbers);
  const left = await readNewsOfFiles(tx, shop, numbers);
  return facts.map((fact) => {
    const number = fact.type === 'order.refund' ? orderNumber(fact.type, fact.properties) : null;
    const told = number === null ? undefined : left.get(number);
    if (number === null || told === undefined) return fact;
    const amount = Math.round(numberOf(fact.properties, 'amount'));
    left.set(number, Math.max(0, told - amount));
    return amount > told ? fact : { ...fact, history: true };
  });
}

/** What an event tells of an order that was told of before. */
interface LateAmount {
  number: string;
  of: 'payable' | 'paid';
  amount: number;
}

/** Of making and paying orders: whoever told of it first may have said no amount. */
function lateAmounts(candidates: Candidate[], fresh: Candidate[]): LateAmount[] {
  const isFresh = new Set(fresh);
  const again = candidates.filter((candidate) => !isFresh.has(candidate));
  return again.flatMap(({ event: { type }, properties }) => {
    const [number, of] = [orderNumber(type, properties), amountOf[type]];
    const amount = Math.round(numberOf(properties, 'amount'));
    return number === null || of === undefined || amount <= 0 ? [] : { number, of, amount };
  });
}

const amountOf: Partial<Record<string, LateAmount['of']>> = { 'order.create': 'payable', 'order.pay': 'paid' };

/** Numbers of the orders that these facts change. */
function ordersOf(facts: Fact[]): string[] {
  return [...new Set(facts.flatMap((fact) => orderNumber(fact.type, fact.properties) ?? []))];
}

interface OrderNews {
  facts: Fact[];
  amounts: LateAmount[];
}

/** Orders told of by events are the same orders that files tell of. */
async function changeOrders(tx: Tx, shop: IngestShop, { facts, amounts }: OrderNews, now: Date): Promise<void> {
  const wanted = [...new Set([...ordersOf(facts), ...amounts.map(({ number }) => number)])];
  if (wanted.length === 0) return;
  const orders = await readOrders(tx, shop, wanted);
  const told = await readRefunds(tx, shop, orders.values());
  const refunds = new Map(told);
  const changed = new Map<string, OrderState>();
  for (const fact of facts) {
    const number = orderNumber(fact.type, fact.properties);
    if (number === null) continue;
    if (fact.type === 'order.refund') refunds.set(number, addRefund(refunds.get(number), fact));
    const { inParts, lastAt } = refunds.get(number) ?? { inParts: 0, lastAt: fact.happenedAt };
    const order = applyToOrder(changed.get(number) ?? orders.get(number), number, fact, inParts);
    changed.set(number, closeIfPaidBack(order, lastAt));
  }
  for (const { number, of, amount } of amounts) {
    const known = orders.get(number);
    if (!known || !tellsNoAmount(known)) continue;
    const order = { ...(changed.get(number) ?? known), [of]: amount };
    changed.set(number, closeIfPaidBack(order, refunds.get(number)?.lastAt ?? order.statusAt));
  }
  const inOrder = [...changed.values()].sort((a, b) => (a.number < b.number ? -1 : 1));
  const writes = inOrder.map((order) => ({ id: uuid7(), order, receiver: null }));
  const existed = await writeOrders(tx, shop, writes);
  if (existed.some((number) => !orders.has(number))) throw new Overtaken('An order was made by others meanwhile');
  await takeFromFiles(tx, shop, inOrder.flatMap(covered));
  const open = inOrder.filter((order) => tellsNoAmount(orders.get(order.number) ?? order));
  await tellByLines(
    tx,
    shop,
    open.map(({ number }) => number),
    now,
  );
  await keepOwnOfOrders(tx, shop, facts, inOrder);

  /** What these refunds tell that files have told before. */
  function covered({ number, refunded }: OrderState): Covered[] {
    const before = orders.get(number);
    if (!before || before.fanId === null) return [];
    const added = (refunds.get(number)?.inParts ?? 0) - (told.get(number)?.inParts ?? 0);
    const amount = added - (refunded - before.refunded);
    return amount > 0 ? [{ number, fanId: before.fanId, amount }] : [];
  }
}
