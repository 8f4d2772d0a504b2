import type { Window } from '@fanloom/dsl/ir/condition.js';
import { sql } from 'kysely';
import type { Scope, Sql } from './context.js';

/** Longer windows reach back to before anything happened, and dates and intervals have an end. */
export const MOST_DAYS = 36_500;
export const MOST_SECONDS = MOST_DAYS * 86_400;

interface Days {
  from: Sql;
  to: Sql;
}

/** A window of whole business days. */
export type DayWindow = Exclude<Window, { kind: 'seconds' | 'since-entry' }>;

export function goesByDays(window: Window): window is DayWindow {
  return window.kind !== 'seconds' && window.kind !== 'since-entry';
}

/** The business days of a window, both ends included. */
function daysOf(window: Exclude<DayWindow, { kind: 'ever' }>, { now, zone }: Scope): Days {
  const local = sql`(${now} at time zone ${zone})`;
  const today = sql`${local}::date`;
  const month = sql`date_trunc('month', ${local})`;
  switch (window.kind) {
    case 'days':
      return { from: sql`${today} - ${Math.min(Math.floor(window.days), MOST_DAYS)}::int`, to: today };
    case 'today':
      return { from: today, to: today };
    case 'this-month':
      return { from: sql`${month}::date`, to: today };
    case 'last-month':
      return { from: sql`(${month} - interval '1 month')::date`, to: sql`${month}::date - 1` };
  }
}

/** Which rows of the daily rollup the window covers. */
export function dayInWindow(day: Sql, window: DayWindow, scope: Scope): Sql<boolean> {
  if (window.kind === 'ever') return sql<boolean>`true`;
  const days = daysOf(window, scope);
  return sql<boolean>`${day} between ${days.from} and ${days.to}`;
}

/** Which rows of the daily rollup have come into the window or gone out of it since an earlier instant. */
export function dayAtEdge(
  day: Sql,
  window: Exclude<DayWindow, { kind: 'ever' }>,
  since: Sql,
  scope: Scope,
): Sql<boolean> {
  const [before, now] = [daysOf(window, { ...scope, now: since }), daysOf(window, scope)];
  return sql<boolean>`(${day} >= ${before.from} and ${day} < ${now.from} or ${day} > ${before.to} and ${day} <= ${now.to})`;
}

/** Which events the window covers. */
export function instantInWindow(instant: Sql, window: Window, scope: Scope): Sql<boolean> {
  if (window.kind === 'ever') return sql<boolean>`true`;
  if (window.kind === 'since-entry') {
    return scope.entry ? sql<boolean>`${instant} > ${scope.entry.happenedAt}` : sql<boolean>`false`;
  }
  if (window.kind === 'seconds') {
    const from = sql`${scope.now} - make_interval(secs => ${Math.min(window.seconds, MOST_SECONDS)})`;
    return sql<boolean>`${instant} between ${from} and ${scope.now}`;
  }
  const days = daysOf(window, scope);
  // The first two lines are for the index and for pruning partitions: no zone is a day away from UTC. Without coalesce the
  // planner takes the third, of whose values it knows nothing, for one row in two hundred.
  return sql<boolean>`${instant} >= (${days.from})::timestamp at time zone 'UTC' - interval '1 day'
    and ${instant} < (${days.to})::timestamp at time zone 'UTC' + interval '2 days'
    and coalesce((${instant} at time zone ${scope.zone})::date between ${days.from} and ${days.to}, false)`;
}
