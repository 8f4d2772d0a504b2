import type { ScopedDb } from '../access/scoped-db.js';

/** Everybody with their roles, by login. */
export async function listStaff(db: ScopedDb) {
  const people = await db
    .selectFrom('staff')
    .leftJoin('team', 'team.id', 'staff.team_id')
    .select([
      'staff.id',
      'staff.login',
      'staff.name',
      'staff.active',
      'staff.language',
      'staff.team_id',
      'staff.created_at',
    ])
    .select('team.name as team_name')
    .orderBy('staff.login')
    .execute();
  const roles = await db
    .selectFrom('staff_role')
    .innerJoin('role', 'role.id', 'staff_role.role_id')
    .select([
      'staff_role.staff_id',
      'role.key',
      'role.name_zh',
      'role.name_en',
      'staff_role.shop_id',
      'staff_role.until',
    ])
    .orderBy('role.key')
    .execute();
  return people.map((person) => ({ ...person, roles: roles.filter((role) => role.staff_id === person.id) }));
}

export function listTeams(db: ScopedDb) {
  return db.selectFrom('team').select(['id', 'shop_id', 'name']).orderBy('name').execute();
}

export function listTokens(db: ScopedDb) {
  return db
    .selectFrom('api_token')
    .select(['id', 'shop_id', 'name', 'scopes', 'created_at', 'last_used_at', 'expires_at', 'revoked_at'])
    .orderBy('created_at', 'desc')
    .execute();
}

/** Active people who have a role in the shop, one that has not ended. */
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
          .where((role) => role.or([role('staff_role.shop_id', '=', shopId), role('staff_role.shop_id', 'is', null)]))
          .where((role) => role.or([role('staff_role.until', 'is', null), role('staff_role.until', '>', new Date())])),
      ),
    )
    .orderBy('name')
    .execute();
}
