import { type RawBuilder, sql } from 'kysely';
import { statesOf } from '@fanloom/dsl/condition/since.js';
import type { Condition, EventMatch } from '@fanloom/dsl/ir/condition.js';
import type { Trigger } from '@fanloom/dsl/ir/program.js';
import { overFan } from '../engine/condition.sql.js';
import { inScope } from '../engine/scope.sql.js';
import type { StepContext } from '../engine/step-context.js';
import { fallsOnTick } from './date-field.sql.js';
import type { Candidate } from './enrol.sql.js';
import type { Fact } from './fact.sql.js';

type EventTrigger = Extract<Trigger, { kind: 'event' | 'absent' }>;

interface Row {
  fan: string;
  id: string;
  happened_at: Date;
  properties: object;
  thing: string | null;
}

/** Those whom one of these events lets in by this trigger. */
export async function entrantsByEvent(
  context: StepContext,
  trigger: EventTrigger,
  facts: readonly Fact[],
): Promise<Candidate[]> {
  const { tx, version } = context;
  const own = facts.filter((fact) => fact.key === trigger.event.type && fact.happenedAt);
  if (own.length === 0) return [];
  const times = own.flatMap((fact) => fact.happenedAt?.getTime() ?? []);
  const identities = new Map(own.map((fact) => [fact.id, fact.identity]));
  const { per } = version.program.reentry;
  const thing = per === null ? sql`''` : sql`ev.properties ->> ${per}`;
  const { rows } = await sql<Row>`
    select distinct on (f.root_id, thing) f.root_id as fan, ev.id, ev.happened_at, ev.properties, ${thing} as thing
    from event ev join fan f on f.id = ev.fan_id
    where ev.id = any(${own.map((fact) => fact.id)}::uuid[])
      and ev.happened_at between ${new Date(Math.min(...times))} and ${new Date(Math.max(...times))}
      and ${isEvent('ev', trigger.event, context)} and ${inScope(version, sql`f.root_id`)}
      and ${trigger.kind === 'event' && trigger.first ? isFirst(trigger.event, context) : sql`true`}
      and ${trigger.kind === 'event' ? passes(trigger.guard, context) : sql`true`}
      and ${trigger.kind === 'event' ? notLeaving(context) : sql`true`}
    order by f.root_id, thing, ev.happened_at`.execute(tx);
  return rows.flatMap(({ fan, id, happened_at: happenedAt, properties, thing }) => {
    const factKey = identities.get(id) ?? null;
    return thing === null || factKey === null ? [] : [{ fan, factKey, happenedAt, eventId: id, properties, thing }];
  });
}

/** Whether event row `alias` of fan `f` is such an event of the shop. */
function isEvent(alias: string, match: EventMatch, context: StepContext): RawBuilder<boolean> {
  const event = { type: sql.ref(`${alias}.type`), properties: sql.ref(`${alias}.properties`) };
  const happens: Condition = { kind: 'happens', events: [match] };
  return sql`(${sql.ref(`${alias}.shop_id`)} = ${context.version.shopId}::uuid
    and ${overFan(happens, context, sql`f.root_id`, { entry: null, event })})`;
}

/** The first of the fan's life that matches, filter included. */
function isFirst(match: EventMatch, context: StepContext): RawBuilder<boolean> {
  return sql`not exists (
    select from fan same join event earlier on earlier.fan_id = same.id
    where same.root_id = f.root_id and earlier.type = ev.type
      and (earlier.happened_at, earlier.id) < (ev.happened_at, ev.id)
      and ${isEvent('earlier', match, context)})`;
}

function passes(guard: Condition | null, context: StepContext): RawBuilder<boolean> {
  if (!guard) return sql`true`;
  return overFan(guard, context, sql`f.root_id`, {
    entry: { happenedAt: sql`ev.happened_at`, properties: sql`ev.properties` },
  });
}

