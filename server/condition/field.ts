import { fieldKind } from '@fanloom/dsl/condition/kind.js';
import { type RfmName, VALUE_TIERS } from '@fanloom/dsl/condition/rfm.js';
import type { FieldRef } from '@fanloom/dsl/ir/condition.js';
import { sql } from 'kysely';
import { factsOfFan, ofFragments, once, type Scope, type Sql } from './context.js';
import { dayOf, momentOf, presentJson } from './value.js';
import { dayInWindow } from './window.js';

/** The field has no place in the database, or none that a condition may look at. */
export class UnknownFieldError extends Error {
  override readonly name = 'UnknownFieldError';
}

type Column = (scope: Scope) => Sql;

const text =
  (column: string): Column =>
  ({ fanShop }) =>
    sql`nullif(${sql.ref(`${fanShop}.${column}`)}, '')`;
const number =
  (column: string): Column =>
  ({ fanShop }) =>
    sql`${sql.ref(`${fanShop}.${column}`)}::float8`;
const counter =
  (column: string): Column =>
  (scope) =>
    sql`coalesce(${number(column)(scope)}, 0)`;
const moment =
  (column: string): Column =>
  ({ fanShop }) =>
    momentOf(sql.ref(`${fanShop}.${column}`));
const quotient =
  (above: Column, below: Column): Column =>
  (scope) =>
    sql`(${above(scope)} / nullif(${below(scope)}, 0))`;

const spend = counter('spend');
const orders = counter('orders');

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
      return days === null ? orders(scope) : paid('n', days, scope);
    case 'M':
      return days === null ? spend(scope) : paid('amount', days, scope);
    case 'I': {
      const { comment, like, share, gift } = interaction;
      return sql`(${counter('comments')(scope)} * ${comment}::float8 + ${counter('likes')(scope)} * ${like}::float8
        + ${counter('shares')(scope)} * ${share}::float8 + ${counter('gifts')(scope)} / 100 * ${gift}::float8)`;
    }
    case 'W':
      return counter('watch_seconds')(scope);
  }
}

/** One more than the bounds that are reached: R falls with its measure, the others rise. */
function score(name: RfmName): Column {
  return (scope) => {
    const bounds = scope.scores[name];
    if (bounds.length === 0) return sql`1::float8`;
    return once(measureOf(name, scope), scope, (measure) => {
      const met = bounds.map(
        (bound) => sql`coalesce(${measure} ${name === 'R' ? sql`<=` : sql`>=`} ${bound}::float8, false)::int`,
      );
      return sql`(${sql.join([sql`1`, ...met], sql` + `)})::float8`;
    });
  };
}

/** Payments of the days that F and M look at: how many, or how much. */
function paid(what: 'n' | 'amount', days: number, scope: Scope): Sql {
  if (scope.paid) return scope.paid[what];
  const alias = scope.alias();
  const { from, ofFan } = factsOfFan('fan_day', alias, scope);
  const inDays = dayInWindow(sql`${alias}.day`, { kind: 'days', days }, scope);
  return sql`(select coalesce(sum(${alias}.${sql.ref(what)}), 0)::float8 from ${from}
    where ${ofFan} and ${alias}.type = 'order.pay' and ${inDays})`;
}

function nameOf(table: 'shop' | 'staff', id: Sql, scope: Scope): Sql {
  const row = scope.alias();
  return sql`(select nullif(${row}.name, '') from ${sql.table(table)} ${row} where ${row}.id = ${id})`;
}

/** Every field that a condition may compare, by id; what is not here cannot be reached. */
const COLUMNS: Readonly<Record<string, Column>> = {
  nick: (scope) => sql`coalesce(${text('nick')(scope)}, ${ofFragments(scope, (fan) => sql`nullif(${fan}.nick, '')`)})`,
  birthday: (scope) => ofFragments(scope, (fan) => sql`${fan}.birthday`, dayOf),
  last_watch: moment('last_watch_at'),
  watch_time: counter('watch_seconds'),
  visits: counter('visits'),
  comments: counter('comments'),
  likes: counter('likes'),
  shares: counter('shares'),
  gifts: counter('gifts'),
  fan_level: number('fan_level'),
  intimacy: number('intimacy'),
  last_purchase: moment('last_purchase_at'),
  orders,
  spend,
  categories: ({ fanShop }) => sql.ref(`${fanShop}.categories`),
  average_order: quotient(spend, orders),
  return_rate: quotient((scope) => sql`${counter('refunded')(scope)} * 100`, spend),
  first_follow: moment('first_follow_at'),
  first_purchase: moment('first_purchase_at'),
  source: text('source'),
  shop: (scope) => nameOf('shop', scope.shop, scope),
  member_level: text('member_level'),
  points: counter('points'),
  favourite_series: text('favourite_series'),
  refill_due: ({ fanShop }) => dayOf(sql.ref(`${fanShop}.refill_due`)),
  refill_product: text('refill_product'),
  owner: (scope) => nameOf('staff', sql.ref(`${scope.fanShop}.owner_id`), scope),
  R: score('R'),
  F: score('F'),
  M: score('M'),
  I: score('I'),
  W: score('W'),
  value_tier: (scope) => {
    const high = (name: 'R' | 'F' | 'M') =>
      sql`(${fieldColumn(name, scope)} >= ${scope.scores.means[name]}::float8)::int::text`;
    const tiers = Object.entries(VALUE_TIERS).map(([highs, tier]) => sql`when ${highs}::text then ${tier}::text`);
    return sql`case when ${orders(scope)} > 0
      then case ${high('R')} || ${high('F')} || ${high('M')} ${sql.join(tiers, sql` `)} end end`;
  },
};

/**
 * A built-in field as text, float8 or text[] by its kind.
 *
 * @throws UnknownFieldError
 */
export function fieldColumn(name: string, scope: Scope): Sql {
  const column = Object.hasOwn(COLUMNS, name) ? COLUMNS[name] : undefined;
  if (!column) throw new UnknownFieldError(`Conditions cannot look at the field "${name}"`);
  return column(scope);
}

/** One of the shop's own fields: what `read` makes of its jsonb value. */
export function customField(name: string, scope: Scope, read: (json: Sql) => Sql): Sql {
  return ofFragments(scope, (fan) => sql`nullif(${fan}.custom -> ${name}::text, 'null')`, read);
}

export function hasField(field: FieldRef, scope: Scope): Sql<boolean> {
  if (field.custom) return sql<boolean>`coalesce(${customField(field.name, scope, presentJson)}, false)`;
  if (field.name === 'phone') {
    return sql<boolean>`${ofFragments(scope, (fan) => sql`${fan}.phone_encrypted`)} is not null`;
  }
  const column = fieldColumn(field.name, scope);
  if (fieldKind(field.name) === 'list') return sql<boolean>`coalesce(cardinality(${column}) > 0, false)`;
  return sql<boolean>`${column} is not null`;
}
