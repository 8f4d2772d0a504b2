import { rowsIn, scopeOf } from '../access/rows.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { appendAudit } from '../audit/audit.js';
import type { Db } from '../db/database.js';
import { notFound } from '../problem/common.js';
import { requireManagesAll } from './manages-all.js';
import { removeSecondFactor } from './second-factor.service.js';
import { type Actor, revokeSessions } from './session.service.js';

/** The roles, and which of them ask for a second factor. */
export function listSecondFactorRoles(db: ScopedDb) {
  return db.selectFrom('role').select(['id', 'key', 'name_zh', 'name_en', 'second_factor']).orderBy('key').execute();
}

/** Holds for everybody in the role from their next request on. Throws a Problem: REQ404 for a role the actor does not manage. */
export async function requireSecondFactor(db: Db, actor: Actor, roleId: string, required: boolean): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const role = await tx
      .updateTable('role')
      .set({ second_factor: required })
      .where('id', '=', roleId)
      .where(rowsIn(scopeOf(actor.ability, 'update', 'role'), 'role'))
      .returning('key')
      .executeTakeFirstOrThrow(notFound);
    await appendAudit(tx, {
      actorId: actor.staffId,
      action: 'role.require-second-factor',
      subject: 'role',
      subjectId: roleId,
      detail: { role: role.key, required },
    });
  });
}

/** Whoever has the phone may be logged in with it, so all sessions end too. Throws a Problem: REQ404, REQ403 for an actor who manages only some people. */
export async function resetSecondFactor(db: Db, actor: Actor, staffId: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx
      .selectFrom('staff')
      .select('id')
      .where('id', '=', staffId)
      .where(rowsIn(scopeOf(actor.ability, 'update', 'staff'), 'staff'))
      .executeTakeFirstOrThrow(notFound);
    requireManagesAll(actor);
    await removeSecondFactor(tx, actor.staffId, staffId);
    await revokeSessions(tx, staffId);
  });
}
