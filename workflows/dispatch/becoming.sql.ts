import { sql } from 'kysely';
import { dependsOn } from '@fanloom/dsl/core/depends-on.js';
import { watchedBy } from '@fanloom/dsl/core/listens.js';
import type { Trigger } from '@fanloom/dsl/ir/program.js';
import { overFan } from '../engine/condition.sql.js';
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
  const own = facts.filter((fact) => keys.has(fact.key));
  const come = new Set(await turned(context, trigger, [...new Set(own.map((fact) => fact.fan))]));
  const causes = new Map<string, string | null>();
  for (const fact of own) {
    const isNews = !fact.history || fact.kind === 'tag' || fact.kind === 'field';
    if (isNews && come.has(fact.fan)) causes.set(fact.fan, causes.get(fact.fan) ?? fact.identity);
  }
  return candidatesOf(context, trigger, causes);
}

/** Those for whom time alone has turned a watched condition by this tick. */
export async function entrantsBySweep(
  context: StepContext,
  trigger: WatchingTrigger,
  tickAt: Date,
  { among, most }: Part,
): Promise<Page> {
  const { tx, version } = context;
  const { rows } = await sql<{ fan: string }>`
    select s.fan_id as fan from fan_shop s where s.shop_id = ${version.shopId} and ${among}
    order by s.fan_id limit ${most}`.execute(tx);
  const fans = rows.map((row) => row.fan);
  const come = await turned(context, trigger, fans);
  const cause = `sweep/${tickAt.toISOString()}`;
  const candidates = await candidatesOf(context, trigger, new Map(come.map((fan) => [fan, cause])));
  return { candidates, last: fans.length === most ? (fans.at(-1) ?? null) : null };
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
      select f.id as fan, ${overFan(watched, context, sql`f.id`, { entry: null })} as holds
      from fan f where f.id = any(${fans}::uuid[]) and f.root_id = f.id
    ), come as (
      insert into trigger_state (version_id, trigger_no, fan_id)
      select ${version.id}, ${no}, fan from asked where holds order by fan on conflict do nothing returning fan_id
    ), gone as (
      delete from trigger_state t using asked
      where t.version_id = ${version.id} and t.trigger_no = ${no} and t.fan_id = asked.fan and not asked.holds
      returning t.fan_id
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
