import { fieldKind } from '@fanloom/dsl/condition/kind.js';
import { VALUE_TIERS } from '@fanloom/dsl/condition/rfm.js';
import type { FieldRef } from '@fanloom/dsl/ir/condition.js';
import { sql } from 'kysely';
import { type Column, counter, moment, number, quotient, text } from './column.js';
import { ofFragments, type Scope, type Sql } from './context.js';
import { score } from './rfm.js';
import { dayOf, presentJson } from './value.js';
import { WHOLE_NUMBERS } from './whole-number.js';

/** The field has no place in the database, or none that a condition may look at. */
export class UnknownFieldError extends Error {
  override readonly name = 'UnknownFieldError';
}

const spend = counter('spend');
const orders = counter('orders');

function nameOf(table: 'shop' | 'staff', id: Sql, scope: Scope): Sql {
  const row = scope.alias();
  return sql`(select nullif(${row}.name, '') from ${sql.table(table)} ${row} where ${row}.id = ${id})`;
}

/** Columns of `fan_shop` with moments, by field. */
export const MOMENTS: Readonly<Record<string, string>> = {
  last_watch: 'last_watch_at',
  last_purchase: 'last_purchase_at',
  first_follow: 'first_follow_at',
  first_purchase: 'first_purchase_at',
};

/** Every field that a condition may compare, by id; what is not here cannot be reached. */
const COLUMNS: Readonly<Record<string, Column>> = {
  ...Object.fromEntries(Object.entries(MOMENTS).map(([name, column]) => [name, moment(column)])),
  ...Object.fromEntries(
    Object.entries(WHOLE_NUMBERS).map(([name, { column, missing }]) => [
      name,
      missing === null ? number(column) : counter(column),
    ]),
  ),
  nick: (scope) => sql`coalesce(${text('nick')(scope)}, ${ofFragments(scope, (fan) => sql`nullif(${fan}.nick, '')`)})`,
  birthday: (scope) => ofFragments(scope, (fan) => sql`${fan}.birthday`, dayOf),
  categories: ({ fanShop }) => sql.ref(`${fanShop}.categories`),
  average_order: quotient(spend, orders),
  return_rate: quotient((scope) => sql`${counter('refunded')(scope)} * 100`, spend),
  source: text('source'),
  shop: (scope) => nameOf('shop', scope.shop, scope),
  member_level: text('member_level'),
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
