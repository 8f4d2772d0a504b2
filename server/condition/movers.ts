import { own } from '@fanloom/dsl/condition/facts.js';
import { literalNumber } from '@fanloom/dsl/condition/literal.js';
import { dependsOn } from '@fanloom/dsl/core/depends-on.js';
import type { Condition, EventMatch, Window } from '@fanloom/dsl/ir/condition.js';
import { sql } from 'kysely';
import { type ConditionContext, type Scope, scopeOf, type Sql } from './context.js';
import { typesOf } from './expression.js';
import { factRows, fansOf, isOfType } from './fact-rows.js';
import { MOMENTS } from './field.js';
import { dayAtEdge, MOST_DAYS, MOST_SECONDS } from './window.js';

/** Selects of root ids. Null: it may be anybody. */
type Fans = Sql[] | null;

/** The stretch of time that has passed. */
interface Passed extends Scope {
  /** timestamptz, before `now`. */
  since: Sql;
}

/**
 * For whom time alone may have turned a condition between `since` and `now`: those whose days or events have come to the
 * edge of what it looks at. Whom something has happened to meanwhile is told by facts.
 *
 * @param since timestamptz
 * @returns selects of root ids that have all of them, and others perhaps; none: nobody; null: it may be anybody
 */
export function movers(condition: Condition, context: ConditionContext, since: Sql): Sql[] | null {
  return within(condition, { ...scopeOf(context), since });
}

function within(condition: Condition, passed: Passed): Fans {
  if (dependsOn(condition, passed.segments).time === 'never') return [];
  switch (condition.kind) {
    case 'all':
    case 'any':
      return together(condition.of.map((part) => within(part, passed)));
    case 'not':
      return within(condition.of, passed);
    case 'segment':
      return ofSegment(condition.name, passed);
    case 'count':
      return isTimeless({ ...condition, window: EVER }) ? atEdge(condition.window, condition.events, passed) : null;
    case 'aggregate':
      return isTimeless({ ...condition, window: EVER }) ? atEdge(condition.window, [condition.event], passed) : null;
    case 'unanswered': {
      const { event, without, window, seconds } = condition;
      if (!isTimeless(happening(event, ...without))) return null;
      return together([atEdge(window, [event], passed), ago(seconds, [event], passed)]);
    }
    case 'compare':
    case 'oneOf':
      return ofComparison(condition, passed);
    default:
      return null;
  }
}

function together(parts: readonly Fans[]): Fans {
  const known = parts.filter((part) => part !== null);
  return known.length === parts.length ? known.flat() : null;
}

function ofSegment(name: string, passed: Passed): Fans {
  const definition = own(passed.segments, name);
  if (!definition) return [];
  const segments = { ...passed.segments };
  Reflect.deleteProperty(segments, name);
  return within(definition, { ...passed, segments });
}

const EVER: Window = { kind: 'ever' };

/** Filters and values, too, may look at today. */
function isTimeless(condition: Condition): boolean {
  return dependsOn(condition).time === 'never';
}

function happening(...events: EventMatch[]): Condition {
  return { kind: 'count', events, window: EVER, op: '>=', count: 1 };
}

/** Fans with events that have come into the window or gone out of it. */
function atEdge(window: Window, events: readonly EventMatch[], passed: Passed): Sql[] {
  switch (window.kind) {
    case 'ever':
    case 'since-entry':
      return [];
    case 'seconds':
      return ago(window.seconds, events, passed);
    default:
      return withFacts('fan_day', events, (day) => dayAtEdge(sql`${day}.day`, window, passed.since, passed), passed);
  }
}

/** Fans with events that so much time has passed since meanwhile. */
function ago(seconds: number, events: readonly EventMatch[], passed: Passed): Sql[] {
  return withFacts('event', events, (event) => turnsOld(sql`${event}.happened_at`, seconds, passed), passed);
}

/** Whichever events of the types are meant: filters may look at the fan. */
function withFacts(
  table: 'event' | 'fan_day',
  events: readonly EventMatch[],
  holds: (row: Sql) => Sql<boolean>,
  passed: Passed,
): Sql[] {
  return [fansOf(factRows(table, passed, (row) => [isOfType(row, typesOf(events)), holds(row)]))];
}

/** Computing with milliseconds may be a little off. */
const NEARLY = sql`interval '1 second'`;

function turnsOld(instant: Sql, seconds: number, { since, now }: Passed): Sql<boolean> {
  const age = sql`make_interval(secs => ${Math.max(-MOST_SECONDS, Math.min(seconds, MOST_SECONDS))})`;
  return sql<boolean>`${instant} between ${since} - ${age} - ${NEARLY} and ${now} - ${age} + ${NEARLY}`;
}

function ofComparison(condition: Extract<Condition, { kind: 'compare' | 'oneOf' }>, passed: Passed): Fans {
  const { left } = condition;
  if (!isTimeless({ ...condition, left: { kind: 'number', value: 0 } })) return null;
  if (left.kind === 'field') return left.field.custom ? [] : ofScore(left.field.name, passed);
  const age = condition.kind === 'compare' ? literalNumber(condition.right) : null;
  if (age === null) return null;
  if (left.kind === 'since-last') return isTimeless(happening(left.event)) ? ago(age, [left.event], passed) : null;
  const column = left.kind === 'since' && !left.field.custom ? own(MOMENTS, left.field.name) : undefined;
  return column === undefined ? null : [fansWhere(column, (instant) => turnsOld(instant, age, passed), passed)];
}

function fansWhere(column: string, holds: (value: Sql) => Sql<boolean>, passed: Passed): Sql {
  const row = passed.alias();
  return sql`select ${row}.fan_id from fan_shop ${row}
    where ${row}.shop_id = ${passed.shop} and ${holds(sql`${row}.${sql.ref(column)}`)}`;
}

function ofScore(name: string, passed: Passed): Fans {
  const { days, R } = passed.scores;
  switch (name) {
    case 'R':
      return R.map((bound) => fansWhere('last_purchase_at', (bought) => turnsDaysOld(bought, bound, passed), passed));
    case 'F':
    case 'M':
      return days === null ? [] : atEdge({ kind: 'days', days }, [{ type: 'order.pay', filters: [] }], passed);
    case 'value_tier':
      return together(['R', 'F'].map((score) => ofScore(score, passed)));
    default:
      return null;
  }
}

/** The instant's day has become more than so many days ago. Midnights that clocks skip or show twice are hours off. */
function turnsDaysOld(instant: Sql, days: number, { since, now, zone }: Passed): Sql<boolean> {
  const back = Math.min(Math.max(Math.floor(days), -MOST_DAYS), MOST_DAYS);
  const midnight = (at: Sql) =>
    sql`(((${at} at time zone ${zone})::date - ${back}::int)::timestamp at time zone ${zone})`;
  return sql<boolean>`${instant} between ${midnight(since)} - interval '3 hours' and ${midnight(now)} + interval '3 hours'`;
}
