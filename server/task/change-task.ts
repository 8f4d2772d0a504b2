import type { Author } from '../access/author.js';
import { scopedDb } from '../access/scoped-db.js';
import { appendAudit } from '../audit/audit.js';
import { businessNow } from '../clock/clock.js';
import type { Db } from '../db/database.js';
import { notFound } from '../problem/common.js';
import { requireDue } from './due.js';
import { taskProblems } from './task.problems.js';

/** What a task says that somebody has made. */
export interface TaskWords {
  title: string;
  /** Null takes it away. */
  note: string | null;
  due_at: Date;
}

/**
 * Changes what an open task says, by its maker or by whoever manages the one who has it. A deadline that stays may be over.
 * @throws Problem REQ404 for a task that is not open, or foreign, or about a fan whom the actor does not see; TASK423 for
 *   when it cannot be due; TASK427 for one's own task that somebody else has made, and for one of an SOP
 */
export async function changeTask(db: Db, { staffId, ability }: Author, id: string, words: TaskWords): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const scoped = scopedDb(tx, ability);
    const was = await scoped
      .selectFrom('task')
      .leftJoin('fan', 'fan.id', 'task.fan_id')
      .select(['task.shop_id', 'task.fan_id', 'task.assignee_id', 'task.created_by', 'task.due_at', 'fan.root_id'])
      .where('task.id', '=', id)
      .executeTakeFirstOrThrow(notFound);
    if (was.fan_id !== null && was.root_id === null) throw notFound();
    const isManager = was.created_by !== null && was.assignee_id !== staffId;
    if (was.created_by !== staffId && !isManager) throw taskProblems.notToChange();
    const moved = words.due_at.getTime() !== was.due_at.getTime();
    if (moved) requireDue(words.due_at, await businessNow(tx));
    await scoped
      .updateTable('task')
      .set({ ...words, note: words.note === null ? null : JSON.stringify([words.note]) })
      .where('id', '=', id)
      .where('state', '=', 'open')
      .returning('id')
      .executeTakeFirstOrThrow(notFound);
    const audit = { action: 'task.change', subject: 'task', subjectId: id, shopId: was.shop_id };
    const detail = moved ? { from: was.due_at.toISOString(), to: words.due_at.toISOString() } : undefined;
    await appendAudit(tx, { actorId: staffId, ...audit, ...(detail && { detail }) });
  });
}
