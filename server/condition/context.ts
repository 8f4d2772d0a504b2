import type { ScoreThresholds } from '@fanloom/dsl/condition/facts.js';
import type { Condition } from '@fanloom/dsl/ir/condition.js';
import { type RawBuilder, sql } from 'kysely';

export type Sql<T = unknown> = RawBuilder<T>;

/**
 * What a condition needs of the query it stands in. The query may use any aliases that do not begin with `cond_`; its
 * `fan_shop` row is left-joined, so that a fan without one has zeros.
 */
export interface ConditionContext {
  /** uuid of the root fan. */
  fan: Sql;
  /** uuid of the shop: whose facts count. */
  shop: Sql;
  /** timestamptz. */
  now: Sql;
  /** text: name of the shop's time zone. */
  zone: Sql;
  /** Alias of the fan's row of `fan_shop` in this shop. */
  fanShop: string;
  /** Of the enrolment: timestamptz (e0) and jsonb. Null outside an SOP. */
  entry: { happenedAt: Sql; properties: Sql } | null;
  /** The event that is being looked at, for `happens`: text and jsonb. */
  event: { type: Sql; properties: Sql } | null;
  segments: Readonly<Record<string, Condition>>;
  /** `shop.score_thresholds`. */
  scores: ScoreThresholds;
  /**
   * Of how many fans it is asked. Of most fans of one shop what adds up is grouped once for all, where else it is looked
   * up for each fan; then `shop` is the same for all. Of all means that it is the `where` of a query that wants every fan
   * for whom it holds: then facts are joined to fans, not fans to facts. Of few nothing is read but what is theirs. Unless
   * told, the planner decides what it may.
   */
  asked?: 'of-few' | 'of-many' | 'of-all';
  /** Payments of the days that F and M look at, where the query has added them up for all fans: number and fen. */
  paid?: { n: Sql; amount: Sql };
}

/** A context while a condition is compiled. */
export interface Scope extends ConditionContext {
  /** An alias that nothing else has, so that no name of an outer query is captured. */
  alias(): Sql;
}

export function scopeOf(context: ConditionContext): Scope {
  let used = 0;
  return { ...context, alias: () => sql.ref(`cond_${String(++used)}`) };
}

/** As a part that no join can stand for: below an `or`, a `not`. */
export function within(scope: Scope): Scope {
  return scope.asked === 'of-all' ? { ...scope, asked: 'of-many' } : scope;
}

/** Evaluates `value` once and builds on it: `offset 0` keeps the planner from copying it. */
export function once(value: Sql, scope: Scope, build: (value: Sql) => Sql): Sql {
  const alias = scope.alias();
  return sql`(select ${build(sql`${alias}.v`)} from (select ${value} as v offset 0) ${alias})`;
}

/** Whether there is such a row. `offset 0` keeps the planner from reading and hashing those of all fans. */
export function exists(rows: Sql, { asked }: Scope): Sql<boolean> {
  return asked === 'of-few' ? sql<boolean>`exists (select ${rows} offset 0)` : sql<boolean>`exists (select ${rows})`;
}

/** From the root's own row, or from the oldest of its fragments that has a value. */
export function ofFragments(scope: Scope, value: (fan: Sql) => Sql, read: (value: Sql) => Sql = (v) => v): Sql {
  const fan = scope.alias();
  return sql`(select ${read(value(fan))} from fan ${fan}
    where ${fan}.root_id = ${scope.fan} and ${value(fan)} is not null
    order by ${fan}.id <> ${scope.fan}, ${fan}.id limit 1)`;
}

export function anyOf(conditions: readonly Sql<boolean>[]): Sql<boolean> {
  return conditions.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(conditions, sql` or `)})`;
}

export function allOf(conditions: readonly Sql<boolean>[]): Sql<boolean> {
  return conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}
