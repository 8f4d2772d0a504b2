import { compares } from '@fanloom/dsl/condition/compare.js';
import { bounded } from '@fanloom/dsl/condition/number.js';
import { RFM_NAMES, type RfmName } from '@fanloom/dsl/condition/rfm.js';
import type { Comparator, Condition } from '@fanloom/dsl/ir/condition.js';
import { sql } from 'kysely';
import { type Column, counter } from './column.js';
import { allOf, once, type Scope, type Sql } from './context.js';
import { dayRows, type FactRows, holdsTogether, ofFan } from './fact-rows.js';
import { WHOLE_NUMBERS, wholeNumberIs } from './whole-number.js';

/**
 * What a score is given by, as float8: business days since the last purchase (null without one), orders, fen, points of
 * interaction, seconds of watching.
 */
export function measureOf(name: RfmName, scope: Scope): Sql {
  const { days, interaction } = scope.scores;
  switch (name) {
    case 'R': {
      const day = (instant: Sql) => sql`(${instant} at time zone ${scope.zone})::date`;
      return sql`(${day(scope.now)} - ${day(sql.ref(`${scope.fanShop}.last_purchase_at`))})::float8`;
    }
    case 'F':
      return days === null ? counter('orders')(scope) : paid('n', days, scope);
    case 'M':
      return days === null ? counter('spend')(scope) : paid('amount', days, scope);
    case 'I': {
      const { comment, like, share, gift } = interaction;
      return sql`(${counter('comments')(scope)} * ${comment}::float8 + ${counter('likes')(scope)} * ${like}::float8
        + ${counter('shares')(scope)} * ${share}::float8 + ${counter('gifts')(scope)} / 100 * ${gift}::float8)`;
    }
    case 'W':
      return counter('watch_seconds')(scope);
  }
}

/** R falls with its measure, the others rise. */
export function score(name: RfmName): Column {
  return (scope) => {
    if (scope.scores[name].length === 0) return sql`1::float8`;
    return once(measureOf(name, scope), scope, (measure) => scoreBy(name, measure, scope));
  };
}

/** One more than the bounds that are reached, as float8. */
export function scoreBy(name: RfmName, measure: Sql, { scores }: Pick<Scope, 'scores'>): Sql {
  const met = scores[name].map((bound) => sql`${reaches(name, measure, bound)}::int`);
  return sql`(${sql.join([sql`1`, ...met], sql` + `)})::float8`;
}

function reaches(name: RfmName, measure: Sql, bound: number): Sql<boolean> {
  return sql<boolean>`coalesce(${measure} ${name === 'R' ? sql`<=` : sql`>=`} ${bound}::float8, false)`;
}

/** Payments of the days that F and M look at: how many, or how much. */
function paid(what: Paid, days: number, scope: Scope): Sql {
  if (scope.paid) return scope.paid[what];
  const rows = payments(days, scope);
  return sql`(select ${total(what, rows)} ${ofFan(rows, scope)})`;
}

type Paid = 'n' | 'amount';

function payments(days: number, scope: Scope): FactRows {
  return dayRows(['order.pay'], { kind: 'days', days }, scope);
}

function total(what: Paid, { alias }: FactRows): Sql {
  return sql`coalesce(sum(${alias}.${sql.ref(what)}), 0)::float8`;
}

/** `M >= 4` asks whether a bound is reached: no score has to be added up. Null for any other comparison. */
export function scoreCompares({ left, op, right }: Comparison, scope: Scope): Sql<boolean> | null {
  if (left.kind !== 'field' || left.field.custom || right.kind !== 'number') return null;
  const name = RFM_NAMES.find((score) => score === left.field.name);
  const value = bounded(right.value);
  if (name === undefined || value === null) return null;
  if (op === '!=') return sql<boolean>`not ${scoreIs(name, '=', value, scope)}`;
  return scoreIs(name, op, value, scope);
}

type Comparison = Extract<Condition, { kind: 'compare' }>;

/** The scores that pass follow one another: the first has been reached, the one after the last has not. */
function scoreIs(name: RfmName, op: Exclude<Comparator, '!='>, value: number, scope: Scope): Sql<boolean> {
  const bounds = [...scope.scores[name]].sort((a, b) => (name === 'R' ? b - a : a - b));
  const passing = [1, ...bounds.map((_, i) => i + 2)].filter((score) => compares(score, op, value));
  const [first, last] = [passing[0], passing.at(-1)];
  if (first === undefined || last === undefined) return sql<boolean>`false`;
  const [least, beyond] = [bounds[first - 2], bounds[last - 1]];
  return allOf([
    ...(least === undefined ? [] : [hasReached(name, least, scope)]),
    ...(beyond === undefined ? [] : [sql<boolean>`not ${hasReached(name, beyond, scope)}`]),
  ]);
}

function hasReached(name: RfmName, bound: number, scope: Scope): Sql<boolean> {
  const { days } = scope.scores;
  const { watch_time, orders, spend } = WHOLE_NUMBERS;
  if (name === 'W') return wholeNumberIs(watch_time, '>=', bound, scope);
  if ((name !== 'F' && name !== 'M') || scope.paid) return reaches(name, measureOf(name, scope), bound);
  if (days === null) return wholeNumberIs(name === 'F' ? orders : spend, '>=', bound, scope);
  const rows = payments(days, scope);
  const added = total(name === 'F' ? 'n' : 'amount', rows);
  return holdsTogether(rows, reaches(name, added, bound), bound <= 0, scope);
}
