import type { ScopedDb } from '../access/scoped-db.js';
import { notFound } from '../problem/common.js';

/** What a shop decides for all of its SOPs. Minutes of the day; links by merge field, such as `live.link`. */
export interface ShopSettings {
  quiet_from: number | null;
  quiet_to: number | null;
  links: Record<string, string>;
}

export function listShops(db: ScopedDb) {
  return db
    .selectFrom('shop')
    .select(['id', 'name', 'platform', 'zone', 'quiet_from', 'quiet_to', 'follow_grants', 'links'])
    .orderBy('name')
    .$narrowType<{ links: Record<string, string> }>()
    .execute();
}

/** Active people who have a role in the shop. */
export function listOwners(db: ScopedDb, shopId: string) {
  return db
    .selectFrom('staff')
    .select(['id', 'name'])
    .where('active', '=', true)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('staff_role')
          .select('staff_role.id')
          .whereRef('staff_role.staff_id', '=', 'staff.id')
          .where((role) => role.or([role('staff_role.shop_id', '=', shopId), role('staff_role.shop_id', 'is', null)])),
      ),
    )
    .orderBy('name')
    .execute();
}

/** Throws a Problem (REQ404) for a shop that one may not change. */
export async function changeShop(db: ScopedDb, shopId: string, settings: ShopSettings): Promise<void> {
  await db
    .updateTable('shop')
    .set({ ...settings, links: JSON.stringify(settings.links) })
    .where('id', '=', shopId)
    .returning('id')
    .executeTakeFirstOrThrow(notFound);
}
