import type { Author } from '../access/author.js';
import { scopedDb } from '../access/scoped-db.js';
import { appendAudit } from '../audit/audit.js';
import type { Db } from '../db/database.js';
import { notFound } from '../problem/common.js';
import { Problem } from '../problem/problem.js';
import { listOwners } from '../staff/staff.queries.js';

/**
 * Gives an open task to a colleague of its shop.
 * @throws Problem REQ404 for a task that is not open, or not the actor's to give; TASK422 for somebody without a role in the shop
 */
export async function assignTask(db: Db, { staffId, ability }: Author, id: string, assigneeId: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const scoped = scopedDb(tx, ability);
    const was = await scoped
      .selectFrom('task')
      .select(['shop_id', 'assignee_id'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow(notFound);
    const people = await listOwners(scoped, was.shop_id);
    if (!people.some((person) => person.id === assigneeId)) throw unknownAssignee();
    const { team_id } = await tx
      .selectFrom('staff')
      .select('team_id')
      .where('id', '=', assigneeId)
      .executeTakeFirstOrThrow();
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

function unknownAssignee(): Problem {
  return new Problem(
    422,
    'TASK422',
    {
      zh: '这位同事在该店铺没有角色，不能接任务。请刷新后重新选择。',
      en: 'This person has no role in the shop and cannot take tasks. Reload and choose again.',
    },
    { fields: [{ path: 'assignee_id', message: 'Has no role in the shop' }] },
  );
}
