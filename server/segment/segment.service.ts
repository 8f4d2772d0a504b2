import type { Author } from '../access/author.js';
import { requireInShop } from '../access/in-shop.js';
import { type ScopedDb, scopedDb } from '../access/scoped-db.js';
import { appendAudit } from '../audit/audit.js';
import type { Db } from '../db/database.js';
import { conflict, notFound } from '../problem/common.js';
import { keepWordings } from '../wording/keep-wordings.js';
import { readCondition } from './read-condition.js';

/** The segments of a shop by name. Throws a Problem (REQ404) for a foreign shop. */
export async function listSegments(db: ScopedDb, shopId: string) {
  await db.selectFrom('shop').select('id').where('id', '=', shopId).executeTakeFirstOrThrow(notFound);
  return db
    .selectFrom('segment')
    .select(['id', 'name', 'text', 'updated_at'])
    .where('shop_id', '=', shopId)
    .orderBy('name')
    .execute();
}

export interface NewSegment {
  shop_id: string;
  name: string;
  /** The condition, in the words of the language: `购买次数 >= 3 且 M >= 4`. */
  text: string;
}

/**
 * Adds a segment to a shop.
 * @throws Problem REQ404 for a foreign shop, SEGMENT422 with what is wrong with the condition, SEGMENT409 for a known name
 */
export async function createSegment(db: Db, author: Author, { shop_id, name, text }: NewSegment) {
  await requireInShop(db, author.ability, 'create', 'segment', shop_id);
  const compiled = await readCondition(scopedDb(db, author.ability), shop_id, text);
  return db.transaction().execute(async (tx) => {
    const added = await tx
      .insertInto('segment')
      .values({ shop_id, name, text: compiled.text, condition: JSON.stringify(compiled.condition) })
      .onConflict((same) => same.columns(['shop_id', 'name']).doNothing())
      .returning(['id', 'name', 'text', 'updated_at'])
      .executeTakeFirst();
    if (!added)
      throw conflict('SEGMENT409', '店里已经有这个名字的分群。', 'The shop already has a segment of this name.');
    await keepWordings(tx, shop_id, author.staffId, [{ kind: 'segment', name, text: compiled.text }]);
    const entry = { action: 'segment.create', subject: 'segment', subjectId: added.id, shopId: shop_id };
    await appendAudit(tx, { actorId: author.staffId, ...entry });
    return added;
  });
}
