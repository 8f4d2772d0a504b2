import type { FileNode, SopNode } from '@fanloom/dsl/ast/file.js';
import type { Program } from '@fanloom/dsl/ir/program.js';
import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { allSteps } from '@fanloom/dsl/check/conditions.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import type { AbilityAction } from '../access/ability.js';
import type { Author } from '../access/author.js';
import { requireInShop } from '../access/in-shop.js';
import { rowsIn, type RowScope, scopeOf } from '../access/rows.js';
import { scopedDb } from '../access/scoped-db.js';
import { appendAudit } from '../audit/audit.js';
import { readCatalogue, readShopOptions } from '../catalogue/catalogue.queries.js';
import { businessNow } from '../clock/clock.js';
import type { Db, Tx } from '../db/database.js';
import type { Catalogue } from '@fanloom/dsl/catalogue/catalogue.js';
import { requireOwnRuleTags } from '../definition/own-rule-tags.js';
import { storeDefinitions } from '../definition/store-definitions.js';
import { notFound } from '../problem/common.js';
import { fansToRunOn } from '../segment/program-rights.js';
import { addTags } from '../tag/add-tags.js';
import { type AlreadyTrue, alreadyTrue } from './already-true.js';
import { askApproval, wantsApproval } from './ask-approval.js';
import { type CheckedText, checkedText, isPublishable } from './checked-text.js';
import { type Gate, turnGate } from './gate.js';
import { type Binding, bindingOf } from './named.js';
import { publish } from './publish.js';
import { review, type ReviewedFile } from './review.js';
import { scopeWords } from './scope-words.js';
import { draftChanged, nameTaken, noSopInText, NotPublishable, severalSopsInText } from './sop.problems.js';
import { readStarted } from './started.queries.js';

/**
 * Keeps a text with one SOP as a new draft; the definitions and tests beside it belong to it.
 * @throws Problem DRAFT422 without an SOP, DRAFT423 with several, DRAFT410 when the shop has one of that name
 */
export async function createSop(db: Db, author: Author, shopId: string, text: string) {
  const name = nameIn(text);
  return db.transaction().execute(async (tx) => {
    await requireInShop(tx, author.ability, 'create', 'sop', shopId);
    await requireFreeName(tx, shopId, name);
    const sop = await tx
      .insertInto('sop')
      .values({ shop_id: shopId, name, draft: text, draft_by: author.staffId, draft_at: await businessNow(tx) })
      .returning(['id', 'name', 'draft_revision as revision'])
      .executeTakeFirstOrThrow();
    await audit(tx, author, 'sop.create', { id: sop.id, shop_id: shopId });
    return sop;
  });
}

/**
 * Saves a draft over the revision it was made from. Anything may be saved, mistakes included.
 * @throws Problem DRAFT409 with the newer draft when somebody else was faster
 */
export async function saveDraft(db: Db, author: Author, id: string, draft: { text: string; revision: number }) {
  return db.transaction().execute(async (tx) => {
    const sop = await lockSop(tx, author, 'update', id);
    if (sop.draft_revision !== draft.revision) throw changed(sop);
    const name = sop.live_version === null ? await nameAfter(tx, sop, draft.text) : sop.name;
    return tx
      .updateTable('sop')
      .set({
        name,
        draft: draft.text,
        draft_by: author.staffId,
        draft_at: await businessNow(tx),
        draft_revision: draft.revision + 1,
      })
      .where('id', '=', id)
      .returning(['draft_revision as revision', 'draft_at', 'name'])
      .executeTakeFirstOrThrow();
  });
}

/** What is to be known of a text before it is published. */
interface PublishableCheck extends CheckedText {
  already_true: AlreadyTrue[];
  /** Whom it would reach, published by its author now. */
  scope: Bilingual;
}

/**
 * What would keep a text from being published in a shop, whom its conditions hold for already, and whom it would reach.
 * Throws a Problem (REQ404) for a foreign shop.
 */
export async function checkText(db: Db, author: Author, shopId: string, text: string): Promise<PublishableCheck> {
  const { file } = await reviewText(db, author, shopId, text);
  const [already_true, scope] = await Promise.all([
    alreadyTrue(db, author, shopId, file),
    scopeWords(db, shopId, reached(author, file.sops[0]?.program)),
  ]);
  return { ...checkedText(file), already_true, scope };
}

