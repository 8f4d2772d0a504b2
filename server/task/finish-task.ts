import type { Author } from '../access/author.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import { appendAudit } from '../audit/audit.js';
import { businessNow } from '../clock/clock.js';
import type { Db, Tx } from '../db/database.js';
import { retryingTransaction } from '../db/retry.js';
import { eventKey } from '../event/event-key.js';
import { ensureEventMonths } from '../event/event.sql.js';
import { readIngestShop } from '../event/ingest-shop.js';
import { recordFacts } from '../event/record-facts.js';
import { notFound } from '../problem/common.js';
import { taskProblems } from './task.problems.js';

/**
 * Marks a task as done and tells the SOPs that wait for it. Done twice is done once.
 * @param result what came of it, in the words of whoever did it
 * @throws Problem REQ404 for a foreign or missing task, TASK409 for one that was cancelled
 */
export async function finishTask(db: Db, { staffId, ability }: Author, id: string, result?: string): Promise<void> {
  await ensureEventMonths(db, [(await businessNow(db)).getTime()]);
  const fields = ['state', ...(result === undefined ? [] : ['result'])];
  await retryingTransaction(db, async (tx) => {
    const task = await tx
      .selectFrom('task')
      .selectAll()
      .where('id', '=', id)
      .where(rowsIn(scopeOf(ability, 'update', 'task', fields), 'task'))
      .forUpdate()
      .executeTakeFirstOrThrow(notFound);
    if (task.state === 'done') return;
    if (task.state === 'cancelled') throw taskProblems.cancelled();
    const now = await businessNow(tx);
    const done = { state: 'done', done_at: now, done_by: staffId, result };
    await tx.updateTable('task').set(done).where('id', '=', id).execute();
    if (task.fan_id !== null) await recordDone(tx, { ...task, fan_id: task.fan_id }, now);
    const audit = { action: 'task.done', subject: 'task', subjectId: id, shopId: task.shop_id };
    await appendAudit(tx, { actorId: staffId, ...audit });
  });
}

/** A task done is a fact of its fan like any other. */
async function recordDone(tx: Tx, task: { id: string; shop_id: string; fan_id: string; title: string }, now: Date) {
  const fan = await tx.selectFrom('fan').select('root_id').where('id', '=', task.fan_id).executeTakeFirst();
  const shop = await readIngestShop(tx, task.shop_id);
  if (!fan || !shop) return;
  const key = eventKey(task.shop_id, 'task', task.id);
  const fact = {
    id: key,
    key,
    type: 'task.done',
    happenedAt: now.getTime(),
    source: 'task',
    history: false,
    properties: { task: task.title },
    fan: { fanId: task.fan_id, rootId: fan.root_id, nick: null },
  };
  await recordFacts(tx, shop, [fact], now);
}
