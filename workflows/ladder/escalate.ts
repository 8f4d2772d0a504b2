import { sql } from 'kysely';
import { dueAfter } from '@fanloom/dsl/core/duty.js';
import type { OverdueAct } from '@fanloom/dsl/ir/program.js';
import { businessNow } from '@fanloom/server/clock/clock.js';
import type { Db, Tx } from '@fanloom/server/db/database.js';
import { dutyHoursOf } from '@fanloom/server/task/duty-hours.js';
import { loadVersion } from '../engine/version.js';
import { tell } from '../steps/notice.sql.js';
import { addTags, removeTags } from '../steps/tag.sql.js';
import { assigneesOf, makeTasks, type TaskPlace } from '../steps/task.sql.js';
import { withScores } from '../steps/with-scores.sql.js';
import { lockOverdue, type OverdueTask, reassign, takeRung } from './overdue.sql.js';

/**
 * Takes the next rung of the ladders of tasks that are overdue. A ladder belongs to its task: it goes on until the task
 * is done or cancelled, whatever became of the fan's stay or of the SOP.
 *
 * @returns false when no rung is due
 */
export async function escalate(db: Db): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const now = await businessNow(tx);
    const tasks = await lockOverdue(tx, now);
    for (const alike of together(tasks)) await climb(tx, alike, now);
    await takeRung(
      tx,
      tasks.map((task) => ({ id: task.id, next: nextRungAt(task) })),
    );
    return tasks.length > 0;
  });
}

/** Tasks that one step has made and that stand at the same rung. */
function together(tasks: readonly OverdueTask[]): OverdueTask[][] {
  const groups = new Map<string, OverdueTask[]>();
  for (const task of tasks) {
    const key = JSON.stringify([task.version_id, task.step_key, task.rung]);
    groups.set(key, [...(groups.get(key) ?? []), task]);
  }
  return [...groups.values()];
}

function nextRungAt({ overdue, rung, due_at, duty, zone }: OverdueTask): Date | null {
  const next = overdue[rung + 1];
  return next ? new Date(dueAfter(due_at.getTime(), next.after, dutyHoursOf(duty), zone)) : null;
}

async function climb(tx: Tx, tasks: OverdueTask[], now: Date): Promise<void> {
  const [first] = tasks;
  if (!first) return;
  const { shop_id: shopId, zone, rung, step_key } = first;
  const place = { tx, shopId, zone, duty: dutyHoursOf(first.duty), now };
  for (const [index, act] of (first.overdue[rung]?.acts ?? []).entries()) {
    await perform(place, tasks, act, {
      version: first.version_id,
      step: `${step_key}/overdue:${String(rung + 1)}/${act.kind}:${String(index + 1)}`,
    });
  }
}

async function perform(
  place: TaskPlace,
  tasks: readonly OverdueTask[],
  act: OverdueAct,
  { version, step }: { version: string; step: string },
): Promise<void> {
  const { tx, shopId, now } = place;
  switch (act.kind) {
    case 'notify': {
      const textOf = await withScores({ tx, version: await loadVersion(tx, version), now }, tasks, act.text);
      return tell({ tx, shopId, now, step }, act.to, tasks, textOf);
    }
    case 'handover':
      return reassign(tx, act.to.kind, await assigneesOf(place, tasks, act.to));
    case 'task':
      return makeTasks(place, tasks, { ...act, noteOf: () => null, overdue: [], step });
    case 'tag':
    case 'untag': {
      const fans = sql`select unnest(${tasks.map(({ fan }) => fan)}::uuid[]) as fan`;
      const tagging = { tx, now, version: { id: version, shopId }, step };
      return act.kind === 'tag' ? addTags(tagging, fans, act.names) : removeTags(tagging, fans, act.names);
    }
  }
}