function reached({ ability }: Author, program: Program | null | undefined): RowScope {
  return program ? fansToRunOn(ability, program) : scopeOf(ability, 'read', 'fan');
}

/** What came of publishing: a version that is live, or a request that waits for somebody else's approval. */
export type Publishing = { version: number } | { approval: string };

/**
 * Makes a draft the live version, in the author's data scope as it is now; where the shop wants approvals, asks for one.
 * Fans in flight finish on the version they came in on. A stopped SOP lets fans in again. Publishing what is live already
 * changes nothing.
 *
 * @throws Problem DRAFT409 when the draft is not the one that was reviewed, PUBLISH422 with its errors and failing tests
 */
export async function publishSop(db: Db, author: Author, id: string, revision: number): Promise<Publishing> {
  const draft = await findSop(db, author, 'publish', id);
  if (draft.draft_revision !== revision) throw changed(draft);
  nameIn(draft.draft);
  const reviewed = await reviewDraft(db, author, draft);
  return db.transaction().execute(async (tx) => {
    const sop = await lockSop(tx, author, 'publish', id);
    if (sop.draft_revision !== revision) throw changed(sop);
    const live = await liveVersion(tx, sop.live_version);
    if (live?.text === sop.draft && sop.gate !== 'stopped') return { version: live.number };
    if (await wantsApproval(tx, sop.shop_id)) {
      const { binding } = reviewed;
      await audit(tx, author, 'approval.request', sop, { hash: binding.hash, revision });
      return { approval: await askApproval(tx, author, sop, binding) };
    }
    return goLive(tx, author, sop, reviewed);
  });
}

/** A draft that may go live, and what it means with everything it names. */
interface PublishableDraft {
  file: ReviewedFile;
  program: Program;
  binding: Binding;
}

/** @throws Problem PUBLISH422 with its errors and failing tests */
export async function reviewDraft(
  db: Db,
  author: Author,
  { shop_id, draft }: { shop_id: string; draft: string },
): Promise<PublishableDraft> {
  const { file, catalogue } = await reviewText(db, author, shop_id, draft);
  const checked = checkedText(file);
  const program = file.sops[0]?.program ?? null;
  if (!program || !isPublishable(checked)) throw new NotPublishable(checked);
  requireOwnRuleTags(author, file.defined);
  return { file, program, binding: bindingOf(draft, program.hash, catalogue) };
}

/** Publishes what somebody else has approved, in the name and the data scope of its author. */
export async function goLiveApproved(
  tx: Tx,
  author: Author,
  { id, revision }: { id: string; revision: number },
  reviewed: PublishableDraft,
  approvedBy: string,
): Promise<{ version: number }> {
  const sop = await lockSop(tx, author, 'publish', id);
  if (sop.draft_revision !== revision) throw changed(sop);
  return goLive(tx, author, sop, reviewed, approvedBy);
}

/** Opens, pauses or stops an SOP and all its runs. Throws a Problem (REQ404) for a foreign or missing one. */
export async function setGate(db: Db, author: Author, id: string, gate: Gate): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await auditedTurn(tx, author, await lockSop(tx, author, 'publish', id), gate);
  });
}

async function auditedTurn(tx: Tx, author: Author, sop: SopRow, gate: Gate): Promise<void> {
  const before = await turnGate(tx, sop.id, gate);
  await audit(tx, author, 'sop.gate', sop, { gate, before });
}

type SopRow = Awaited<ReturnType<typeof findSop>>;

async function findSop(db: Db | Tx, { ability }: Author, action: AbilityAction, id: string) {
  return db
    .selectFrom('sop')
    .selectAll()
    .where('id', '=', id)
    .where(rowsIn(scopeOf(ability, action, 'sop'), 'sop'))
    .executeTakeFirstOrThrow(notFound);
}

async function lockSop(tx: Tx, author: Author, action: AbilityAction, id: string): Promise<SopRow> {
  await tx.selectFrom('sop').select('id').where('id', '=', id).forUpdate().execute();
  return findSop(tx, author, action, id);
}

