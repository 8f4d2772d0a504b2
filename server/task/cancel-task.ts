import type { Author } from '../access/author.js';
import { scopedDb } from '../access/scoped-db.js';
import { appendAudit } from '../audit/audit.js';
import type { Db } from '../db/database.js';
import { notFound } from '../problem/common.js';
import { taskProblems } from './task.problems.js';

/**
 * Takes back a task that its maker no longer wants. Cancelled twice is cancelled once.
 * @throws Problem REQ404 for a foreign or missing task, TASK425 for one that is done, TASK426 for one that somebody else,
 *   or an SOP, has made
 */
export async function cancelTask(db: Db, { staffId, ability }: Author, id: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const scoped = scopedDb(tx, ability);
    const task = await scoped
      .selectFrom('task')
      .select(['shop_id', 'created_by', 'state'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow(notFound);
    if (task.created_by !== staffId) throw taskProblems.notTheMaker();
    if (task.state === 'cancelled') return;
    if (task.state === 'done') throw taskProblems.done();
    await scoped
      .updateTable('task')
      .set({ state: 'cancelled', state_reason: 'taken_back' })
      .where('id', '=', id)
      .returning('id')
      .executeTakeFirstOrThrow(notFound);
    const audit = { action: 'task.cancel', subject: 'task', subjectId: id, shopId: task.shop_id };
    await appendAudit(tx, { actorId: staffId, ...audit });
  });
}
