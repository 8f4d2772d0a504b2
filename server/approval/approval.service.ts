import type { Author } from '../access/author.js';
import { abilityOfStaff } from '../access/grants.js';
import { mayAtAll } from '../access/ability.js';
import { requireInShop } from '../access/in-shop.js';
import { rowsIn, scopeOf } from '../access/rows.js';
import { appendAudit } from '../audit/audit.js';
import { businessNow } from '../clock/clock.js';
import type { Db, Tx } from '../db/database.js';
import { forbidden, notFound } from '../problem/common.js';
import { changedNames } from '../sop/named.js';
import { goLiveApproved, reviewDraft } from '../sop/sop.service.js';
import { alreadyDecided, authorMayNot, changedSince, ownRequest } from './approval.problems.js';

export type ApprovalMode = 'off' | 'other_person';

/**
 * Publishes what was asked for, in its author's name and data scope.
 *
 * @throws Problem REQ404, APPROVAL403 for one's own, APPROVAL409 when the draft or something it names has changed,
 *   APPROVAL410 when it is decided already, APPROVAL411 when its author may not publish any more
 */
export async function approve(db: Db, approver: Author, id: string): Promise<{ version: number }> {
  const request = await openRequest(db, approver, id);
  const author = { staffId: request.author_id, ability: await abilityOfStaff(db, request.author_id) };
  await requireInShop(db, author.ability, 'publish', 'sop', request.shop_id).catch(() => {
    throw authorMayNot();
  });
  const sop = await db
    .selectFrom('sop')
    .select('draft_revision')
    .where('id', '=', request.sop_id)
    .executeTakeFirstOrThrow();
  if (sop.draft_revision !== request.revision) throw changedSince([]);
  const reviewed = await reviewDraft(db, author, { shop_id: request.shop_id, draft: request.text });
  if (reviewed.binding.hash !== request.hash) throw changedSince(changedNames(request.named, reviewed.binding.named));
  return db.transaction().execute(async (tx) => {
    await decide(tx, approver, request, 'approved', null);
    const place = { id: request.sop_id, revision: request.revision };
    return goLiveApproved(tx, author, place, reviewed, approver.staffId);
  });
}

/** Gives a request back to its author. Throws a Problem as {@link approve}. */
export async function returnRequest(db: Db, approver: Author, id: string, note: string): Promise<void> {
  const request = await openRequest(db, approver, id);
  await db.transaction().execute((tx) => decide(tx, approver, request, 'returned', note));
}

/** Takes one's own request back. */
export async function withdraw(db: Db, author: Author, id: string): Promise<void> {
  const request = await findRequest(db, author, 'read', id);
  if (request.author_id !== author.staffId) throw notFound();
  await db.transaction().execute((tx) => decide(tx, author, request, 'withdrawn', null));
}

/** Whether publishing in a shop needs somebody else. For those who may publish and approve. */
export async function setApprovalMode(db: Db, actor: Author, shopId: string, mode: ApprovalMode): Promise<void> {
  for (const action of ['publish', 'approve'] as const) {
    if (!mayAtAll(actor.ability, action, 'sop')) throw forbidden();
    await requireInShop(db, actor.ability, action, 'sop', shopId);
  }
  await db.transaction().execute(async (tx) => {
    const before = await tx
      .selectFrom('shop')
      .select('approval')
      .where('id', '=', shopId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    await tx.updateTable('shop').set({ approval: mode }).where('id', '=', shopId).execute();
    const detail = { approval: mode, before: before.approval };
    const entry = { action: 'shop.approval', subject: 'shop', subjectId: shopId, shopId, detail };
    await appendAudit(tx, { actorId: actor.staffId, ...entry });
  });
}

type Request = Awaited<ReturnType<typeof findRequest>>;

async function findRequest(db: Db, { ability }: Author, action: 'read' | 'approve', id: string) {
  return db
    .selectFrom('approval')
    .selectAll()
    .where('id', '=', id)
    .where(rowsIn(scopeOf(ability, action, 'sop'), 'approval'))
    .$narrowType<{ named: Record<string, string> }>()
    .executeTakeFirstOrThrow(notFound);
}

async function openRequest(db: Db, approver: Author, id: string): Promise<Request> {
  const request = await findRequest(db, approver, 'approve', id);
  if (request.author_id === approver.staffId) throw ownRequest();
  if (request.state !== 'open') throw alreadyDecided();
  return request;
}

async function decide(
  tx: Tx,
  by: Author,
  { id, sop_id, shop_id, author_id, hash }: Request,
  state: 'approved' | 'returned' | 'withdrawn',
  note: string | null,
): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable('approval')
    .set({ state, note, decided_by: by.staffId, decided_at: await businessNow(tx) })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw alreadyDecided();
  const detail = { approval: id, author: author_id, hash };
  const entry = { action: `approval.${state}`, subject: 'sop', subjectId: sop_id, shopId: shop_id, detail };
  await appendAudit(tx, { actorId: by.staffId, ...entry });
}
