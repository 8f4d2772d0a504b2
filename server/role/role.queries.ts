import type { ScopedDb } from '../access/scoped-db.js';

/** All roles with how many people hold each, the packaged ones first. */
export async function listRoles(db: ScopedDb) {
  const roles = await db
    .selectFrom('role')
    .select(['id', 'key', 'name_zh', 'name_en', 'packaged', 'rules', 'updated_at'])
    .orderBy('packaged', 'desc')
    .orderBy('id')
    .execute();
  const held = await db
    .selectFrom('staff_role')
    .select((eb) => ['role_id', eb.fn.count<number>('staff_id').distinct().as('people')])
    .groupBy('role_id')
    .execute();
  const people = new Map(held.map((row) => [row.role_id, row.people]));
  return roles.map((role) => ({ ...role, people: people.get(role.id) ?? 0 }));
}
