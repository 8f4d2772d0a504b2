import { explain } from '@fanloom/dsl/explain/explain.js';
import { mostSent } from '@fanloom/dsl/explain/most-sent.js';
import type { Author } from '../access/author.js';
import { abilityOfStaff } from '../access/grants.js';
import type { ScopedDb } from '../access/scoped-db.js';
import type { Db } from '../db/database.js';
import { forbidden, notFound } from '../problem/common.js';
import { fansToRunOn } from '../segment/program-rights.js';
import { compileDraft } from '../simulate/draft.js';
import { countAudience } from '../simulate/past-fans.sql.js';
import { scopeWords } from '../sop/scope-words.js';
import { checkText } from '../sop/sop.service.js';
import { diffSop } from '../sop-diff/sop-diff.service.js';
import type { ApprovalMode } from './approval.service.js';

/**
 * Requests of a shop or of one of its SOPs, newest first, and whether publishing needs one. Throws a Problem (REQ404) for a
 * foreign shop.
 */
export async function listApprovals(db: ScopedDb, { shop, sop }: { shop: string; sop?: string | undefined }) {
  const { approval } = await db
    .selectFrom('shop')
    .select('approval')
    .where('id', '=', shop)
    .executeTakeFirstOrThrow(notFound);
  const rows = await approvals(db)
    .where('approval.shop_id', '=', shop)
    .$if(sop !== undefined, (query) => query.where('approval.sop_id', '=', sop ?? ''))
    .orderBy('approval.requested_at', 'desc')
    .limit(100)
    .execute();
  return { mode: approval as ApprovalMode | null, items: rows.map(viewOf) };
}

/**
 * A request with all that its approver has to know: in words, against the live version, whom it reaches now, and what
 * it may cost each of them. How many fans there are is a figure of the shop, as all figures of its SOPs.
 *
 * @throws Problem REQ404, REQ403 where texts are hidden
 */
export async function readApproval(scoped: ScopedDb, db: Db, reader: Author, id: string) {
  const row = await approvals(scoped)
    .select(['approval.text', 'sop.live_version'])
    .where('approval.id', '=', id)
    .executeTakeFirstOrThrow(notFound);
  const { text, shop_id, author_id } = row;
  if (text === null || row.sop_id === null) throw forbidden();
  const { sop, context, program } = await compileDraft(scoped, shop_id, text);
  const scope = fansToRunOn(await abilityOfStaff(db, author_id), program);
  const most = mostSent(sop, context);
  const checked = await checkText(db, reader, shop_id, text);
  return {
    ...viewOf(row),
    text,
    scope: await scopeWords(db, shop_id, scope),
    explanation: { zh: explain(sop, context, 'zh').sections, en: explain(sop, context, 'en').sections },
    changes: row.live_version === null ? null : (await diffSop(scoped, db, row.sop_id, { text })).changes,
    audience: await db.transaction().execute((tx) => countAudience(tx, { shopId: shop_id, scope, fanId: null })),
    most_per_fan: {
      messages: Array.from(most.messages, ([channel, count]) => ({ channel, count })),
      coupons: most.coupons,
      coupon_fen: most.couponFen,
    },
    budget_fen: program.budget?.fen ?? null,
    tests: { passed: checked.tests.filter(({ passed }) => passed).length, all: checked.tests.length },
    coverage: checked.sops[0]?.coverage ?? null,
  };
}

function approvals(db: ScopedDb) {
  return db
    .selectFrom('approval')
    .innerJoin('sop', 'sop.id', 'approval.sop_id')
    .leftJoin('staff as author', 'author.id', 'approval.author_id')
    .leftJoin('staff as decider', 'decider.id', 'approval.decided_by')
    .select(['approval.id', 'approval.shop_id', 'approval.sop_id', 'approval.state', 'approval.note'])
    .select(['approval.requested_at', 'approval.decided_at', 'approval.author_id', 'approval.revision'])
    .select(['sop.name', 'author.name as author_name', 'approval.decided_by', 'decider.name as decider_name']);
}

type Row = Awaited<ReturnType<ReturnType<typeof approvals>['execute']>>[number];

function viewOf({ id, shop_id, sop_id, name, state, note, requested_at, decided_at, revision, ...row }: Row) {
  const author = { id: row.author_id, name: row.author_name };
  const decided_by = row.decided_by === null ? null : { id: row.decided_by, name: row.decider_name };
  return {
    id,
    shop_id,
    sop: { id: sop_id, name },
    state,
    note,
    author,
    requested_at,
    decided_by,
    decided_at,
    revision,
  };
}