/** Whoever would leave at once for a state that is true already does not enter, and no leave block runs. */
function notLeaving(context: StepContext): RawBuilder<boolean> {
  const states = context.version.program.leaves.flatMap((leave) => statesOf(leave.condition) ?? []);
  if (states.length === 0) return sql`true`;
  return sql`not ${passes({ kind: 'any', of: states }, context)}`;
}

/** Those whom another SOP has started here. The causing event, if there is one, is theirs too. */
export async function entrantsByStart(context: StepContext, facts: readonly Fact[]): Promise<Candidate[]> {
  const { tx, version, now } = context;
  const { per } = version.program.reentry;
  const { rows } = await sql<{
    id: string;
    fan: string;
    event_id: string | null;
    properties: object | null;
    thing: string;
  }>`
    select e.id, f.root_id as fan, e.event_id, e.event_properties as properties,
      ${per === null ? sql`''` : sql`coalesce(e.event_properties ->> ${per}, '')`} as thing
    from enrolment e join fan f on f.id = e.fan_id
    where e.id = any(${facts.map((fact) => fact.id)}::uuid[]) and ${inScope(version, sql`f.root_id`)}`.execute(tx);
  const identities = new Map(facts.map((fact) => [fact.id, fact.identity]));
  const candidates = rows.flatMap(({ id, fan, event_id: eventId, properties, thing }) => {
    const factKey = identities.get(id) ?? null;
    return factKey === null ? [] : [{ fan, factKey, happenedAt: now, eventId, properties, thing }];
  });
  return [...new Map(candidates.map((candidate) => [`${candidate.fan}/${candidate.thing}`, candidate])).values()];
}

/**
 * Whether a root fan may come in without an event of theirs: within the author's scope, when the guard holds, and no state
 * does that ends the SOP.
 *
 * @param at e0
 */
export function admissible(
  context: StepContext,
  fan: RawBuilder<unknown>,
  at: Date,
  guard: Condition | null,
): RawBuilder<boolean> {
  const { version } = context;
  const entry = { happenedAt: sql`${at}::timestamptz`, properties: sql`null::jsonb` };
  const conditions = [
    inScope(version, fan),
    ...(guard ? [overFan(guard, context, fan, { entry })] : []),
    ...version.program.leaves.flatMap((leave) => {
      const state = statesOf(leave.condition);
      return state ? [sql`not ${overFan(state, context, fan, { entry })}`] : [];
    }),
  ];
  return sql`(${sql.join(conditions, sql` and `)})`;
}

/** Some of the shop's fans. */
export interface Part {
  /** Of rows `s` of fan_shop. */
  among: RawBuilder<boolean>;
  most: number;
}

/** Candidates by rising fan id; `last`: go on after this fan, null when these were the last. */
export interface Page {
  candidates: Candidate[];
  last: string | null;
}

/** Those whom a schedule lets in. */
export async function entrantsBySchedule(
  context: StepContext,
  trigger: Extract<Trigger, { kind: 'schedule' | 'date-field' }>,
  tickAt: Date,
  { among, most }: Part,
): Promise<Page> {
  const { tx, version } = context;
  const meant = trigger.kind === 'schedule' ? sql`true` : fallsOnTick(trigger, tickAt, context, sql`s.fan_id`);
  const { rows } = await sql<{ fan: string }>`
    select s.fan_id as fan from fan_shop s
    where s.shop_id = ${version.shopId} and ${among}
      and ${meant} and ${admissible(context, sql`s.fan_id`, tickAt, trigger.guard)}
    order by s.fan_id limit ${most}`.execute(tx);
  const candidates = rows.map(({ fan }) => ({
    fan,
    factKey: `tick/${tickAt.toISOString()}/${fan}`,
    happenedAt: tickAt,
    eventId: null,
    properties: null,
    thing: '',
  }));
  return { candidates, last: rows.length === most ? (rows.at(-1)?.fan ?? null) : null };
}
