import { rightsOf } from '../access/ability.js';
import { scopedDb } from '../access/scoped-db.js';
import type { Db } from '../db/database.js';
import type { Actor } from './session.service.js';

/** What a person is told of themselves: their roles, and the shops they may see. */
export async function sessionView(db: Db, actor: Actor) {
  const [roles, shops] = await Promise.all([rolesOf(db, actor.staffId), shopsOf(db, actor)]);
  const { staffId, login, name, language, duty, ability } = actor;
  return { staff: { id: staffId, login, name, language }, roles, shops, rights: rightsOf(ability), duty };
}

function rolesOf(db: Db, staffId: string) {
  return db
    .selectFrom('staff_role')
    .innerJoin('role', 'role.id', 'staff_role.role_id')
    .select(['role.key', 'role.name_zh', 'role.name_en', 'staff_role.shop_id'])
    .where('staff_role.staff_id', '=', staffId)
    .orderBy('role.key')
    .execute();
}

function shopsOf(db: Db, actor: Actor) {
  return scopedDb(db, actor.ability)
    .selectFrom('shop')
    .select(['id', 'name', 'platform', 'zone'])
    .orderBy('name')
    .execute();
}
