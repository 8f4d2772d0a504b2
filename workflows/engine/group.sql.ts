import { type RawBuilder, sql } from 'kysely';

/** Fans of one version who stand at the same step: the enrolments of one lane, or of one lane in each of several runs. */
export interface Group {
  lanes: LaneRef[];
  /** How many fans. */
  size: number;
  /** They are out of the SOP already and run the block that belongs to that. */
  leaving: boolean;
}

export interface LaneRef {
  run: string;
  no: number;
}

/** Whether enrolment `e` belongs to the group. */
export function inGroup({ lanes, leaving }: Group): RawBuilder<boolean> {
  const alive = leaving ? sql`true` : sql`e.state = 'active'`;
  const [first, ...more] = lanes;
  if (first && more.length === 0) {
    return sql`(e.run_id = ${first.run}::uuid and e.lane_no = ${first.no} and ${alive})`;
  }
  return sql`((e.run_id, e.lane_no) in (select * from ${unnestLanes(lanes)}) and ${alive})`;
}

function unnestLanes(lanes: LaneRef[]): RawBuilder<unknown> {
  return sql`unnest(${lanes.map((lane) => lane.run)}::uuid[], ${lanes.map((lane) => lane.no)}::int[])`;
}

/** The group's enrolments `e`, with `f`, the fan that each entered as, whose `root_id` is who the fan is now. */
export function fromGroup(group: Group): RawBuilder<unknown> {
  return sql`from enrolment e join fan f on f.id = e.fan_id where ${inGroup(group)}`;
}
