import { sql } from 'kysely';
import type { LaneRef } from './group.sql.js';
import type { StepContext } from './step-context.js';
import { type Match, moveToWoken } from './wake-waiting.sql.js';

/** What lanes go on after a broadcast has begun. They act as soon as their run is told of them. */
export interface GoneOn {
  /** Whole lanes. */
  moved: (LaneRef & { seq: number })[];
  /** New lanes, of those of a lane who were in the SOP already when the broadcast began. */
  woken: LaneRef[];
}

/**
 * Lets those go on who wait for a broadcast of the shop which has begun since they came there.
 *
 * @param runs of one version, locked by the transaction
 */
export async function goOnLive(
  context: Pick<StepContext, 'tx' | 'version' | 'now' | 'numbers'>,
  runs: readonly string[],
): Promise<GoneOn> {
  const gone: GoneOn = { moved: [], woken: [] };
  for (const [index, step] of context.version.program.steps.entries()) {
    if (step.kind !== 'till' || step.till.kind !== 'live-start') continue;
    gone.moved.push(...(await moveLanes(context, runs, index, step.next)));
    const inTime = await startedInTheirMinute(context, runs, index);
    gone.woken.push(...(await moveToWoken(context, inTime, step.next, sql`l.arrived_at`)));
  }
  return gone;
}

/** A lane knows the minute in which it came; of a broadcast after that minute all of it were there before. */
async function moveLanes(
  { tx, version, now }: Pick<StepContext, 'tx' | 'version' | 'now'>,
  runs: readonly string[],
  index: number,
  next: number,
): Promise<(LaneRef & { seq: number })[]> {
  const { rows } = await sql<LaneRef & { seq: number }>`
    update lane l set step = ${next}, phase = 'active', arrived_at = l.anchor_at, point_at = began.at, due_at = null,
      seq = l.seq + 1
    from (
      select waiting.run_id, waiting.no, min(ev.happened_at) as at
      from lane waiting
      join event ev on ev.fan_id is null and ev.type = 'live.start' and ev.shop_id = ${version.shopId}
        and ev.happened_at >= waiting.arrived_at + interval '1 minute' and ev.happened_at <= ${now}
      where waiting.run_id = any(${runs}::uuid[]) and waiting.phase = 'waiting' and waiting.step = ${index}
      group by waiting.run_id, waiting.no
    ) began
    where l.run_id = began.run_id and l.no = began.no
    returning l.run_id as run, l.no, l.seq`.execute(tx);
  return rows;
}

/** Within that minute it may be the very broadcast that let somebody in: it counts for those who had entered before. */
async function startedInTheirMinute(
  { tx, version, now }: Pick<StepContext, 'tx' | 'version' | 'now'>,
  runs: readonly string[],
  index: number,
): Promise<Match[]> {
  const { rows } = await sql<Match>`
    select e.id, e.run_id, e.lane_no
    from lane l join enrolment e on e.run_id = l.run_id and e.lane_no = l.no and e.state = 'active'
    where l.run_id = any(${runs}::uuid[]) and l.phase = 'waiting' and l.step = ${index}
      and exists (
        select from event ev
        where ev.fan_id is null and ev.type = 'live.start' and ev.shop_id = ${version.shopId}
          and ev.happened_at > greatest(l.arrived_at, e.entered_at) and ev.happened_at <= ${now}
          and ev.happened_at < l.arrived_at + interval '1 minute')`.execute(tx);
  return rows;
}
