import type { ScopedDb } from '../access/scoped-db.js';

export function listShops(db: ScopedDb) {
  return db
    .selectFrom('shop')
    .select(['id', 'name', 'platform', 'zone', 'quiet_from', 'quiet_to', 'follow_grants'])
    .orderBy('name')
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
