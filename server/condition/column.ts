import { sql } from 'kysely';
import type { Scope, Sql } from './context.js';
import { momentOf } from './value.js';

/** What a field is made of in the fan's row of `fan_shop`. */
export type Column = (scope: Scope) => Sql;

export const text =
  (column: string): Column =>
  ({ fanShop }) =>
    sql`nullif(${sql.ref(`${fanShop}.${column}`)}, '')`;
export const number =
  (column: string): Column =>
  ({ fanShop }) =>
    sql`${sql.ref(`${fanShop}.${column}`)}::float8`;
export const counter =
  (column: string): Column =>
  (scope) =>
    sql`coalesce(${number(column)(scope)}, 0)`;
export const moment =
  (column: string): Column =>
  ({ fanShop }) =>
    momentOf(sql.ref(`${fanShop}.${column}`));
export const quotient =
  (above: Column, below: Column): Column =>
  (scope) =>
    sql`(${above(scope)} / nullif(${below(scope)}, 0))`;
