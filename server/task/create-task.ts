import type { Author } from '../access/author.js';
import { type ScopedDb, scopedDb } from '../access/scoped-db.js';
import { appendAudit } from '../audit/audit.js';
import { businessNow } from '../clock/clock.js';
import type { Db, Tx } from '../db/database.js';
import { retryingTransaction } from '../db/retry.js';
import { uuid7 } from '../db/uuid7.js';
import { lockRoots } from '../identity/identity.sql.js';
import { notFound } from '../problem/common.js';
import { requireDue } from './due.js';
import { taskProblems } from './task.problems.js';
import { teamOfTaker } from './taker.js';

/** A task as somebody makes it. */
export interface NewTask {
  shop_id: string;
  title: string;
  note?: string | undefined;
  /** Of any of the fan's records. */
  fan_id?: string | undefined;
  /** The maker where nobody is named. */
  assignee_id?: string | undefined;
  due_at: Date;
}

/**
 * Puts a task on the list of its maker, or of a colleague whom the maker manages.
 * @returns the task's id
 * @throws Problem REQ404 for a foreign or missing shop or fan, TASK422 for somebody who cannot take it, TASK423 for when
 *   it cannot be due, TASK424 for an erased fan
 */
export async function createTask(db: Db, { staffId, ability }: Author, task: NewTask): Promise<string> {
  const { shop_id, title, note, due_at, assignee_id = staffId } = task;
  return retryingTransaction(db, async (tx) => {
    const scoped = scopedDb(tx, ability);
    await scoped.selectFrom('shop').select('id').where('id', '=', shop_id).executeTakeFirstOrThrow(notFound);
    const fan_id = task.fan_id === undefined ? null : await lockFan(tx, scoped, task.fan_id, shop_id);
    const team_id = await teamOfTaker(tx, { shopId: shop_id, fan: fan_id, assigneeId: assignee_id });
    const now = await businessNow(tx);
    requireDue(due_at, now);
    const written = { title, note: note === undefined ? null : JSON.stringify([note]) };
    const given = { shop_id, fan_id, assignee_id, team_id, due_at };
    // Drawn here: what is written is told to those only who may read it, and not every maker may.
    const id = uuid7();
    await scoped
      .insertInto('task')
      .values({ id, ...given, ...written, created_at: now, created_by: staffId })
      .returning('id')
      .executeTakeFirstOrThrow(taskProblems.cannotTake);
    const audit = { action: 'task.create', subject: 'task', subjectId: id, shopId: shop_id };
    await appendAudit(tx, { actorId: staffId, ...audit, detail: { to: assignee_id } });
    return id;
  });
}

/** The root of a fan whom the maker sees in the shop. */
async function lockFan(tx: Tx, scoped: ScopedDb, fanId: string, shopId: string): Promise<string> {
  await scoped
    .selectFrom('fan')
    .innerJoin('fan_shop', 'fan_shop.fan_id', 'fan.root_id')
    .select('fan.id')
    .where('fan.id', '=', fanId)
    .where('fan_shop.shop_id', '=', shopId)
    .executeTakeFirstOrThrow(notFound);
  const root = (await lockRoots(tx, [fanId])).get(fanId) ?? fanId;
  const erased = await tx.selectFrom('erasure').select('id').where('root_id', '=', root).executeTakeFirst();
  if (erased) throw taskProblems.erased();
  return root;
}