function changed({ draft_revision, draft, draft_at }: SopRow) {
  return draftChanged({ revision: draft_revision, draft, draft_at });
}

async function liveVersion(tx: Tx, id: string | null) {
  if (id === null) return undefined;
  return tx.selectFrom('sop_version').select(['number', 'text']).where('id', '=', id).executeTakeFirst();
}

async function reviewText(
  db: Db,
  { ability }: Author,
  shopId: string,
  text: string,
): Promise<{ file: ReviewedFile; catalogue: Catalogue }> {
  const scoped = scopedDb(db, ability);
  const [catalogue, options] = await Promise.all([readCatalogue(scoped, shopId), readShopOptions(scoped, shopId)]);
  const sop = sopsIn(parse(text).file)[0];
  const starts = sop ? [...allSteps(sop)].flatMap((step) => (step.kind === 'start' ? step.sop.value : [])) : [];
  const path = sop?.name.value ?? '';
  const beside = (await readStarted(scoped, shopId, starts)).filter((file) => file.path !== path);
  const [reviewed] = review([{ path, text }], { catalogue, options, beside });
  if (!reviewed) throw new Error('Every file is reviewed');
  return { file: reviewed, catalogue };
}

async function goLive(
  tx: Tx,
  author: Author,
  sop: SopRow,
  { file, program }: PublishableDraft,
  approvedBy: string | null = null,
): Promise<{ version: number }> {
  const { name } = program;
  if (name !== sop.name) await requireFreeName(tx, sop.shop_id, name);
  await tx.updateTable('sop').set({ name }).where('id', '=', sop.id).execute();
  const { number } = await publish(tx, {
    sopId: sop.id,
    shopId: sop.shop_id,
    text: sop.draft,
    program,
    authorId: author.staffId,
    approvedBy,
    scope: { rows: fansToRunOn(author.ability, program) },
  });
  const tags = program.steps.flatMap((step) => (step.kind === 'tag' || step.kind === 'untag' ? step.names : []));
  await addTags(tx, sop.shop_id, tags);
  await storeDefinitions(tx, sop.shop_id, author.staffId, file.defined);
  await audit(tx, author, 'sop.publish', sop, { version: number, hash: program.hash, approved_by: approvedBy });
  if (sop.gate === 'stopped') await auditedTurn(tx, author, sop, 'open');
  return { version: number };
}

function audit(tx: Tx, author: Author, action: string, sop: { id: string; shop_id: string }, detail = {}) {
  const entry = { actorId: author.staffId, action, subject: 'sop', subjectId: sop.id, shopId: sop.shop_id, detail };
  return appendAudit(tx, entry);
}

function sopsIn({ definitions }: FileNode): SopNode[] {
  return definitions.filter((definition) => definition.kind === 'sop');
}

/** The name of the one SOP in a text. Throws a Problem: DRAFT422 without an SOP, DRAFT423 with several. */
export function nameIn(text: string): string {
  const names = sopsIn(parse(text).file).map((sop) => sop.name.value);
  const [name] = names;
  if (name === undefined || name === '') throw noSopInText();
  if (names.length > 1) throw severalSopsInText(names);
  return name;
}

/** Until its first publication an SOP is called what its draft says, as far as that name is free. */
async function nameAfter(tx: Tx, sop: SopRow, text: string): Promise<string> {
  const [name, ...more] = sopsIn(parse(text).file).map((node) => node.name.value);
  if (!name || more.length > 0 || (await isTaken(tx, sop.shop_id, name))) return sop.name;
  return name;
}

async function requireFreeName(tx: Tx, shopId: string, name: string): Promise<void> {
  if (await isTaken(tx, shopId, name)) throw nameTaken(name);
}

async function isTaken(tx: Tx, shopId: string, name: string): Promise<boolean> {
  // Two who take one name at once go one after the other.
  await tx.selectFrom('shop').select('id').where('id', '=', shopId).forNoKeyUpdate().execute();
  const other = await tx
    .selectFrom('sop')
    .select('id')
    .where('shop_id', '=', shopId)
    .where('name', '=', name)
    .executeTakeFirst();
  return other !== undefined;
}
