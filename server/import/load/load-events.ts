import type { Tx } from '../../db/database.js';
import { uuid7 } from '../../db/uuid7.js';
import { orderEventKey } from '../../event/event-key.js';
import { claimKeys } from '../../event/event.sql.js';
import { type Fact, type FactFan, listOf, numberOf } from '../../event/fact.js';
import { applyToOrder, orderNumber, type OrderState } from '../../event/order-state.js';
import { lockOrders, readOrders, writeOrders } from '../../event/order.sql.js';
import { recordFacts } from '../../event/record-facts.js';
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
  if (rows.some(({ row }) => orderNumber(row.type, row.properties) !== null)) await lockOrders(tx, context.shop.id);
  const fans = await resolveRows(tx, context, batch);
  const facts = new Map<string, Fact>();
  const told = rows.map((prepared, i) => tell(context, facts, prepared, fans[i]));
  const claimed = await claimKeys(tx, [...facts.keys()]);
  const fresh = Array.from(facts).flatMap(([key, fact]) => (claimed.has(key) ? [fact] : []));
  await recordFacts(tx, context.shop, fresh, context.startedAt);
  await changeOrders(tx, context, no, fresh);
  const owners = new Map(fans.flatMap((fan) => (fan ? [[fan.rootId, null]] : [])));
  const settled = await settlePeople(tx, context, batch, fans, owners);
  return told.map((one, i): Outcome => {
    if (!one) return nobody;
    const { rootId } = one.fan;
    if (claimed.has(one.key) && one.adds) return one.adds;
    return settled.delete(rootId) || fans[i]?.identified === true ? 'merged' : 'unchanged';
  });
};

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
  for (const name of ['amount', 'quantity'] as const) {
    const sum = numberOf(properties, name) + numberOf(row.properties, name);
    if (sum > 0) properties[name] = sum;
  }
  return true;
}

/** Orders told of by behaviour are the same orders that other files tell of. */
async function changeOrders(tx: Tx, context: ImportContext, no: number, facts: Fact[]): Promise<void> {
  const { shop, importId } = context;
  const changed = new Map<string, OrderState>();
  const numbers = facts.flatMap((fact) => orderNumber(fact.type, fact.properties) ?? []);
  if (numbers.length === 0) return;
  const known = await readOrders(tx, shop, [...new Set(numbers)]);
  for (const fact of facts) {
    const number = orderNumber(fact.type, fact.properties);
    if (number !== null) changed.set(number, applyToOrder(changed.get(number) ?? known.get(number), number, fact));
  }
  await keepOrders(tx, { importId, no }, shop, [...known.keys()]);
  const writes = [...changed.values()].map((order) => ({ id: uuid7(), order, receiver: null }));
  await writeOrders(tx, shop, writes);
}
