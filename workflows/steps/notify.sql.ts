import type { Group } from '../engine/group.sql.js';
import type { StepContext, StepOf } from '../engine/step-context.js';
import { membersOf } from './member.sql.js';
import { tell } from './notice.sql.js';
import { withScores } from './with-scores.sql.js';

/** `提醒`: tells people of each fan of the group. Neither counted nor held. */
export async function notify(context: StepContext, group: Group, step: StepOf<'notify'>): Promise<void> {
  const { tx, version, now } = context;
  const board = { tx, shopId: version.shopId, now, step: step.key };
  const members = await membersOf(context, group);
  await tell(board, step.to, members, await withScores(context, members, step.text));
}
