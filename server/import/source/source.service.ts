import { randomUUID } from 'node:crypto';
import type { BlockList } from 'node:net';
import { abilityOfStaff } from '../../access/grants.js';
import { mayInShop, requireInShop } from '../../access/in-shop.js';
import type { Author } from '../../access/author.js';
import type { ScopedDb } from '../../access/scoped-db.js';
import { appendAudit } from '../../audit/audit.js';
import { businessNow } from '../../clock/clock.js';
import type { MasterKeys } from '../../crypto/master-keys.js';
import type { Db, Tx } from '../../db/database.js';
import { notFound } from '../../problem/common.js';
import { checkOwner } from '../import-owner.js';
import { schedule } from './due-source.sql.js';
import { safeAddresses } from './fetch-file.js';
import { sealHeader } from './source-header.js';
import { sourceProblem } from './source.problems.js';
import type { ChangedSource, NewSource } from './source.schemas.js';

/** The two doors to the data, who acts, and what sealing and calling need. */
export interface SourceContext {
  db: Db;
  scoped: ScopedDb;
  author: Author;
  masterKeys: MasterKeys;
  internalHosts: BlockList;
}

/**
 * Keeps a source, whose file is fetched by itself from its next time on.
 *
 * @returns its id
 * @throws Problem REQ404 for a foreign shop, IMP137 for a name that is taken, CHANNEL422, CHANNEL423 or IMP135 for an
 * address that must not be called
 */
export async function addSource(context: SourceContext, { shop_id, ...source }: NewSource): Promise<string> {
  const { db, author } = context;
  await requireInShop(db, author.ability, 'create', 'import', shop_id);
  await check(context, shop_id, source);
  const id = randomUUID();
  return db.transaction().execute(async (tx) => {
    const row = { ...columnsOf(source), ...headerColumns(context, id, source.header) };
    const kept = await tx
      .insertInto('import_source')
      .values({ ...row, id, shop_id, run_by: author.staffId, next_at: await businessNow(tx) })
      .onConflict((same) => same.columns(['shop_id', 'name']).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!kept) throw sourceProblem('IMP137');
    await schedule(tx, id);
    await audit(tx, author, 'import_source.create', { id, shop_id, name: source.name });
    return id;
  });
}

/**
 * Changes a source; it is pulled next by its schedule. The secret stays where none is given, but for the same host only.
 * @throws Problem REQ404 for a foreign or missing source, IMP136, and as {@link addSource} does
 */
export async function changeSource(context: SourceContext, id: string, source: ChangedSource): Promise<void> {
  const { db, author } = context;
  const had = await readSource(context, id);
  await check(context, had.shop_id, source);
  await db.transaction().execute(async (tx) => {
    const { shop_id, url, header_name } = await tx
      .selectFrom('import_source')
      .select(['shop_id', 'url', 'header_name'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow(notFound);
    const isElsewhere = new URL(url).origin !== new URL(source.url).origin;
    if (isElsewhere && header_name !== null && source.header === undefined) throw sourceProblem('IMP136');
    if (await isTaken(tx, shop_id, source.name, id)) throw sourceProblem('IMP137');
    // What is known of the file at one address says nothing of another.
    const fresh = url === source.url ? {} : { etag: null, last_modified: null, last_sha256: null };
    await tx
      .updateTable('import_source')
      .set({ ...columnsOf(source), ...headerColumns(context, id, source.header), ...fresh, failures: 0 })
      .where('id', '=', id)
      .execute();
    await schedule(tx, id);
    await audit(tx, author, 'import_source.update', { id, shop_id, name: source.name });
  });
}

/** What it has brought in stays. Throws a Problem (REQ404) for a foreign or missing source. */
export async function deleteSource(context: SourceContext, id: string): Promise<void> {
  const { shop_id } = await readSource(context, id);
  await context.db.transaction().execute(async (tx) => {
    const { name } = await tx
      .deleteFrom('import_source')
      .where('id', '=', id)
      .returning('name')
      .executeTakeFirstOrThrow(notFound);
    await audit(tx, context.author, 'import_source.delete', { id, shop_id, name });
  });
}

/**
 * Puts another person in charge of a source: it goes on in their name, also where it had stopped.
 * @throws Problem REQ404 for a foreign or missing source, IMP139 for a person who may not import in the shop
 */
export async function handOverSource(context: SourceContext, id: string, staffId: string): Promise<void> {
  const { shop_id } = await readSource(context, id);
  await context.db.transaction().execute(async (tx) => {
    const heir = await abilityOfStaff(tx, staffId);
    if (!(await mayInShop(tx, heir, 'create', 'import', shop_id))) throw sourceProblem('IMP139');
    const { name } = await tx
      .updateTable('import_source')
      .set({ run_by: staffId, active: true, failures: 0 })
      .where('id', '=', id)
      .returning('name')
      .executeTakeFirstOrThrow(notFound);
    await schedule(tx, id);
    await audit(tx, context.author, 'import_source.hand-over', { id, shop_id, name });
  });
}

/** Has a source pulled within seconds, also one that is off. Throws a Problem (REQ404) for a foreign or missing one. */
export async function pullNow(context: SourceContext, id: string): Promise<void> {
  const { shop_id } = await readSource(context, id);
  await context.db.transaction().execute(async (tx) => {
    const { name } = await tx
      .updateTable('import_source')
      .set({ next_at: await businessNow(tx), active: true })
      .where('id', '=', id)
      .returning('name')
      .executeTakeFirstOrThrow(notFound);
    await audit(tx, context.author, 'import_source.pull', { id, shop_id, name });
  });
}

async function readSource({ db, scoped, author }: SourceContext, id: string) {
  const source = await scoped
    .selectFrom('import_source')
    .select('shop_id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow(notFound);
  await requireInShop(db, author.ability, 'update', 'import', source.shop_id);
  return source;
}

async function check({ db, scoped, internalHosts }: SourceContext, shopId: string, { url, options }: ChangedSource) {
  await checkOwner(db, scoped, shopId, options.owner_id);
  await safeAddresses(new URL(url), internalHosts);
}

async function isTaken(tx: Tx, shopId: string, name: string, by: string): Promise<boolean> {
  const other = await tx
    .selectFrom('import_source')
    .select('id')
    .where('shop_id', '=', shopId)
    .where('name', '=', name)
    .where('id', '<>', by)
    .executeTakeFirst();
  return other !== undefined;
}

function columnsOf({ name, url, kind, options, schedule: when, active }: ChangedSource) {
  return {
    ...{ name, url, kind, options: JSON.stringify(options), active },
    daily_at: 'daily_at' in when ? when.daily_at : null,
    every_hours: 'every_hours' in when ? when.every_hours : null,
  };
}

/** @param header null: none; undefined: as it is */
function headerColumns({ masterKeys }: SourceContext, id: string, header: ChangedSource['header']) {
  if (header === undefined) return {};
  return {
    header_name: header && header.name,
    header_encrypted: header && sealHeader(masterKeys, id, header.value),
  };
}

function audit(tx: Tx, { staffId }: Author, action: string, source: { id: string; shop_id: string; name: string }) {
  return appendAudit(tx, {
    actorId: staffId,
    action,
    subject: 'import',
    subjectId: source.id,
    shopId: source.shop_id,
    detail: { name: source.name },
  });
}
