import { sql } from 'kysely';
import { allOf, exists, type Scope, type Sql } from './context.js';
import { type DayWindow, dayInWindow } from './window.js';

/** Rows of the shop in a table of facts, which stay with the record of a fan that they came with. */
export interface FactRows {
  alias: Sql;
  /** The table, by its alias. */
  facts: Sql;
  where: Sql<boolean>;
  /** An alias for the record. */
  record: Sql;
}

export function factRows(
  table: 'event' | 'fan_day',
  scope: Scope,
  conditions: (row: Sql) => readonly Sql<boolean>[],
): FactRows {
  const alias = scope.alias();
  return {
    alias,
    facts: sql`${sql.table(table)} ${alias}`,
    where: allOf([sql<boolean>`${alias}.shop_id = ${scope.shop}`, ...conditions(alias)]),
    record: scope.alias(),
  };
}

/** One type is compared with, not looked for in a list: most rows are of others, and this is asked of each. */
export function isOfType(row: Sql, types: readonly string[]): Sql<boolean> {
  const [only, ...others] = types;
  if (only === undefined || others.length > 0) return sql<boolean>`${row}.type = any(${types}::text[])`;
  return sql<boolean>`${row}.type = ${only}::text`;
}

/** Days of the rollup on which events of these types happened in the window. */
export function dayRows(types: readonly string[], window: DayWindow, scope: Scope): FactRows {
  return factRows('fan_day', scope, (day) => [dayInWindow(sql`${day}.day`, window, scope), isOfType(day, types)]);
}

/** `select` of the fans whose rows these are. */
export function fansOf(rows: FactRows): Sql {
  return sql`select ${rootOf(rows)} ${ofAll(rows)}`;
}

/** `from … where …`: those of everybody. Nearly every record is a fan: only the few merged into others are looked up. */
function ofAll({ alias, facts, where, record }: FactRows): Sql {
  return sql`from ${facts} left join (select id, root_id from fan where id <> root_id) ${record}
    on ${record}.id = ${alias}.fan_id where ${where}`;
}

function rootOf({ alias, record }: FactRows): Sql {
  return sql`coalesce(${record}.root_id, ${alias}.fan_id)`;
}

/** `from … where …`: those of the fan. A join, so that the planner can turn an `exists` around it into a semi-join. */
export function ofFan({ alias, facts, where, record }: FactRows, scope: Scope): Sql {
  return sql`from fan ${record} join ${facts} on ${alias}.fan_id = ${record}.id
    where ${record}.root_id = ${scope.fan} and ${where}`;
}

/** Whether one of the fan's rows is such. */
export function isAmong(rows: FactRows, isSuch: Sql<boolean>, scope: Scope): Sql<boolean> {
  if (scope.asked !== 'of-all') return exists(sql`${ofFan(rows, scope)} and ${isSuch}`, scope);
  return sql<boolean>`exists (select ${ofAll(rows)} and ${rootOf(rows)} = ${scope.fan} and ${isSuch})`;
}

/**
 * Whether something holds of a fan's rows taken together.
 *
 * @param holds over aggregates of the rows, never null
 * @param ofNone whether it holds of no rows; null where that hangs on the fan
 */
export function holdsTogether(rows: FactRows, holds: Sql<boolean>, ofNone: boolean | null, scope: Scope): Sql<boolean> {
  if (ofNone === null || !(scope.asked === 'of-many' || scope.asked === 'of-all'))
    return sql<boolean>`(select ${holds} ${ofFan(rows, scope)} group by ())`;
  const group = scope.alias();
  const found = sql<boolean>`exists (select from (select ${rootOf(rows)} as root_id ${ofAll(rows)}
    group by 1 having ${ofNone ? sql`not (${holds})` : holds}) ${group} where ${group}.root_id = ${scope.fan})`;
  return ofNone ? sql<boolean>`not ${found}` : found;
}
