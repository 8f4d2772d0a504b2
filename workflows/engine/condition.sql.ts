import { type RawBuilder, sql } from 'kysely';
import type { Scalar } from '@fanloom/dsl/condition/kind.js';
import type { Condition, Expression } from '@fanloom/dsl/ir/condition.js';
import type { Template } from '@fanloom/dsl/ir/program.js';
import { compileCondition, firstTime } from '@fanloom/server/condition/compile.js';
import { type ConditionContext, scopeOf } from '@fanloom/server/condition/context.js';
import { operandOf } from '@fanloom/server/condition/expression.js';
import { fieldColumn } from '@fanloom/server/condition/field.js';
import type { StepContext } from './step-context.js';

type Where = Pick<StepContext, 'version' | 'now'>;

/** Whether a condition holds for enrolment `e`, whose fan `f` entered as. Total: never null, never an error. */
export function holds(condition: Condition, where: Where): RawBuilder<boolean> {
  return compiled(condition, where, sql`e.happened_at`);
}

/** What an expression is worth for enrolment `e`, whose fan `f` entered as: text or float8, null when it is missing. */
export function valueOf(expression: Expression, as: Scalar, where: Where): RawBuilder<unknown> {
  const entry = { happenedAt: sql`e.happened_at`, properties: sql`e.event_properties` };
  return valueOver(expression, as, where, { fan: sql`f.root_id`, entry });
}

/** The same for a fan outside an enrolment. */
export function valueOver(
  expression: Expression,
  as: Scalar,
  where: Where,
  { fan, entry }: { fan: RawBuilder<unknown> } & Pick<ConditionContext, 'entry'>,
): RawBuilder<unknown> {
  const scope = scopeOf({ ...fanContext(where, fan), event: null, entry });
  return besideShopRow(operandOf(expression, scope).read(as), where, fan);
}

/** A leave clause: its events count when they happened after the entering event, its states whenever they are true. */
export function leavesWhen(condition: Condition, where: Where): RawBuilder<boolean> {
  return withEventsSince(condition, where, sql`e.happened_at`);
}

/**
 * Whether the clause at `index` is the one by which the fan leaves: it came true before those that follow. Of equal ones
 * the first in the text counts; those before it have had their turn.
 */
export function leavesFirst(clauses: readonly Condition[], index: number, where: Where): RawBuilder<boolean> {
  const [own, ...later] = clauses.slice(index);
  if (!own) return sql`false`;
  if (later.length === 0) return leavesWhen(own, where);
  const others = later.map((condition) => trueSince(condition, where));
  return sql`(${leavesWhen(own, where)} and ${trueSince(own, where)} <= least(${sql.join(others)}))`;
}

/** SQL of `trueSince` in dsl/condition/since.ts; infinity also for a clause that does not hold. */
function trueSince(condition: Condition, where: Where): RawBuilder<unknown> {
  switch (condition.kind) {
    case 'any':
      return sql`least(${sql.join(condition.of.map((part) => trueSince(part, where)))})`;
    case 'all': {
      const byEvent = condition.of.filter(hasEvents);
      if (byEvent.length === 0) return NEVER;
      const last = sql`greatest(${sql.join(byEvent.map((part) => trueSince(part, where)))})`;
      return sql`(case when ${leavesWhen(condition, where)} then ${last} else ${NEVER} end)`;
    }
    case 'happens':
      return sql`coalesce(${firstEvent(condition, where)}, ${NEVER})`;
    default:
      return NEVER;
  }
}

const NEVER = sql`timestamptz 'infinity'`;

function firstEvent(condition: Extract<Condition, { kind: 'happens' }>, where: Where): RawBuilder<unknown> {
  const fan = sql`f.root_id`;
  const entry = { happenedAt: sql`e.happened_at`, properties: sql`e.event_properties` };
  const time = firstTime(condition.events, { kind: 'since-entry' }, { ...fanContext(where, fan), event: null, entry });
  return looksAtFields(condition) ? besideShopRow(time, where, fan) : time;
}

/** `直到` of lane `l`: its events count when they happened after the fan came to the step. */
export function wakesWhen(condition: Condition, where: Where): RawBuilder<boolean> {
  return withEventsSince(condition, where, sql`greatest(l.arrived_at, e.entered_at)`);
}

/** Only the events of a leave clause: they also keep from being written to whoever has come to the end meanwhile. */
export function leavesByEvent(condition: Condition): Condition | null {
  if (condition.kind !== 'any') return hasEvents(condition) ? condition : null;
  const of = condition.of.flatMap((part) => leavesByEvent(part) ?? []);
  return of.length > 0 ? { kind: 'any', of } : null;
}

