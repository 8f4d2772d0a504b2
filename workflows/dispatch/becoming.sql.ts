import { type RawBuilder, sql } from 'kysely';
import { dependsOn } from '@fanloom/dsl/core/depends-on.js';
import { watchedBy } from '@fanloom/dsl/core/listens.js';
import type { Trigger } from '@fanloom/dsl/ir/program.js';
import { movers } from '@fanloom/server/condition/movers.js';
import { fanContext, overFan } from '../engine/condition.sql.js';
import type { StepContext } from '../engine/step-context.js';
import type { Candidate } from './enrol.sql.js';
import { admissible, type Page, type Part } from './entrant.sql.js';
import type { Fact } from './fact.sql.js';

/** A trigger that keeps an eye on a condition. */
export type WatchingTrigger = Extract<Trigger, { kind: 'becomes' | 'segment' }>;

export function isWatching(trigger: Trigger): trigger is WatchingTrigger {
  return trigger.kind === 'becomes' || trigger.kind === 'segment';
}

/** Those for whom a watched condition has turned because of these facts. What is old turns it, but lets nobody in. */
export async function entrantsByTurn(
  context: StepContext,
  trigger: WatchingTrigger,
  facts: readonly Fact[],
): Promise<Candidate[]> {
  const watched = watchedBy(trigger);
  const keys = watched ? dependsOn(watched, context.version.program.segments).facts : new Set();
  await lookLater(
    context,
    trigger,
    facts.filter(({ kind }) => kind === 'known' || kind === 'merge'),
  );
  const own = facts.filter((fact) => keys.has(fact.key));
  const come = new Set(await turned(context, trigger, [...new Set(own.map((fact) => fact.fan))]));
  const causes = new Map<string, string | null>();
  for (const fact of own) {
    const isNews = !fact.history || fact.kind === 'tag' || fact.kind === 'field';
    if (isNews && come.has(fact.fan)) causes.set(fact.fan, causes.get(fact.fan) ?? fact.identity);
  }
  return candidatesOf(context, trigger, causes);
}

/** They have turned out to be others than facts say, which is no news that lets in: the next sweep looks at them. */
async function lookLater(
  { tx, version }: StepContext,
  trigger: WatchingTrigger,
  facts: readonly Fact[],
): Promise<void> {
  if (facts.length === 0) return;
  const fans = [...new Set(facts.map(({ fan }) => fan))];
  await sql`
    insert into trigger_look (version_id, trigger_no, fan_id)
    select version_id, trigger_no, fan from schedule, unnest(${fans}::uuid[]) fan
    where version_id = ${version.id} and trigger_no = ${version.program.triggers.indexOf(trigger)} and next_at is not null
    order by fan on conflict do nothing`.execute(tx);
}

/** A look at all fans for whom a watched condition may have turned without a fact of its own. */
export interface Sweep {
  tickAt: Date;
  /** Up to when all is settled; null: all fans are to be looked at. */
  since: Date | null;
}

/** Those for whom a watched condition has turned by this tick, of whom no fact told: time alone has turned it mostly. */
export async function entrantsBySweep(
  context: StepContext,
  trigger: WatchingTrigger,
  { tickAt, since }: Sweep,
  { among, most }: Part,
): Promise<Page> {
  const { tx, version } = context;
  const { rows } = await sql<{ fan: string }>`
    select s.fan_id as fan from fan_shop s
    where s.shop_id = ${version.shopId} and ${among} and ${mayHaveTurned(context, trigger, since)}
    order by s.fan_id limit ${most}`.execute(tx);
  const fans = rows.map((row) => row.fan);
  await sql`
    delete from trigger_look where version_id = ${version.id}
      and trigger_no = ${version.program.triggers.indexOf(trigger)} and fan_id = any(${fans}::uuid[])`.execute(tx);
  const come = await turned(context, trigger, fans);
  const cause = `sweep/${tickAt.toISOString()}`;
  const candidates = await candidatesOf(context, trigger, new Map(come.map((fan) => [fan, cause])));
  return { candidates, last: fans.length === most ? (fans.at(-1) ?? null) : null };
}

/** Row `s` of fan_shop: whom time moves, see decision 019, and those who were set down for a look. */
function mayHaveTurned(context: StepContext, trigger: WatchingTrigger, since: Date | null): RawBuilder<boolean> {
  const { version } = context;
  const watched = watchedBy(trigger);
  if (!watched || since === null) return sql`true`;
  const asked = { ...fanContext(context, sql`s.fan_id`), entry: null, event: null };
  const moved = movers(watched, asked, sql`${since}::timestamptz`);
  if (moved === null) return sql`true`;
  const setDown = sql`select fan_id from trigger_look
    where version_id = ${version.id} and trigger_no = ${version.program.triggers.indexOf(trigger)}`;
  return sql`s.fan_id in (${sql.join([...moved, setDown], sql` union all `)})`;
}

/**
 * Looks at these fans again, and keeps in mind for whom the condition holds.
 *
 * @param fans roots
 * @returns those for whom it has turned the way that lets them in
 */
async function turned(context: StepContext, trigger: WatchingTrigger, fans: readonly string[]): Promise<string[]> {
  const { tx, version } = context;
  const watched = watchedBy(trigger);
  if (!watched || fans.length === 0) return [];
  const no = version.program.triggers.indexOf(trigger);
  const { rows } = await sql<{ fan: string; holds: boolean }>`
    with asked as materialized (
      select f.id as fan, ${overFan(watched, context, sql`f.id`, { entry: null })} as holds, t.at
      from fan f left join lateral (
        select ctid as at from trigger_state
        where version_id = ${version.id} and trigger_no = ${no} and fan_id = f.id offset 0
      ) t on true
      where f.id = any(${fans}::uuid[]) and f.root_id = f.id
    ), come as (
      insert into trigger_state (version_id, trigger_no, fan_id)
      select ${version.id}, ${no}, fan from asked where holds and at is null order by fan
      on conflict do nothing returning fan_id
    ), gone as (
      delete from trigger_state where ctid = any(array(select at from asked where not holds))
      returning fan_id
    )
    select fan_id as fan, true as holds from come union all select fan_id, false from gone`.execute(tx);
  const wanted = trigger.kind === 'becomes' || trigger.change === 'enters';
  return rows.filter(({ holds }) => holds === wanted).map(({ fan }) => fan);
}

/** @param causes identity of the fact that has turned it for each fan; null: of no fact */
async function candidatesOf(
  context: StepContext,
  trigger: WatchingTrigger,
  causes: ReadonlyMap<string, string | null>,
): Promise<Candidate[]> {
  if (causes.size === 0) return [];
  const { tx, version, now } = context;
  const no = version.program.triggers.indexOf(trigger);
  const guard = trigger.kind === 'segment' ? trigger.guard : null;
  const { rows } = await sql<{ fan: string }>`
    select f.id as fan from fan f
    where f.id = any(${[...causes.keys()]}::uuid[]) and ${admissible(context, sql`f.id`, now, guard)}`.execute(tx);
  return rows.map(({ fan }) => ({
    fan,
    factKey: `turn/${String(no)}/${causes.get(fan) ?? now.toISOString()}/${fan}`,
    happenedAt: now,
    eventId: null,
    properties: null,
    thing: '',
  }));
}
