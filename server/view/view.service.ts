import { sql } from 'kysely';
import type { ScopedDb } from '../access/scoped-db.js';
import type { Db } from '../db/database.js';
import { conflict, notFound } from '../problem/common.js';

/** Views of one person in a shop for one page. */
const MOST_VIEWS = 50;

/** A person's own views of a list and those shared with the shop. Throws a Problem (REQ404) for a foreign shop. */
export async function listViews(db: Db, scoped: ScopedDb, staffId: string, shopId: string, page: string) {
  await requireShop(scoped, shopId);
  const rows = await db
    .selectFrom('saved_view')
    .innerJoin('staff', 'staff.id', 'saved_view.staff_id')
    .select(['saved_view.id', 'saved_view.name', 'saved_view.query', 'saved_view.shared', 'saved_view.staff_id'])
    .select('staff.name as owner_name')
    .where('saved_view.shop_id', '=', shopId)
    .where('saved_view.page', '=', page)
    .where((eb) => eb.or([eb('saved_view.shared', '=', true), eb('saved_view.staff_id', '=', staffId)]))
    .orderBy('saved_view.name')
    .orderBy('saved_view.id')
    .execute();
  return rows.map(({ staff_id, ...view }) => ({ ...view, mine: staff_id === staffId }));
}

interface ViewText {
  name: string;
  query: string;
  shared: boolean;
}

/** Throws a Problem: REQ404 for a foreign shop, VIEW409 for more than fifty. */
export async function addView(
  db: Db,
  scoped: ScopedDb,
  staffId: string,
  view: ViewText & { shop_id: string; page: string },
): Promise<{ id: string }> {
  await requireShop(scoped, view.shop_id);
  const { n } = await db
    .selectFrom('saved_view')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('staff_id', '=', staffId)
    .where('shop_id', '=', view.shop_id)
    .where('page', '=', view.page)
    .executeTakeFirstOrThrow();
  if (n >= MOST_VIEWS) {
    const most = String(MOST_VIEWS);
    throw conflict(
      'VIEW409',
      `最多保存 ${most} 个视图。请先删掉不用的。`,
      `At most ${most} views are kept. Delete one first.`,
    );
  }
  return db
    .insertInto('saved_view')
    .values({ ...view, staff_id: staffId })
    .returning('id')
    .executeTakeFirstOrThrow();
}

async function requireShop(db: ScopedDb, shopId: string): Promise<void> {
  await db.selectFrom('shop').select('id').where('id', '=', shopId).executeTakeFirstOrThrow(notFound);
}

/** Throws a Problem (REQ404) for somebody else's, or one of a shop that is foreign by now. */
export async function changeView(db: Db, scoped: ScopedDb, staffId: string, id: string, view: ViewText): Promise<void> {
  await requireShop(scoped, await shopOf(db, staffId, id));
  await db
    .updateTable('saved_view')
    .set({ ...view, updated_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where('staff_id', '=', staffId)
    .returning('id')
    .executeTakeFirstOrThrow(notFound);
}

/** Throws a Problem (REQ404) as {@link changeView} does. */
export async function deleteView(db: Db, scoped: ScopedDb, staffId: string, id: string): Promise<void> {
  await requireShop(scoped, await shopOf(db, staffId, id));
  await db
    .deleteFrom('saved_view')
    .where('id', '=', id)
    .where('staff_id', '=', staffId)
    .returning('id')
    .executeTakeFirstOrThrow(notFound);
}

async function shopOf(db: Db, staffId: string, id: string): Promise<string> {
  const view = db.selectFrom('saved_view').select('shop_id').where('id', '=', id).where('staff_id', '=', staffId);
  return (await view.executeTakeFirstOrThrow(notFound)).shop_id;
}

/** Undefined for a person who has settled none. */
export async function readLayout(db: Db, staffId: string, page: string): Promise<unknown> {
  const row = await db
    .selectFrom('list_layout')
    .select('layout')
    .where('staff_id', '=', staffId)
    .where('page', '=', page)
    .executeTakeFirst();
  return row?.layout;
}

export async function keepLayout(db: Db, staffId: string, page: string, layout: object): Promise<void> {
  const value = JSON.stringify(layout);
  await db
    .insertInto('list_layout')
    .values({ staff_id: staffId, page, layout: value })
    .onConflict((same) => same.columns(['staff_id', 'page']).doUpdateSet({ layout: value }))
    .execute();
}