function hasEvents(condition: Condition): boolean {
  if (condition.kind === 'all' || condition.kind === 'any') return condition.of.some(hasEvents);
  return condition.kind === 'not' ? hasEvents(condition.of) : condition.kind === 'happens';
}

/** `happens` becomes "has happened since": the truth that a missed wake-up cannot change. */
function withEventsSince(condition: Condition, where: Where, since: RawBuilder<unknown>): RawBuilder<boolean> {
  switch (condition.kind) {
    case 'all':
    case 'any': {
      const parts = condition.of.map((part) => withEventsSince(part, where, since));
      return sql`(${sql.join(parts, condition.kind === 'all' ? sql` and ` : sql` or `)})`;
    }
    case 'not':
      return sql`not ${withEventsSince(condition.of, where, since)}`;
    case 'happens': {
      const count: Condition = {
        kind: 'count',
        events: condition.events,
        window: { kind: 'since-entry' },
        op: '>=',
        count: 1,
      };
      return compiled(count, where, since);
    }
    default:
      return compiled(condition, where, sql`e.happened_at`);
  }
}

function compiled(condition: Condition, where: Where, since: RawBuilder<unknown>): RawBuilder<boolean> {
  return overFan(condition, where, sql`f.root_id`, {
    entry: { happenedAt: since, properties: sql`e.event_properties` },
  });
}

/** Whether a condition holds for a fan outside an enrolment, or on the way into one. */
export function overFan(
  condition: Condition,
  where: Where,
  fan: RawBuilder<unknown>,
  at: Pick<ConditionContext, 'entry'> & Partial<Pick<ConditionContext, 'event'>>,
): RawBuilder<boolean> {
  const expression = compileCondition(condition, { ...fanContext(where, fan), event: null, ...at });
  return looksAtFields(condition) ? besideShopRow(expression, where, fan) : sql`(${expression})`;
}

/** Built-in fields of a fan as a jsonb object, null where there is no value. */
export function fanFields(names: readonly string[], where: Where, fan: RawBuilder<unknown>): RawBuilder<object> {
  const scope = scopeOf({ ...fanContext(where, fan), event: null, entry: null });
  const pairs = names.map((name) => sql`${name}::text, ${fieldColumn(name, scope)}`);
  return besideShopRow(sql`jsonb_build_object(${sql.join(pairs)})`, where, fan);
}

/** The scores that a text speaks of, as they are now: a jsonb object, by name. */
export function fanScores(text: Template, where: Where, fan: RawBuilder<unknown>): RawBuilder<object> {
  const rules = new Map(
    text.flatMap((part) => (typeof part !== 'string' && part.score ? [[part.field, part.score] as const] : [])),
  );
  if (rules.size === 0) return sql`'{}'::jsonb`;
  const pairs = Array.from(rules, ([name, rule]) => {
    return sql`${name}::text, ${valueOver({ kind: 'score', name, rule }, 'number', where, { fan, entry: null })}`;
  });
  return sql`jsonb_build_object(${sql.join(pairs)})`;
}

const FAN_SHOP = 'cond_shop';

/** How a condition is asked of a fan of the shop. */
export function fanContext({ version, now }: Where, fan: RawBuilder<unknown>) {
  return {
    fan,
    shop: sql`${version.shopId}::uuid`,
    now: sql`${now}::timestamptz`,
    zone: sql`${version.zone}::text`,
    fanShop: FAN_SHOP,
    segments: version.program.segments,
    scores: version.scores,
  };
}

/** The expression beside the fan's row in the shop, which may be missing. */
function besideShopRow<T>(expression: RawBuilder<T>, { version }: Where, fan: RawBuilder<unknown>): RawBuilder<T> {
  return sql`(select ${expression} from (select) one left join fan_shop ${sql.ref(FAN_SHOP)}
    on ${sql.ref(FAN_SHOP)}.shop_id = ${version.shopId}::uuid and ${sql.ref(FAN_SHOP)}.fan_id = ${fan})`;
}

function looksAtFields(condition: Condition): boolean {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.some(looksAtFields);
    case 'not':
      return looksAtFields(condition.of);
    case 'tag':
      return false;
    case 'happens':
    case 'count':
      return condition.events.some((event) => event.filters.length > 0);
    default:
      return true;
  }
}
