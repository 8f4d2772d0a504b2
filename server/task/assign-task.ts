import type { Author } from '../access/author.js';
import { scopedDb } from '../access/scoped-db.js';
import { appendAudit } from '../audit/audit.js';
import type { Db } from '../db/database.js';
import { notFound } from '../problem/common.js';
import { teamOfTaker } from './taker.js';

/**
 * Gives an open task to a colleague of its shop.
 * @throws Problem REQ404 for a task that is not open, or not the actor's to give; TASK422 for somebody who cannot take it
 */
export async function assignTask(db: Db, { staffId, ability }: Author, id: string, assigneeId: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const scoped = scopedDb(tx, ability);
    const was = await scoped
      .selectFrom('task')
      .leftJoin('fan', 'fan.id', 'task.fan_id')
      .select(['task.shop_id', 'task.assignee_id', 'task.created_by', 'fan.root_id'])
      .where('task.id', '=', id)
      .executeTakeFirstOrThrow(notFound);
    const fan = was.created_by === null ? null : was.root_id;
    const team_id = await teamOfTaker(tx, { shopId: was.shop_id, fan, assigneeId });
    await scoped
      .updateTable('task')
      .set({ assignee_id: assigneeId, team_id })
      .where('id', '=', id)
      .where('state', '=', 'open')
      .returning('id')
      .executeTakeFirstOrThrow(notFound);
    const audit = { action: 'task.assign', subject: 'task', subjectId: id, shopId: was.shop_id };
    await appendAudit(tx, { actorId: staffId, ...audit, detail: { from: was.assignee_id, to: assigneeId } });
  });
}
