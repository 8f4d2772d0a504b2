import type { Purpose } from '@fanloom/dsl/ir/program.js';
import type { Author } from '../access/author.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { appendAudit } from '../audit/audit.js';
import { nameKey, namedBy } from '../catalogue/named-by.js';
import { businessNow } from '../clock/clock.js';
import type { Db } from '../db/database.js';
import { conflict, notFound } from '../problem/common.js';
import { Problem } from '../problem/problem.js';

/** The named texts of a shop, and which SOPs name them. Throws a Problem (REQ404) for a foreign shop. */
export async function listTexts(db: ScopedDb, shopId: string) {
  await db.selectFrom('shop').select('id').where('id', '=', shopId).executeTakeFirstOrThrow(notFound);
  const [rows, named] = await Promise.all([readTexts(db, shopId), namedBy(db, shopId)]);
  return rows.map(({ author_id, author_name, approved_by, approver_name, ...text }) => ({
    ...text,
    author: person(author_id, author_name),
    approver: person(approved_by, approver_name),
    used_by: named.get(nameKey('message', text.name ?? '')) ?? [],
  }));
}

function readTexts(db: ScopedDb, shopId: string) {
  return db
    .selectFrom('message_text as t')
    .leftJoin('staff as author', 'author.id', 't.author_id')
    .leftJoin('staff as approver', 'approver.id', 't.approved_by')
    .select(['t.id', 't.name', 't.text', 't.hash', 't.purpose', 't.approved_at', 't.author_id', 't.approved_by'])
    .select(['author.name as author_name', 'approver.name as approver_name'])
    .where('t.shop_id', '=', shopId)
    .orderBy('t.name')
    .$narrowType<{ text: Record<string, string> | null }>()
    .execute();
}

/** A colleague whose name is not shown is still somebody. */
function person(id: string | null, name: string | null) {
  return id === null ? null : { id, name };
}

/**
 * Says what the words of a text are for. Versions that are published from now on take it over; live ones keep theirs.
 *
 * @param hash of the words that were looked at
 * @throws Problem REQ404, TEXT403 for one's own words, TEXT409 when they have changed
 */
export async function setPurpose(
  db: Db,
  approver: Author,
  id: string,
  { purpose, hash }: { purpose: Purpose; hash: string },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const text = await tx
      .selectFrom('message_text')
      .select(['shop_id', 'name', 'hash', 'author_id', 'purpose'])
      .where('id', '=', id)
      .where(rowsIn(scopeOf(approver.ability, 'approve', 'sop'), 'message_text'))
      .forUpdate()
      .executeTakeFirstOrThrow(notFound);
    if (text.hash !== hash) throw wordsChanged();
    if (purpose === 'service' && text.author_id === approver.staffId) throw ownWords();
    await tx
      .updateTable('message_text')
      .set({ purpose, approved_by: approver.staffId, approved_at: await businessNow(tx) })
      .where('id', '=', id)
      .execute();
    const detail = { name: text.name, hash, purpose, before: text.purpose };
    const entry = { action: 'text.purpose', subject: 'sop', subjectId: id, shopId: text.shop_id, detail };
    await appendAudit(tx, { actorId: approver.staffId, ...entry });
  });
}

function wordsChanged(): Problem {
  return conflict(
    'TEXT409',
    '这条话术的内容刚被改过。请看过新的内容再决定。',
    'The words of this text have just been changed. Look at the new ones, then decide.',
  );
}

function ownWords(): Problem {
  return new Problem(403, 'TEXT403', {
    zh: '自己写的话术不能自己定为服务消息。请让另一位有审批权限的同事来定。',
    en: 'Your own words cannot be made a service message by yourself. Ask a colleague who may approve.',
  });
}
