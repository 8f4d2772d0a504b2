import { type Ability, sharedView } from '../access/ability.js';
import { abilityFrom, grantsOfStaff, parseGrants } from '../access/grants.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import { appendAudit } from '../audit/audit.js';
import type { Db, Tx } from '../db/database.js';
import { conflict, notFound } from '../problem/common.js';
import { Problem } from '../problem/problem.js';
import type { Actor } from './session.service.js';

/** Somebody who sees with another person's eyes. As an actor they are that person, read-only. */
export interface ViewingActor extends Actor {
  viewer: { id: string; name: string };
  /** What the other person is offered, so that the viewer finds their way as they would. */
  offered: Ability;
}

/**
 * The actor of a session that looks over somebody's shoulder: sees what that person sees, but nothing that the viewer may
 * not see themselves.
 *
 * @returns the actor as they are when they look at nobody, may no longer look, or the other has left
 */
export async function throughEyes(db: Db, actor: Actor): Promise<Actor | ViewingActor> {
  if (actor.viewsAs === undefined) return actor;
  const viewed = await personToView(db, actor, actor.viewsAs);
  const own = await db
    .selectFrom('staff')
    .select(grantsOfStaff.as('grants'))
    .where('id', '=', actor.staffId)
    .executeTakeFirst();
  if (!viewed || !own) return actor;
  return {
    ...actor,
    staffId: viewed.id,
    login: viewed.login,
    name: viewed.name,
    ability: sharedView(parseGrants(actor.staffId, own.grants), parseGrants(viewed.id, viewed.grants)),
    offered: abilityFrom(viewed.id, viewed.grants),
    viewer: { id: actor.staffId, name: actor.name },
  };
}

export function isViewing(actor: Actor): actor is ViewingActor {
  return 'viewer' in actor;
}

/**
 * Lets the session look with another person's eyes from the next request on.
 * @throws Problem REQ404 for somebody the actor may not look at, ACC411 for oneself
 */
export async function beginView(db: Db, actor: Actor, staffId: string): Promise<void> {
  if (staffId === actor.staffId) throw oneself();
  await db.transaction().execute(async (tx) => {
    if (!(await personToView(tx, actor, staffId))) throw notFound();
    await tx.updateTable('session').set({ views_as: staffId }).where('id', '=', actor.sessionId).execute();
    await record(tx, actor, 'staff.view-as', staffId);
  });
}

/** Ends the look; the session is its owner's again. */
export async function endView(db: Db, actor: Actor): Promise<void> {
  const { viewsAs } = actor;
  if (viewsAs === undefined) return;
  await db.transaction().execute(async (tx) => {
    await tx.updateTable('session').set({ views_as: null }).where('id', '=', actor.sessionId).execute();
    await record(tx, actor, 'staff.view-as-end', viewsAs);
  });
}

function personToView(db: Db | Tx, actor: Actor, staffId: string) {
  return db
    .selectFrom('staff')
    .select(['id', 'login', 'name', grantsOfStaff.as('grants')])
    .where('id', '=', staffId)
    .where('active', '=', true)
    .where(rowsIn(scopeOf(actor.ability, 'view_as', 'staff'), 'staff'))
    .executeTakeFirst();
}

function record(tx: Tx, actor: Actor, action: string, subjectId: string): Promise<void> {
  return appendAudit(tx, { actorId: actor.staffId, action, subject: 'staff', subjectId });
}

function oneself(): Problem {
  return conflict(
    'ACC411',
    '不需要以自己的身份查看。请选择另一位同事。',
    'You already see what you may see. Choose somebody else.',
  );
}

/** Whoever looks over a shoulder changes nothing. */
export function onlyLooking(): Problem {
  return new Problem(403, 'ACC412', {
    zh: '正在以他人身份查看，只能看，不能改。请先结束查看。',
    en: 'You are viewing as somebody else: you can look but not change anything. End the view first.',
  });
}
