import type { ScopedDb } from '../access/scoped-db.js';
import type { Db } from '../db/database.js';
import { notFound } from '../problem/common.js';
import { mayOwnFans } from './may-own.sql.js';

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

/**
 * The people whom fans of the shop can be given to, as far as the reader sees them, by name.
 * @throws Problem REQ404 for a foreign or missing shop
 */
export async function listOwners(db: Db, scoped: ScopedDb, shopId: string) {
  await scoped.selectFrom('shop').select('id').where('id', '=', shopId).executeTakeFirstOrThrow(notFound);
  const owners = await db
    .selectFrom('staff')
    .select('id')
    .where((eb) => mayOwnFans(eb.ref('staff.id'), shopId))
    .execute();
  if (owners.length === 0) return [];
  const ids = owners.map(({ id }) => id);
  return scoped.selectFrom('staff').select(['id', 'name']).where('id', 'in', ids).orderBy('name').execute();
}
