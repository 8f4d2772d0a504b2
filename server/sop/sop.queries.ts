import { dayAt, instantAt } from '@fanloom/dsl/core/zone.js';
import { check } from '@fanloom/dsl/check/check.js';
import type { Catalogue } from '@fanloom/dsl/catalogue/catalogue.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { readCatalogue, readShopOptions } from '../catalogue/catalogue.queries.js';
import { businessNow } from '../clock/clock.js';
import type { Db } from '../db/database.js';
import { notFound } from '../problem/common.js';
import { readFigures } from './sop-figures.sql.js';
import type { Gate } from './gate.js';
import { versionScopeWords } from './scope-words.js';

/** The SOPs of a shop by name. Figures are the shop's, for whoever may see the SOP. */
export async function listSops(db: ScopedDb, unbound: Db, shopId: string) {
  const catalogue = await readCatalogue(db, shopId);
  const rows = await sops(db).where('sop.shop_id', '=', shopId).orderBy('sop.name').execute();
  const figures = await figuresOf(db, unbound, shopId, rows);
  return rows.map((row) => ({ ...viewOf(row), ...figures(row.id), problems: countErrors(row, catalogue) }));
}

/** One SOP with its draft. Throws a Problem (REQ404) for a foreign or missing one. */
export async function readSop(db: ScopedDb, unbound: Db, id: string) {
  const row = await sops(db).where('sop.id', '=', id).executeTakeFirstOrThrow(notFound);
  const figures = await figuresOf(db, unbound, row.shop_id, [row]);
  return { ...viewOf(row), ...figures(id), draft: row.draft, revision: row.draft_revision };
}

/** What was published, newest first. Throws a Problem (REQ404) for a foreign or missing SOP. */
export async function listVersions(db: ScopedDb, unbound: Db, id: string) {
  const { shop_id } = await db
    .selectFrom('sop')
    .select('shop_id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow(notFound);
  const rows = await db
    .selectFrom('sop_version as v')
    .leftJoin('staff as author', 'author.id', 'v.author_id')
    .leftJoin('staff as approver', 'approver.id', 'v.approved_by')
    .select(['v.id', 'v.number', 'v.hash', 'v.published_at', 'v.author_id', 'author.name as author_name'])
    .select(['v.approved_by', 'approver.name as approver_name'])
    .where('v.sop_id', '=', id)
    .orderBy('v.number', 'desc')
    .execute();
  return Promise.all(
    rows.map(async ({ author_id, author_name, approved_by, approver_name, ...version }) => ({
      ...version,
      author: person(author_id, author_name),
      approver: person(approved_by, approver_name),
      scope: await versionScopeWords(unbound, shop_id, version.id),
    })),
  );
}

function sops(db: ScopedDb) {
  return db
    .selectFrom('sop')
    .leftJoin('sop_version', 'sop_version.id', 'sop.live_version')
    .leftJoin('staff', 'staff.id', 'sop.draft_by')
    .select(['sop.id', 'sop.shop_id', 'sop.name', 'sop.gate', 'sop.draft', 'sop.draft_at', 'sop.draft_revision'])
    .select(['sop.draft_by', 'staff.name as drafter', 'sop_version.number', 'sop_version.published_at'])
    .select('sop_version.text as live_text');
}

type SopRow = Awaited<ReturnType<ReturnType<typeof sops>['execute']>>[number];

function viewOf(row: SopRow) {
  return {
    id: row.id,
    shop_id: row.shop_id,
    name: row.name,
    gate: row.gate as Gate,
    draft_at: row.draft_at,
    draft_by: person(row.draft_by, row.drafter),
    // Of a text that is not shown it is not told either whether it was changed.
    draft_differs: row.number === null || (row.live_text !== null && row.live_text !== row.draft),
    live: row.number === null || row.published_at === null ? null : pick(row.number, row.published_at),
  };
}

function pick(number: number, published_at: Date) {
  return { number, published_at };
}

/** A colleague whose name is not shown is still somebody. */
function person(id: string | null, name: string | null) {
  return id === null ? null : { id, name };
}

async function figuresOf(db: ScopedDb, unbound: Db, shopId: string, rows: readonly SopRow[]) {
  const { zone } = await readShopOptions(db, shopId);
  const now = (await businessNow(unbound)).getTime();
  const today = new Date(instantAt(dayAt(now, zone), 0, zone));
  return readFigures(
    unbound,
    rows.map((row) => row.id),
    today,
  );
}

/** Errors in the draft; what is live had none. Null where the draft is not shown. */
function countErrors({ draft, live_text }: SopRow, catalogue: Catalogue): number | null {
  if (draft === null) return null;
  if (draft === live_text) return 0;
  return check(draft, catalogue).filter(({ severity }) => severity === 'error').length;
}
