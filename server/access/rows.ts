import { NEW_SCORES } from '@fanloom/dsl/condition/facts.js';
import type { Condition as FanCondition } from '@fanloom/dsl/ir/condition.js';
import { type RawBuilder, sql } from 'kysely';
import { compileCondition } from '../condition/compile.js';
import type { Ability, AbilityAction, RowCondition } from './ability.js';
import type { Subject } from './tables/subject.js';
import { governed } from './tables.js';
import type { Belonging, TableName } from './tables/registration.js';

/** A boolean SQL expression. */
export type Condition = RawBuilder<boolean>;

/** What stands for a column: usually the column itself, for a row not yet written the value it will have. */
export interface ColumnRef {
  (column: string): RawBuilder<unknown>;
  /** The name under which the query knows the row; none for a row not yet written. */
  alias?: string;
}

/** The columns of a row under its name in the query. */
export function columnsOf(alias: string): ColumnRef {
  return Object.assign((column: string) => sql.ref(`${alias}.${column}`), { alias });
}

/** Rows as plain data: any of the conditions holds. An empty object is every row, an empty list is none. */
export type RowScope = RowCondition[];

const knownKeys = new Set(['shop_id', 'owner_id', 'team_id', 'fan', '$and']);

/** The rows of a subject on which an action is granted; with `fields`, only by rules that show all of them. */
export function scopeOf(ability: Ability, action: AbilityAction, subject: Subject, fields: string[] = []): RowScope {
  return ability
    .rulesFor(action, subject)
    .filter((rule) => fields.every((field) => rule.fields?.includes(field) ?? false))
    .map((rule) => rule.conditions ?? {});
}

/** True only when every row of `inner` is certainly one of `outer`: each of its conditions asks for no less than one of `outer`. */
export function covers(outer: RowScope, inner: RowScope): boolean {
  return inner.every((condition) => outer.some((wider) => isWithin(condition, wider)));
}

function isWithin(condition: RowCondition, { shop_id, team_id, ...others }: RowCondition): boolean {
  const own = new Map(Object.entries(condition).map(([key, value]) => [key, JSON.stringify(value)]));
  return (
    isAmong(condition.shop_id, shop_id) &&
    isAmong(condition.team_id, team_id) &&
    Object.entries(others).every(([key, value]) => own.get(key) === JSON.stringify(value))
  );
}

function isAmong(ids: { $in: string[] } | undefined, wider: { $in: string[] } | undefined): boolean {
  return wider === undefined || (ids?.$in.every((id) => wider.$in.includes(id)) ?? false);
}

/** The rows that are in both scopes. */
export function overlap(one: RowScope, other: RowScope): RowScope {
  if (covers(other, one)) return one;
  return one.flatMap((a) => other.map((b) => (covers([a], [b]) ? b : { $and: [a, b] })));
}

/** True only when every row of the shop is certainly in the scope. */
export function coversShop(scope: RowScope, shopId: string): boolean {
  return covers(scope, [{ shop_id: { $in: [shopId] } }]);
}

/** SQL for the rows of `table` that the ability may read. For `fan_shop`: the audience of an SOP of this person. */
export function rowsOf(ability: Ability, table: TableName, alias: string = table): Condition {
  return rowsIn(scopeOf(ability, 'read', governed(table).subject), table, alias);
}

/** The table itself, even where a common table expression of the query has its name. */
export function real(table: TableName): RawBuilder<unknown> {
  return sql.table(`public.${table}`);
}

/** SQL for the rows of `table` inside a scope. */
export function rowsIn(scope: RowScope, table: TableName, alias: string = table): Condition {
  return scopeCondition(scope, governed(table).belongs, columnsOf(alias));
}

/** Whether a condition of the language decides on rows. */
export function asksAboutFan({ fan, $and = [] }: RowCondition): boolean {
  return fan !== undefined || $and.some(asksAboutFan);
}

/** @throws Error when the scope says something that the table cannot tell of its rows */
export function scopeCondition(scope: RowScope, belongs: Belonging, ref: ColumnRef): Condition {
  if (scope.some((condition) => Object.keys(condition).length === 0)) return sql`true`;
  const distinct = new Map(scope.map((condition) => [JSON.stringify(condition), condition]));
  const parts = [...distinct.values()].map((condition) => one(condition, belongs, ref));
  return parts.length === 0 ? sql`false` : sql`(${sql.join(parts, sql` or `)})`;
}

