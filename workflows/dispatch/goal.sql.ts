import { sql } from 'kysely';
import type { Tx } from '@fanloom/server/db/database.js';
import { loadVersions } from '../engine/version.js';
import type { Fact } from './fact.sql.js';

/**
 * Records conversions: the first matching event within the goal's window after the entering event, once for each
 * enrolment, also after the fan has left. An event counts for the fan's latest enrolment in that SOP.
 */
export async function recordGoals(tx: Tx, facts: readonly Fact[]): Promise<void> {
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
  for (const { id, sopId, program } of versions.values()) {
    if (!program.goal) continue;
    const types = program.goal.events.map((event) => event.type);
    await sql`
      update enrolment e set goal_at = hit.at
      from (
        select distinct on (last.id) last.id, c.at
        from unnest(${events.map((fact) => fact.fan)}::uuid[], ${events.map((fact) => fact.key)}::text[],
          ${events.map((fact) => fact.happenedAt)}::timestamptz[]) c(fan, type, at)
        cross join lateral (
          select x.id, x.version_id, x.happened_at, x.goal_at from fan f
          join enrolment x on x.fan_id = f.id and x.sop_id = ${sopId} and x.state <> 'void'
          where f.root_id = c.fan order by x.id desc limit 1
        ) last
        where c.type = any(${types}::text[]) and last.version_id = ${id} and last.goal_at is null
          and c.at > last.happened_at and c.at <= last.happened_at + make_interval(secs => ${program.goal.seconds})
        order by last.id, c.at
      ) hit
      where e.id = hit.id`.execute(tx);
  }
}
