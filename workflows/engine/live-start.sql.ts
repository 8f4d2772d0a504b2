import { sql } from 'kysely';
import type { LaneRef } from './group.sql.js';
import type { StepContext } from './step-context.js';

/**
 * Lets lanes go on that wait for a broadcast of the shop which has begun since they came there.
 *
 * @param runs of one version, locked by the transaction
 * @returns the lanes; they act as soon as their run is told of them
 */
export async function goOnLive(
  { tx, version, now }: Pick<StepContext, 'tx' | 'version' | 'now'>,
  runs: readonly string[],
): Promise<(LaneRef & { seq: number })[]> {
  const moved: (LaneRef & { seq: number })[] = [];
  for (const [index, step] of version.program.steps.entries()) {
    if (step.kind !== 'till' || step.till.kind !== 'live-start') continue;
    const { rows } = await sql<LaneRef & { seq: number }>`
      update lane l set step = ${step.next}, phase = 'active', arrived_at = l.anchor_at, point_at = began.at, due_at = null,
        seq = l.seq + 1
      from (
        select waiting.run_id, waiting.no, min(ev.happened_at) as at
        from lane waiting
        join event ev on ev.fan_id is null and ev.type = 'live.start' and ev.shop_id = ${version.shopId}
          and ev.happened_at > waiting.arrived_at and ev.happened_at <= ${now}
        where waiting.run_id = any(${runs}::uuid[]) and waiting.phase = 'waiting' and waiting.step = ${index}
        group by waiting.run_id, waiting.no
      ) began
      where l.run_id = began.run_id and l.no = began.no
      returning l.run_id as run, l.no, l.seq`.execute(tx);
    moved.push(...rows);
  }
  return moved;
}