function one(condition: RowCondition, belongs: Belonging, ref: ColumnRef): Condition {
  const unknown = Object.keys(condition).find((key) => !knownKeys.has(key));
  if (unknown !== undefined) throw new Error(`Rows cannot be told apart by ${unknown}`);
  switch (belongs.by) {
    case 'column':
      return byColumn(condition, belongs, ref);
    case 'fan':
      return byFan(condition, belongs, ref);
    case 'root':
      return byRoot(condition, belongs, ref);
    case 'parent':
      return byParent(condition, belongs, ref);
  }
}

function byColumn(condition: RowCondition, belongs: Extract<Belonging, { by: 'column' }>, ref: ColumnRef): Condition {
  const column = (key: 'shop_id' | 'owner_id' | 'team_id') => {
    const name = belongs[key];
    if (name === undefined) throw new Error(`The table has no ${key} to tell rows apart by`);
    return ref(name);
  };
  const parts: Condition[] = [];
  if (condition.shop_id) {
    const inShops = isOneOf(column('shop_id'), condition.shop_id.$in);
    parts.push(belongs.nullIsEveryShop ? sql`(${inShops} or ${column('shop_id')} is null)` : inShops);
  }
  if (condition.owner_id === null) parts.push(sql`${column('owner_id')} is null`);
  else if (condition.owner_id !== undefined) parts.push(sql`${column('owner_id')} = ${condition.owner_id}::uuid`);
  if (condition.team_id) parts.push(isOneOf(column('team_id'), condition.team_id.$in));
  if (condition.fan) parts.push(ofFan(condition.fan, belongs, ref));
  for (const part of condition.$and ?? []) parts.push(scopeCondition([part], belongs, ref));
  return sql`(${sql.join(parts, sql` and `)})`;
}

/** PostgreSQL keeps the plan of a comparison with one value; with a list it plans a prepared query anew each time. */
function isOneOf(column: RawBuilder<unknown>, values: string[]): Condition {
  return values.length === 1 ? sql`${column} = ${values[0]}::uuid` : sql`${column} = any(${values}::uuid[])`;
}

/** What the row says of its fan is as it stands in the database, also where a write is about to change it. */
function ofFan(
  condition: FanCondition,
  { shop_id, fan_id }: Extract<Belonging, { by: 'column' }>,
  ref: ColumnRef,
): Condition {
  if (shop_id === undefined || fan_id === undefined || ref.alias === undefined)
    throw new Error('Rows that are not of a fan cannot be told apart by a condition on fans');
  return compileCondition(condition, {
    fan: ref(fan_id),
    shop: ref(shop_id),
    now: sql`(select business_now())`,
    zone: sql`(select scope_zone.zone from ${real('shop')} as scope_zone where scope_zone.id = ${ref(shop_id)})`,
    fanShop: ref.alias,
    entry: null,
    event: null,
    // Both differ from shop to shop, and a role does not: whoever writes a role is told so.
    segments: {},
    scores: NEW_SCORES,
  });
}

function byFan(condition: RowCondition, belongs: Extract<Belonging, { by: 'fan' }>, ref: ColumnRef): Condition {
  const shopOnly = Object.keys(condition).every((key) => key === 'shop_id');
  if (shopOnly) return byColumn(condition, { by: 'column', shop_id: belongs.shop_id }, ref);
  return sql`exists (select from ${real('fan')} as scope_fan join ${real('fan_shop')} as scope_shop on scope_shop.fan_id = scope_fan.root_id
    where scope_fan.id = ${ref(belongs.fan_id)} and scope_shop.shop_id = ${ref(belongs.shop_id)} and ${inScopeShop(condition)})`;
}

function byRoot(condition: RowCondition, belongs: Extract<Belonging, { by: 'root' }>, ref: ColumnRef): Condition {
  return sql`exists (select from ${real('fan_shop')} as scope_shop
    where scope_shop.fan_id = ${ref(belongs.root_id)} and ${inScopeShop(condition)})`;
}

function inScopeShop(condition: RowCondition): Condition {
  return rowsIn([condition], 'fan_shop', 'scope_shop');
}

function byParent(condition: RowCondition, belongs: Extract<Belonging, { by: 'parent' }>, ref: ColumnRef): Condition {
  const alias = `scope_${belongs.table}`;
  const inScope = rowsIn([condition], belongs.table, alias);
  return sql`exists (select from ${real(belongs.table)} as ${sql.id(alias)}
    where ${sql.ref(`${alias}.${belongs.key}`)} = ${ref(belongs.column)} and ${inScope})`;
}
