import { sql } from 'kysely';
import type { Tx } from '@fanloom/server/db/database.js';
import { overFan } from '../engine/condition.sql.js';
import { loadVersions, type Version } from '../engine/version.js';
import type { Fact } from './fact.sql.js';
import type { FactsByFan } from './facts-by-fan.js';

/**
 * Records conversions: the first matching event within the goal's window after the entering event, once for each
 * enrolment, also after the fan has left. An event counts for the fan's latest enrolment in that SOP.
 */
export async function recordGoals(tx: Tx, facts: readonly Fact[], now: Date, byFan: FactsByFan): Promise<void> {
  const events = facts.filter((fact) => fact.kind === 'event');
  if (events.length === 0) return;
  const { rows } = await sql<{ version_id: string }>`
    select distinct version_id from listen
    where role = 'goal' and shop_id = any(${[...new Set(events.map((fact) => fact.shop))]}::uuid[])
      and key = any(${[...new Set(events.map((fact) => fact.key))]}::text[])`.execute(tx);
  const versions = await loadVersions(
    tx,
    rows.map((row) => row.version_id),
  );
  for (const version of versions.values()) {
    await byFan.each(events, { role: 'goal', sopId: version.sopId }, async (some) => {
      await recordFor(tx, version, some, now);
      return [];
    });
  }
}

async function recordFor(tx: Tx, version: Version, events: readonly Fact[], now: Date): Promise<void> {
  const { goal } = version.program;
  if (!goal) return;
  const times = events.flatMap((fact) => fact.happenedAt?.getTime() ?? []);
  const reaches = overFan({ kind: 'happens', events: goal.events }, { version, now }, sql`f.root_id`, {
    entry: { happenedAt: sql`last.happened_at`, properties: sql`last.event_properties` },
    event: { type: sql`ev.type`, properties: sql`ev.properties` },
  });
  await sql`
    update enrolment e set goal_at = hit.at
    from (
      select distinct on (last.id) last.id, ev.happened_at as at
      from event ev join fan f on f.id = ev.fan_id
      cross join lateral (
        select x.id, x.version_id, x.happened_at, x.event_properties, x.goal_at
        from fan same join enrolment x on x.fan_id = same.id and x.sop_id = ${version.sopId} and x.state <> 'void'
        where same.root_id = f.root_id order by x.id desc limit 1
      ) last
      where ev.id = any(${events.map((fact) => fact.id)}::uuid[]) and ev.shop_id = ${version.shopId}
        and ev.happened_at between ${new Date(Math.min(...times))} and ${new Date(Math.max(...times))}
        and last.version_id = ${version.id} and last.goal_at is null and ev.happened_at > last.happened_at
        and ev.happened_at <= last.happened_at + make_interval(secs => ${goal.seconds}) and ${reaches}
      order by last.id, ev.happened_at
    ) hit
    where e.id = hit.id`.execute(tx);
}
