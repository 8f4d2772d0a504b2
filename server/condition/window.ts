import type { Window } from '@fanloom/dsl/ir/condition.js';
import { sql } from 'kysely';
import type { Scope, Sql } from './context.js';

/** Longer windows reach back to before anything happened, and dates and intervals have an end. */
const MOST_DAYS = 36_500;
export const MOST_SECONDS = MOST_DAYS * 86_400;

interface Days {
  from: Sql;
  to: Sql;
}

/** The business days of a window, both ends included; null when it does not go by days. */
function daysOf(window: Window, { now, zone }: Scope): Days | null {
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
    default:
      return null;
  }
}

/** Which rows of the daily rollup the window covers; null when it does not go by days. */
export function dayInWindow(day: Sql, window: Window, scope: Scope): Sql<boolean> | null {
  if (window.kind === 'ever') return sql<boolean>`true`;
  const days = daysOf(window, scope);
  return days && sql<boolean>`${day} between ${days.from} and ${days.to}`;
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
  if (!days) return sql<boolean>`false`;
  // The first line is for the index and for pruning partitions: no zone is a day away from UTC.
  return sql<boolean>`${instant} >= (${days.from})::timestamp at time zone 'UTC' - interval '1 day'
    and (${instant} at time zone ${scope.zone})::date between ${days.from} and ${days.to}`;
}
