import { sql } from 'kysely';
import { rowsIn, scopeOf } from '../access/rows.js';
import { requireManagesAll } from '../account/manages-all.js';
import type { Actor } from '../account/session.service.js';
import { appendAudit } from '../audit/audit.js';
import type { Db, Tx } from '../db/database.js';
import { retryingTransaction } from '../db/retry.js';
import { notFound } from '../problem/common.js';
import { Problem } from '../problem/problem.js';
import { type Belongings, countBelongings, passOn, takeBack } from './hand-over.sql.js';
import { mayOwnFans } from './may-own.sql.js';

const undoable = sql<Date>`at + interval '1 day'`;

/**
 * What there is to hand over, in every shop, and the hand-overs of the last day, which can be undone.
 * @throws Problem REQ404, REQ403 for an actor who manages only some people
 */
export async function readHandOver(db: Db, actor: Actor, from: string) {
  requireManagesAll(actor);
  await requireManaged(db, actor, from);
  const [belongings, recent] = await Promise.all([
    countBelongings(db, from),
    db
      .selectFrom('hand_over')
      .innerJoin('staff', 'staff.id', 'hand_over.to_staff')
      .select(['hand_over.id', 'staff.name as to_name', 'hand_over.at', undoable.as('undoable_until')])
      .where('from_staff', '=', from)
      .where('undone_at', 'is', null)
      .where(undoable, '>', sql<Date>`now()`)
      .orderBy('hand_over.at', 'desc')
      .execute(),
  ]);
  return { belongings, recent };
}

/**
 * Gives everything that one person has to another, in one step: fans, open tasks, SOPs and drafts, scheduled pulls.
 * @returns the hand-over's id, with what was handed over by shop
 * @throws Problem REQ404 for people the actor does not manage, REQ403 where they manage only some, STF423 for a successor who cannot take it
 */
export async function handOver(db: Db, actor: Actor, from: string, to: string) {
  requireManagesAll(actor);
  return retryingTransaction(db, async (tx) => {
    await requireManaged(tx, actor, from);
    const successor = await requireManaged(tx, actor, to);
    const belongings = await countBelongings(tx, from);
    if (from === to || !successor.active || !(await canTake(tx, to, belongings))) throw cannotTake();
    const { id } = await tx
      .insertInto('hand_over')
      .values({ from_staff: from, to_staff: to, by_staff: actor.staffId })
      .returning('id')
      .executeTakeFirstOrThrow();
    await passOn(tx, { handOverId: id, from, to, teamId: successor.team_id });
    await record(tx, actor, 'staff.hand-over', from, { to, hand_over: id, belongings });
    return { id, belongings };
  });
}

/**
 * Undoes a hand-over of the last day: what has not moved on since goes back.
 * @throws Problem REQ404 for one that is missing, undone or too old, REQ403 for an actor who manages only some people
 */
export async function undoHandOver(db: Db, actor: Actor, id: string): Promise<void> {
  requireManagesAll(actor);
  await retryingTransaction(db, async (tx) => {
    const { from_staff: from, to_staff: to } = await tx
      .selectFrom('hand_over')
      .select(['from_staff', 'to_staff'])
      .where('id', '=', id)
      .where('undone_at', 'is', null)
      .where(undoable, '>', sql<Date>`now()`)
      .forUpdate()
      .executeTakeFirstOrThrow(notFound);
    await requireManaged(tx, actor, from);
    await takeBack(tx, { handOverId: id, from, to });
    await tx
      .updateTable('hand_over')
      .set({ undone_at: sql`now()` })
      .where('id', '=', id)
      .execute();
    await record(tx, actor, 'staff.hand-over-undo', from, { hand_over: id });
  });
}

/** Rows stay locked, so that nobody is disabled or moved between teams meanwhile. */
async function requireManaged(db: Db | Tx, actor: Actor, staffId: string) {
  return db
    .selectFrom('staff')
    .select(['team_id', 'active'])
    .where('id', '=', staffId)
    .where(rowsIn(scopeOf(actor.ability, 'update', 'staff'), 'staff'))
    .$if(db.isTransaction, (query) => query.forShare())
    .executeTakeFirstOrThrow(notFound);
}

/** Whether the person has some role in every shop that something comes from, and one about fans where it is fans. */
async function canTake(tx: Tx, staffId: string, belongings: Belongings[]): Promise<boolean> {
  const roles = await tx
    .selectFrom('staff_role')
    .select('shop_id')
    .where('staff_id', '=', staffId)
    .where((eb) => eb.or([eb('until', 'is', null), eb('until', '>', sql<Date>`now()`)]))
    .execute();
  const hasRole = (shopId: string) => roles.some((role) => role.shop_id === null || role.shop_id === shopId);
  if (!belongings.every(({ shop_id }) => hasRole(shop_id))) return false;
  for (const { shop_id } of belongings.filter(({ fans }) => fans > 0)) {
    const owner = tx.selectFrom('staff').select('id').where('id', '=', staffId);
    if (!(await owner.where((eb) => mayOwnFans(eb.ref('staff.id'), shop_id)).executeTakeFirst())) return false;
  }
  return true;
}

function cannotTake(): Problem {
  return new Problem(422, 'STF423', {
    zh: '这位同事不能接手：账号要在用，并且在交出人有粉丝、任务或 SOP 的每家店铺都有角色；有粉丝的店铺，角色要能负责粉丝。请换一位，或先给 TA 角色。',
    en: 'This person cannot take over: they need an active account with a role in every shop in which the other has fans, tasks or SOPs, and for fans one that looks after fans. Choose somebody else, or give them such a role first.',
  });
}

function record(tx: Tx, actor: Actor, action: string, subjectId: string, detail: Record<string, unknown>) {
  return appendAudit(tx, { actorId: actor.staffId, action, subject: 'staff', subjectId, detail });
}
