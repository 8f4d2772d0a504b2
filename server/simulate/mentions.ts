import type { Program } from '@fanloom/dsl/ir/program.js';

/** What a program looks at of a fan's past. */
export interface Mentions {
  /** Types of events. */
  events: ReadonlySet<string>;
  /** Seconds that it looks back from any moment; null: over the whole life. */
  reach: number | null;
  /** Fields follow from events, so they were others in the past. */
  driven: boolean;
}

/** Fields that follow from events of a type. */
const DRIVEN: Readonly<Record<string, readonly string[]>> = {
  follow: ['first_follow'],
  'live.enter': ['visits'],
  'live.watch': ['watch_time', 'last_watch', 'W'],
  'live.comment': ['comments', 'I'],
  'live.like': ['likes', 'I'],
  'live.share': ['shares', 'I'],
  'live.gift': ['gifts', 'I'],
  'order.pay': [
    ...['orders', 'spend', 'first_purchase', 'last_purchase', 'categories'],
    ...['average_order', 'return_rate', 'value_tier', 'R', 'F', 'M'],
  ],
  'order.refund': ['return_rate'],
};

/** Whoever may be written to follows from these. */
const CONSENT = ['follow', 'unfollow', 'consent.change', 'optout'];

const DAY = 86_400;
/** Calendar windows at their longest; a day more for where days begin. */
const CALENDAR: Readonly<Record<string, number>> = { today: DAY, 'this-month': 31 * DAY, 'last-month': 62 * DAY };

export function mentionsOf(program: Program): Mentions {
  const events = new Set(CONSENT);
  const fields = new Set<string>();
  let reach: number | null = 0;
  for (const node of objectsIn(program)) {
    const { type, filters, kind, field, root, first, window } = node;
    if (typeof type === 'string' && Array.isArray(filters)) events.add(type);
    if (isObject(field) && typeof field['name'] === 'string') fields.add(field['name']);
    if (root === 'fan' && typeof field === 'string') fields.add(field);
    if (first === true || kind === 'event-property' || kind === 'since-last' || kind === 'score') reach = null;
    if (isObject(window)) reach = longer(reach, reachOf(window));
  }
  const driving = Object.entries(DRIVEN).flatMap(([type, names]) =>
    names.some((name) => fields.has(name)) ? type : [],
  );
  for (const type of driving) events.add(type);
  return { events, reach: driving.length > 0 ? null : reach, driven: driving.length > 0 };
}

type Plain = Readonly<Record<string, unknown>>;

function* objectsIn(value: unknown): Generator<Plain> {
  if (Array.isArray(value)) for (const part of value) yield* objectsIn(part);
  else if (isObject(value)) {
    yield value;
    for (const part of Object.values(value)) yield* objectsIn(part);
  }
}

function isObject(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function reachOf({ kind, days, seconds }: Plain): number | null {
  if (kind === 'days') return (Number(days) + 1) * DAY;
  if (kind === 'seconds') return Number(seconds);
  if (kind === 'since-entry') return 0;
  return typeof kind === 'string' && Object.hasOwn(CALENDAR, kind) ? (CALENDAR[kind] ?? null) : null;
}

function longer(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.max(a, b);
}
