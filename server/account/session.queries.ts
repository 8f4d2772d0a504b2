import { rightsOf } from '../access/ability.js';
import { scopedDb } from '../access/scoped-db.js';
import type { Db } from '../db/database.js';
import type { Actor } from './session.service.js';
import { isViewing, throughEyes } from './view-as.js';

/** What a person is told of themselves: their roles, and the shops they may see; of whom they look at, while they do. */
export async function sessionView(db: Db, self: Actor) {
  const actor = await throughEyes(db, self);
  const [roles, shops] = await Promise.all([rolesOf(db, actor.staffId), shopsOf(db, actor)]);
  const { staffId, login, name, language, duty } = actor;
  const rights = rightsOf(isViewing(actor) ? actor.offered : actor.ability);
  const viewer = isViewing(actor) ? actor.viewer : null;
  return { staff: { id: staffId, login, name, language }, roles, shops, rights, duty, viewer };
}

function rolesOf(db: Db, staffId: string) {
  return db
    .selectFrom('staff_role')
    .innerJoin('role', 'role.id', 'staff_role.role_id')
    .select(['role.key', 'role.name_zh', 'role.name_en', 'staff_role.shop_id'])
    .where('staff_role.staff_id', '=', staffId)
    .where((eb) => eb.or([eb('until', 'is', null), eb('until', '>', new Date())]))
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
