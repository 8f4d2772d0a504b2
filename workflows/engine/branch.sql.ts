import { type RawBuilder, sql } from 'kysely';
import { type Group, inGroup } from './group.sql.js';
import type { StepContext } from './step-context.js';

/**
 * Moves those of a group for whom the condition holds into lanes of their own.
 *
 * @param condition over enrolment `e` and fan `f`
 * @returns the new group, or null when nobody moved
 */
export async function branch(
  { tx, numbers }: StepContext,
  group: Group,
  condition: RawBuilder<boolean>,
): Promise<Group | null> {
  const moves = group.lanes.map((lane) => ({ ...lane, to: numbers.take(lane.run) }));
  const { numAffectedRows } = await sql`
    update enrolment e set lane_no = moves.to_no
    from fan f,
      unnest(${moves.map((move) => move.run)}::uuid[], ${moves.map((move) => move.no)}::int[],
        ${moves.map((move) => move.to)}::int[]) moves(run_id, from_no, to_no)
    where f.id = e.fan_id and e.run_id = moves.run_id and e.lane_no = moves.from_no
      and ${inGroup(group)} and ${condition}`.execute(tx);
  const size = Number(numAffectedRows ?? 0);
  if (size === 0) return null;
  group.size -= size;
  return { lanes: moves.map(({ run, to }) => ({ run, no: to })), size, leaving: group.leaving };
}

/** Puts the fans of one group into the lanes of another that stands at the same step of the same runs. */
export async function join({ tx }: StepContext, from: Group, into: Group): Promise<void> {
  for (const lane of from.lanes) {
    const target = into.lanes.find(({ run }) => run === lane.run);
    if (!target) continue;
    await sql`
      update enrolment e set lane_no = ${target.no}
      where ${inGroup({ ...from, lanes: [lane] })}`.execute(tx);
  }
  const elsewhere = from.lanes.filter((lane) => !into.lanes.some(({ run }) => run === lane.run));
  into.lanes.push(...elsewhere);
  into.size += from.size;
}
