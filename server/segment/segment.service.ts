import type { Condition } from '@fanloom/dsl/ir/condition.js';
import type { Ability } from '../access/ability.js';
import type { Author } from '../access/author.js';
import { requireInShop } from '../access/in-shop.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import { type ScopedDb, scopedDb } from '../access/scoped-db.js';
import { toldCount } from '../access/small-groups.js';
import { appendAudit } from '../audit/audit.js';
import type { Db } from '../db/database.js';
import { conflict, notFound } from '../problem/common.js';
import { keepWordings } from '../wording/keep-wordings.js';
import { mayAskOfAll } from './asked-rights.js';
import { readTerms, type ShopTerms } from './audience.sql.js';
import { inUse } from './in-use.js';
import { overlap, previewCondition } from './preview.sql.js';
import { readCondition } from './read-condition.js';
import { storeSegments } from './store-segments.js';
import { readUsers, shownUsers } from './used-by.js';

/**
 * The segments of a shop by name, each with its size as last measured: null where the person does not see all of the
 * shop's fans with all that the segment looks at. Throws a Problem (REQ404) for a foreign shop.
 */
export async function listSegments(db: ScopedDb, { ability }: Author, shopId: string) {
  const { segments } = await readTerms(db, shopId);
  const rows = await db
    .selectFrom('segment')
    .select(['id', 'name', 'text', 'updated_at'])
    .select((eb) =>
      eb
        .selectFrom('segment_size')
        .select('segment_size.fans')
        .whereRef('segment_size.segment_id', '=', 'segment.id')
        .orderBy('segment_size.day', 'desc')
        .limit((limit) => limit.lit(1))
        .as('fans'),
    )
    .where('shop_id', '=', shopId)
    .orderBy('name')
    .execute();
  return rows.map((row) => ({ ...row, fans: sizeFor(ability, row.name, segments, shopId, row.fans) }));
}

/** The measured size, as far as the person may know it. */
function sizeFor(
  ability: Ability,
  name: string | null,
  segments: ShopTerms['segments'],
  shopId: string,
  fans: number | null,
): number | null {
  const condition = segments[name ?? ''];
  if (fans === null || !condition || !mayAskOfAll(ability, condition, segments, shopId)) return null;
  return toldCount(ability, fans);
}

/** A segment, who names it, and how it has grown. Throws a Problem (REQ404) for a foreign or missing one. */
export async function readSegment(db: Db, scoped: ScopedDb, { ability }: Author, id: string) {
  const segment = await scoped
    .selectFrom('segment')
    .select(['id', 'shop_id', 'name', 'text', 'updated_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow(notFound);
  const [usedBy, { segments }, measured] = await Promise.all([
    readUsers(db, segment.shop_id),
    readTerms(scoped, segment.shop_id),
    scoped.selectFrom('segment_size').select(['day', 'fans']).where('segment_id', '=', id).orderBy('day').execute(),
  ]);
  const used_by = shownUsers(ability, segment.shop_id, usedBy('segment', segment.name ?? ''));
  const sizes = measured.map(({ day, fans }) => ({
    day,
    fans: sizeFor(ability, segment.name, segments, segment.shop_id, fans),
  }));
  return { ...segment, used_by, sizes };
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

/**
 * Changes the condition of a segment; tags kept by it and triggers that are published from now on follow.
 * @throws Problem REQ404 for a foreign or missing one, SEGMENT422 with what is wrong with the condition
 */
export async function changeSegment(db: Db, author: Author, id: string, text: string): Promise<void> {
  const { shop_id, name } = await mine(db, author, 'update', id);
  const compiled = { ...(await readCondition(scopedDb(db, author.ability), shop_id, text)), name };
  await db.transaction().execute(async (tx) => {
    await storeSegments(tx, shop_id, [compiled]);
    await keepWordings(tx, shop_id, author.staffId, [{ kind: 'segment', name, text: compiled.text }]);
    const entry = { action: 'segment.update', subject: 'segment', subjectId: id, shopId: shop_id };
    await appendAudit(tx, { actorId: author.staffId, ...entry });
  });
}

/** Throws a Problem: REQ404 for a foreign or missing one, SEGMENT423 while something names it. */
export async function deleteSegment(db: Db, author: Author, id: string): Promise<void> {
  const { shop_id, name } = await mine(db, author, 'delete', id);
  await db.transaction().execute(async (tx) => {
    const users = (await readUsers(tx, shop_id))('segment', name);
    if (users.length > 0) throw inUse('SEGMENT423', author.ability, shop_id, users);
    await tx.deleteFrom('segment').where('id', '=', id).execute();
    const entry = { action: 'segment.delete', subject: 'segment', subjectId: id, shopId: shop_id, detail: { name } };
    await appendAudit(tx, { actorId: author.staffId, ...entry });
  });
}

async function mine(db: Db, { ability }: Author, action: 'update' | 'delete', id: string) {
  return db
    .selectFrom('segment')
    .select(['shop_id', 'name'])
    .where('id', '=', id)
    .where(rowsIn(scopeOf(ability, action, 'segment'), 'segment'))
    .executeTakeFirstOrThrow(notFound);
}

/** Who it is for now, and some of them. Throws a Problem: REQ404, REQ400, SEGMENT422. */
export async function previewSegment(db: Db, scoped: ScopedDb, { ability }: Author, shopId: string, text: string) {
  const [{ condition }, terms] = await Promise.all([readCondition(scoped, shopId, text), readTerms(scoped, shopId)]);
  return previewCondition(db, ability, shopId, condition, terms);
}

/** How two segments of a shop overlap. Throws a Problem: REQ404, REQ400. */
export async function overlapOf(db: Db, scoped: ScopedDb, { ability }: Author, ids: readonly [string, string]) {
  const [a, b] = await Promise.all(
    ids.map((id) =>
      scoped.selectFrom('segment').select(['shop_id', 'name']).where('id', '=', id).executeTakeFirstOrThrow(notFound),
    ),
  );
  if (!a || !b || a.shop_id !== b.shop_id) throw notFound();
  const terms = await readTerms(scoped, a.shop_id);
  const named = (name: string | null): Condition => ({ kind: 'segment', name: name ?? '' });
  return { overlap: await overlap(db, ability, a.shop_id, [named(a.name), named(b.name)], terms) };
}
