import { type RawBuilder, sql } from 'kysely';
import { statesOf } from '@fanloom/dsl/condition/since.js';
import type { Condition, EventMatch } from '@fanloom/dsl/ir/condition.js';
import type { Trigger } from '@fanloom/dsl/ir/program.js';
import { overFan } from '../engine/condition.sql.js';
import { inScope } from '../engine/scope.sql.js';
import type { StepContext } from '../engine/step-context.js';
import type { BroadcastEntrance } from './broadcast-entrance.sql.js';
import { fallsOnTick } from './date-field.sql.js';
import type { Candidate } from './enrol.sql.js';
import type { Fact } from './fact.sql.js';
import { refuse } from './refusal.sql.js';

type EventTrigger = Extract<Trigger, { kind: 'event' | 'absent' }>;

interface Row {
  fan: string;
  id: string;
  happened_at: Date;
  properties: object;
  thing: string | null;
  /** A state holds already that ends the SOP: they do not enter, and no leave block runs. */
  leaves: boolean;
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
  const { rows } = await sql<Row>`
    select distinct on (f.root_id, thing) f.root_id as fan, ev.id, ev.happened_at, ev.properties,
      ${thingOf(context)} as thing, ${leavesAlready(trigger, context)} as leaves
    from event ev join fan f on f.id = ev.fan_id
    where ev.id = any(${own.map((fact) => fact.id)}::uuid[])
      and ev.happened_at between ${new Date(Math.min(...times))} and ${new Date(Math.max(...times))}
      and ${isEvent('ev', trigger.event, context)} and ${inScope(version, sql`f.root_id`)}
      and ${trigger.kind === 'event' && trigger.first ? isFirst(trigger.event, context) : sql`true`}
      and ${trigger.kind === 'event' ? passes(trigger.guard, context) : sql`true`}
    order by f.root_id, thing, leaves, ev.happened_at`.execute(tx);
  return admitRows(context, rows, ({ id }) => identities.get(id) ?? null);
}

/** Those whom a broadcast that began lets in by this trigger, by rising fan id. */
export async function entrantsByBroadcast(
  context: StepContext,
  trigger: EventTrigger,
  { event_id, event_key, happened_at }: BroadcastEntrance,
  { among, most }: Part,
): Promise<Page> {
  const { tx, version } = context;
  const { rows } = await sql<Row>`
    select s.fan_id as fan, ev.id, ev.happened_at, ev.properties,
      ${thingOf(context)} as thing, ${leavesAlready(trigger, context)} as leaves
    from fan_shop s join fan f on f.id = s.fan_id join event ev on ev.id = ${event_id} and ev.happened_at = ${happened_at}
    where s.shop_id = ${version.shopId} and ${among}
      and ${isEvent('ev', trigger.event, context)} and ${inScope(version, sql`s.fan_id`)}
      and ${trigger.kind === 'event' && trigger.first ? isFirstOfShop(trigger.event, context) : sql`true`}
      and ${trigger.kind === 'event' ? passes(trigger.guard, context) : sql`true`}
    order by s.fan_id limit ${most}`.execute(tx);
  const candidates = await admitRows(context, rows, ({ fan }) => `broadcast/${event_key}/${fan}`);
  return { candidates, last: rows.length === most ? (rows.at(-1)?.fan ?? null) : null };
}

/** Refuses whoever would leave at once. Rows without a thing or a fact's key let nobody in. */
async function admitRows(
  context: StepContext,
  rows: readonly Row[],
  keyOf: (row: Row) => string | null,
): Promise<Candidate[]> {
  const found = rows.flatMap((row) => {
    const { fan, id, happened_at: happenedAt, properties, thing, leaves } = row;
    const factKey = keyOf(row);
    if (thing === null || factKey === null) return [];
    return [{ leaves, candidate: { fan, factKey, happenedAt, eventId: id, properties, thing } }];
  });
  const leaving = found.filter(({ leaves }) => leaves).map(({ candidate }) => candidate);
  await refuse(context, leaving, 'leaves_already');
  return found.filter(({ leaves }) => !leaves).map(({ candidate }) => candidate);
}

function thingOf({ version }: StepContext): RawBuilder<unknown> {
  const { per } = version.program.reentry;
  return per === null ? sql`''` : sql`ev.properties ->> ${per}`;
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

/** The first of its kind in the shop. */
function isFirstOfShop(match: EventMatch, context: StepContext): RawBuilder<boolean> {
  return sql`not exists (
    select from event earlier
    where earlier.fan_id is null and earlier.shop_id = ${context.version.shopId}::uuid and earlier.type = ev.type
      and (earlier.happened_at, earlier.id) < (ev.happened_at, ev.id)
      and ${isEvent('earlier', match, context)})`;
}

function passes(guard: Condition | null, context: StepContext): RawBuilder<boolean> {
  if (!guard) return sql`true`;
  return overFan(guard, context, sql`f.root_id`, {
    entry: { happenedAt: sql`ev.happened_at`, properties: sql`ev.properties` },
  });
}

/** The timer of a missing event starts for everyone; who would leave is known when it ends. */
function leavesAlready(trigger: EventTrigger, context: StepContext): RawBuilder<boolean> {
  const states = statesThatEnd(context);
  return trigger.kind === 'event' && states ? passes(states, context) : sql`false`;
}

/** What ends the SOP and may be true without any event; null when there is nothing of the kind. */
export function statesThatEnd({ version }: StepContext): Condition | null {
  const states = version.program.leaves.flatMap((leave) => statesOf(leave.condition) ?? []);
  return states.length > 0 ? { kind: 'any', of: states } : null;
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
  const entry = { happenedAt: sql`${at}::timestamptz`, properties: sql`null::jsonb` };
  const states = statesThatEnd(context);
  const conditions = [
    inScope(context.version, fan),
    ...(guard ? [overFan(guard, context, fan, { entry })] : []),
    ...(states ? [sql`not ${overFan(states, context, fan, { entry })}`] : []),
  ];
  return sql`(${sql.join(conditions, sql` and `)})`;
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
