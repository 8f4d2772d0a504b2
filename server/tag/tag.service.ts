import type { Author } from '../access/author.js';
import { requireInShop } from '../access/in-shop.js';
import { coversShop, rowsIn, scopeOf } from '../access/rows.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { toldCount } from '../access/small-groups.js';
import { appendAudit } from '../audit/audit.js';
import type { Db, Tx } from '../db/database.js';
import { conflict, notFound } from '../problem/common.js';
import { inUse } from '../segment/in-use.js';
import { readUsers, shownUsers } from '../segment/used-by.js';
import { readTagHistory } from './tag-history.sql.js';

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

/** A tag that the person may change. Throws a Problem (REQ404) for a foreign or missing one. */
async function changeableTag(db: Db, { ability }: Author, id: string): Promise<Tag> {
  return db
    .selectFrom('tag')
    .select(['id', 'shop_id', 'name'])
    .where('id', '=', id)
    .where(rowsIn(scopeOf(ability, 'update', 'tag'), 'tag'))
    .executeTakeFirstOrThrow(notFound);
}

/**
 * What has happened to a tag, newest first; for how many fans is told those who see all of the shop's.
 * @throws Problem REQ404 for a tag that the person may not change
 */
export async function historyOfTag(db: Db, author: Author, id: string) {
  const tag = await changeableTag(db, author, id);
  const { ability } = author;
  const seesAll = coversShop(scopeOf(ability, 'read', 'fan'), tag.shop_id);
  const changes = await readTagHistory(db, tag);
  return changes.map((change) => ({
    ...change,
    fans: seesAll && change.fans !== null ? toldCount(ability, change.fans) : null,
  }));
}

/** The tags of a shop with what a manager of tags asks of them; fans are counted within what the person may see. */
export async function listTagDetails(db: Db, scoped: ScopedDb, { ability }: Author, shopId: string) {
  await scoped.selectFrom('shop').select('id').where('id', '=', shopId).executeTakeFirstOrThrow(notFound);
  const [rows, usedBy] = await Promise.all([
    scoped
      .selectFrom('tag')
      .leftJoin('rule_tag', 'rule_tag.tag_id', 'tag.id')
      .select(['tag.id', 'tag.name', 'tag.dimension', 'tag.keep_days', 'rule_tag.text as rule'])
      .select((eb) =>
        eb
          .selectFrom('fan_tag')
          .select((tagged) => tagged.fn.countAll<number>().as('n'))
          .whereRef('fan_tag.tag_id', '=', 'tag.id')
          .as('fans'),
      )
      .where('tag.shop_id', '=', shopId)
      .orderBy('tag.name')
      .execute(),
    readUsers(db, shopId),
  ]);
  return rows.map(({ fans, ...tag }) => ({
    ...tag,
    fans: toldCount(ability, fans ?? 0),
    used_by: shownUsers(ability, shopId, usedBy('tag', tag.name ?? '')).filter(({ id }) => id !== tag.id),
  }));
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
    if (!added) throw alreadyThere();
    const entry = { action: 'tag.create', subject: 'tag', subjectId: added.id, shopId: tag.shop_id };
    await appendAudit(tx, { actorId: staffId, ...entry });
    return { ...added, by_rule: false };
  });
}

interface TagText {
  name: string;
  dimension: string;
  keep_days: number | null;
}

/**
 * Changes a tag. Texts call it by its name, so one that is named keeps it.
 * @throws Problem REQ404 for a foreign or missing tag, TAG409 for a name that another has, TAG423 for a new name of one
 * that is used
 */
export async function changeTag(db: Db, author: Author, id: string, tag: TagText): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const had = await lockTag(tx, author, 'update', id);
    if (had.name !== tag.name) await requireUnused(tx, author, had);
    const taken = await tx
      .selectFrom('tag')
      .select('id')
      .where('shop_id', '=', had.shop_id)
      .where('name', '=', tag.name)
      .where('id', '!=', id)
      .executeTakeFirst();
    if (taken) throw alreadyThere();
    await tx.updateTable('tag').set(tag).where('id', '=', id).execute();
    await record(tx, author, 'tag.update', had, { before: had.name, after: tag.name });
  });
}

/** Takes the tag off all its fans, too. Throws a Problem: REQ404 for a foreign or missing tag, TAG423 for one that is used. */
export async function deleteTag(db: Db, author: Author, id: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const had = await lockTag(tx, author, 'delete', id);
    await requireUnused(tx, author, had);
    await tx.deleteFrom('fan_tag').where('tag_id', '=', id).execute();
    await tx.deleteFrom('rule_tag').where('tag_id', '=', id).execute();
    await tx.deleteFrom('listen').where('version_id', '=', id).execute();
    await tx.deleteFrom('tag').where('id', '=', id).execute();
    await record(tx, author, 'tag.delete', had, { name: had.name });
  });
}

interface Tag {
  id: string;
  shop_id: string;
  name: string;
}

async function lockTag(tx: Tx, { ability }: Author, action: 'update' | 'delete', id: string): Promise<Tag> {
  return tx
    .selectFrom('tag')
    .select(['id', 'shop_id', 'name'])
    .where('id', '=', id)
    .where(rowsIn(scopeOf(ability, action, 'tag'), 'tag'))
    .forUpdate()
    .executeTakeFirstOrThrow(notFound);
}

async function requireUnused(tx: Tx, { ability }: Author, { id, shop_id, name }: Tag): Promise<void> {
  const users = (await readUsers(tx, shop_id))('tag', name).filter((user) => user.id !== id);
  if (users.length > 0) throw inUse('TAG423', ability, shop_id, users);
}

function alreadyThere() {
  return conflict('TAG409', '店里已经有这个标签。', 'The shop already has this tag.');
}

function record(tx: Tx, { staffId }: Author, action: string, { id, shop_id }: Tag, detail: object): Promise<void> {
  return appendAudit(tx, {
    actorId: staffId,
    action,
    subject: 'tag',
    subjectId: id,
    shopId: shop_id,
    detail: { ...detail },
  });
}
