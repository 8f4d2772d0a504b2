import { sql } from 'kysely';
import { statesOf } from '@fanloom/dsl/condition/since.js';
import type { Condition } from '@fanloom/dsl/ir/condition.js';
import { ceilMinute } from '@fanloom/dsl/core/zone.js';
import { branch } from '../engine/branch.sql.js';
import { holds } from '../engine/condition.sql.js';
import { endGroup } from '../engine/end.sql.js';
import { type Group, inGroup } from '../engine/group.sql.js';
import type { StandingGroup, StepContext, StepOf, StepOutcome } from '../engine/step-context.js';

/** The timer of `X 后 D内 没有 Y` has ended: those who did not answer enter now, for the others nothing has happened. */
export async function absent(
  context: StepContext,
  { group }: StandingGroup,
  step: StepOf<'absent'>,
): Promise<StepOutcome> {
  const { tx, now } = context;
  const silent: Condition = {
    kind: 'count',
    events: step.without,
    window: { kind: 'since-entry' },
    op: '=',
    count: 0,
  };
  const states = context.version.program.leaves.flatMap((leave) => statesOf(leave.condition) ?? []);
  const staying: Condition = { kind: 'not', of: { kind: 'any', of: states } };
  const enters: Condition = { kind: 'all', of: [silent, ...(step.guard ? [step.guard] : []), staying] };
  const entering = await branch(context, group, holds(enters, context));
  await endGroup(tx, group, 'void', 'answered', now);
  const over = { group: { ...group, size: 0 }, next: step.next };
  if (!entering) return { kind: 'go', parts: [over] };
  const anchor = ceilMinute(now.getTime());
  await enterNow(context, entering, new Date(anchor));
  return {
    kind: 'go',
    parts: [over, { group: entering, next: step.next, times: { anchor, arrived: anchor, point: null } }],
  };
}

/** Only now does the entry count for re-entry. */
async function enterNow({ tx, now }: StepContext, group: Group, anchor: Date): Promise<void> {
  await sql`
    with entered as (
      update enrolment e set entered_at = ${now} where ${inGroup(group)} returning e.sop_id, e.fan_id, e.thing
    )
    update entry t set n = t.n + 1, last_anchor_at = ${anchor} from entered join fan f on f.id = entered.fan_id
    where t.sop_id = entered.sop_id and t.fan_id = f.root_id and t.thing = entered.thing`.execute(tx);
}
