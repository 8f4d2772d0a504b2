import type { FanEvent, Json, Properties } from '@fanloom/dsl/condition/facts.js';
import type { FanState } from '@fanloom/dsl/simulate/fan-state.js';
import type { FanRow } from './past-fans.sql.js';

/** Consent that follows from what fans do; any other was declared, and holds for the past as well. */
const BY_EVENT = new Set(['follow', 'unfollow', 'consent.change', 'optout']);
/** Of these the fan said so themselves. */
const EXPLICIT = new Set(['consent.change', 'optout']);

/**
 * A fan as they were at an instant, from what they are today and what they have done since. Fields that do not follow
 * from events are taken as they are today.
 *
 * @param events all that are known of the fan, in the order of time
 * @param driven fields follow from events that are among these, so they are turned back
 */
export function stateAt(row: FanRow, events: readonly FanEvent[], from: number, driven: boolean): FanState {
  const before = events.filter((event) => event.happenedAt < from);
  const since = events.slice(before.length);
  return {
    id: row.id,
    fields: driven ? turnedBack(row.fields, before, since) : row.fields,
    custom: row.custom,
    tags: new Set(row.tags?.flatMap(({ name, at }) => (at < from ? name : []))),
    events: before,
    consents: Object.fromEntries(
      (row.consents ?? []).flatMap(({ channel, granted, source, at }) =>
        BY_EVENT.has(source) && at >= from ? [] : [[channel, { granted, explicit: EXPLICIT.has(source) }]],
      ),
    ),
    blocked: row.suppressed && !since.some(isFullOptout),
  };
}

function isFullOptout({ type, properties }: FanEvent): boolean {
  return type === 'optout' && properties['channel'] === undefined;
}

function turnedBack(fields: Properties, before: readonly FanEvent[], since: readonly FanEvent[]): Properties {
  const past: Record<string, Json> = { ...fields };
  const less = (field: string, amount: number) => (past[field] = Math.max(0, numberOf(past[field]) - amount));
  for (const { type, properties } of since) {
    const amount = numberOf(properties['amount']);
    switch (type) {
      case 'live.enter':
        less('visits', 1);
        break;
      case 'live.watch':
        less('watch_time', Math.round(numberOf(properties['duration'])));
        break;
      case 'live.comment':
        less('comments', 1);
        break;
      case 'live.like':
        less('likes', Math.max(1, Math.round(numberOf(properties['quantity']))));
        break;
      case 'live.share':
        less('shares', 1);
        break;
      case 'live.gift':
        less('gifts', amount);
        break;
      case 'order.pay':
        less('orders', 1);
        less('spend', amount);
        break;
      case 'order.refund':
        less('refunded', amount);
    }
  }
  return { ...past, ...turnedBackTimes(past, before, since) };
}

/** Which fields hold the first and the last time of a type. */
const TIMES = [
  { type: 'follow', first: 'first_follow', last: null },
  { type: 'live.watch', first: null, last: 'last_watch' },
  { type: 'order.pay', first: 'first_purchase', last: 'last_purchase' },
];

function turnedBackTimes(past: Properties, before: readonly FanEvent[], since: readonly FanEvent[]): Properties {
  const times: Record<string, Json> = {};
  for (const { type, first, last } of TIMES) {
    const happened = since.find((event) => event.type === type);
    if (!happened) continue;
    const latest = before.findLast((event) => event.type === type)?.happenedAt ?? null;
    if (last !== null) times[last] = latest;
    if (first !== null && numberOf(past[first]) >= happened.happenedAt) times[first] = null;
    if (type === 'order.pay') times['categories'] = categoriesOf(before);
  }
  return times;
}

function categoriesOf(events: readonly FanEvent[]): Json[] {
  const all = events.flatMap(({ type, properties }): Json[] => {
    const category = type === 'order.pay' ? properties['category'] : null;
    return Array.isArray(category) ? category : typeof category === 'string' ? [category] : [];
  });
  return [...new Set(all)];
}

function numberOf(value: Json | undefined): number {
  return typeof value === 'number' ? value : 0;
}
