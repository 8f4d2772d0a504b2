import type { Author } from '../access/author.js';
import { requireInShop } from '../access/in-shop.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { appendAudit } from '../audit/audit.js';
import type { Db } from '../db/database.js';
import { conflict, notFound } from '../problem/common.js';

/** The tags of a shop by name. Throws a Problem (REQ404) for a foreign shop. */
export async function listTags(db: ScopedDb, shopId: string) {
  await db.selectFrom('shop').select('id').where('id', '=', shopId).executeTakeFirstOrThrow(notFound);
  const rows = await db
    .selectFrom('tag')
    .leftJoin('rule_tag', 'rule_tag.tag_id', 'tag.id')
    .select(['tag.id', 'tag.name', 'tag.dimension', 'rule_tag.tag_id as rule'])
    .where('tag.shop_id', '=', shopId)
    .orderBy('tag.name')
    .execute();
  return rows.map(({ rule, ...tag }) => ({ ...tag, by_rule: rule !== null }));
}

interface NewTag {
  shop_id: string;
  name: string;
  dimension: string;
}

/** Throws a Problem: REQ404 for a foreign shop, TAG409 when the shop has a tag of that name. */
export async function createTag(db: Db, { staffId, ability }: Author, tag: NewTag) {
  return db.transaction().execute(async (tx) => {
    await requireInShop(tx, ability, 'create', 'tag', tag.shop_id);
    const added = await tx
      .insertInto('tag')
      .values(tag)
      .onConflict((same) => same.columns(['shop_id', 'name']).doNothing())
      .returning(['id', 'name', 'dimension'])
      .executeTakeFirst();
    if (!added) throw conflict('TAG409', '店里已经有这个标签。', 'The shop already has this tag.');
    const entry = { action: 'tag.create', subject: 'tag', subjectId: added.id, shopId: tag.shop_id };
    await appendAudit(tx, { actorId: staffId, ...entry });
    return { ...added, by_rule: false };
  });
}
