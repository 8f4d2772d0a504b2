import { sql } from 'kysely';
import { allOf, type Scope, type Sql } from './context.js';
import { type DayWindow, dayInWindow } from './window.js';

/** Rows of the shop in a table of facts, of whichever fan. */
export interface FactRows {
  alias: Sql;
  from: Sql;
  where: Sql<boolean>;
  /** uuid of the fan: facts stay on the fragment they came with. */
  root: Sql;
}

export function factRows(
  table: 'event' | 'fan_day',
  scope: Scope,
  conditions: (row: Sql) => readonly Sql<boolean>[],
): FactRows {
  const [alias, fragment] = [scope.alias(), scope.alias()];
  return {
    alias,
    // A join, so that the planner can turn an `exists` around it into a semi-join.
    from: sql`fan ${fragment} join ${sql.table(table)} ${alias} on ${alias}.fan_id = ${fragment}.id`,
    where: allOf([sql<boolean>`${alias}.shop_id = ${scope.shop}`, ...conditions(alias)]),
    root: sql`${fragment}.root_id`,
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
export function fansOf({ from, where, root }: FactRows): Sql {
  return sql`select ${root} from ${from} where ${where}`;
}

/** `from … where …`: those of the fan. */
export function ofFan({ from, where, root }: FactRows, scope: Scope): Sql {
  return sql`from ${from} where ${root} = ${scope.fan} and ${where}`;
}

/**
 * Whether something holds of a fan's rows taken together.
 *
 * @param holds over aggregates of the rows, never null
 * @param ofNone whether it holds of no rows; null where that hangs on the fan
 */
export function holdsTogether(rows: FactRows, holds: Sql<boolean>, ofNone: boolean | null, scope: Scope): Sql<boolean> {
  if (scope.asked !== 'of-many' || ofNone === null)
    return sql<boolean>`(select ${holds} ${ofFan(rows, scope)} group by ())`;
  const group = scope.alias();
  const found = sql<boolean>`exists (select from (select ${rows.root} as root_id from ${rows.from} where ${rows.where}
    group by 1 having ${ofNone ? sql`not (${holds})` : holds}) ${group} where ${group}.root_id = ${scope.fan})`;
  return ofNone ? sql<boolean>`not ${found}` : found;
}
