import { sql } from 'kysely';
import type { Tx } from '../../db/database.js';
import { hourBefore } from './hour-before.js';
import type { Fact, Properties } from '../../event/fact.js';
import { ORDER_EVENTS } from '../../event/order-state.js';

/** A fact that is no more. */
export type TakenFact = Fact & { fan: NonNullable<Fact['fan']> };

interface EventRow {
  id: string;
  fan_id: string;
  root_id: string;
  type: string;
  happened_at: Date;
  source: string;
  history: boolean;
  properties: Properties;
}

/** Deletes the events that these sources told of orders, in the order they were written. Their keys stay. */
export async function takeOrderEvents(
  tx: Tx,
  shopId: string,
  sources: string[],
  orders: { number: string; fanId: string }[],
): Promise<TakenFact[]> {
  const { rows } = await sql<EventRow>`
    with gone as (
      delete from event
      using unnest(${orders.map((order) => order.fanId)}::uuid[], ${orders.map((order) => order.number)}::text[])
        as told (fan_id, number)
      where event.fan_id = told.fan_id and event.type = any(${ORDER_EVENTS}::text[])
        and event.source = any(${sources}::text[]) and event.shop_id = ${shopId} and event.properties->>'order' = told.number
      returning event.*)
    select gone.id, gone.fan_id, f.root_id, type, happened_at, source, history, properties
    from gone join fan f on f.id = gone.fan_id order by gone.id`.execute(tx);
  return rows.map(factOf);
}

/** Deletes some of an import's events that are of no order; they are younger than the import itself. */
export async function takeEvents(tx: Tx, shopId: string, importId: string, most: number): Promise<TakenFact[]> {
  const { rows } = await sql<EventRow>`
    with told as (
      select id, happened_at from event
      where id > ${hourBefore(importId)}::uuid and source = ${`import:${importId}`} and shop_id = ${shopId}
        and not (type = any(${ORDER_EVENTS}::text[]) and properties ? 'order')
      order by id limit ${most}),
    gone as (
      delete from event using told
      where event.id = told.id and event.happened_at = told.happened_at returning event.*)
    select gone.id, gone.fan_id, f.root_id, type, happened_at, source, history, properties
    from gone join fan f on f.id = gone.fan_id`.execute(tx);
  return rows.map(factOf);
}

function factOf(row: EventRow): TakenFact {
  const { id, type, source, history, properties } = row;
  const fan = { fanId: row.fan_id, rootId: row.root_id, nick: null };
  return { id, key: '', type, happenedAt: row.happened_at.getTime(), source, history, properties, fan };
}

/** Lets these facts be told again. */
export async function freeKeys(tx: Tx, keys: string[]): Promise<void> {
  await sql`delete from event_key where key = any(${keys}::uuid[])`.execute(tx);
}

/** Consent that followed from follows which are no more; what the fan said themselves stays. */
export async function takeConsentOfFollows(tx: Tx, shopId: string, facts: TakenFact[]): Promise<void> {
  await sql`
    delete from consent c
    using unnest(
      ${facts.map((fact) => fact.fan.rootId)}::uuid[],
      ${facts.map((fact) => new Date(fact.happenedAt).toISOString())}::timestamptz[]
    ) as gone (fan_id, at)
    where c.shop_id = ${shopId} and c.fan_id = gone.fan_id and c.source = 'follow' and c.at = gone.at`.execute(tx);
}
