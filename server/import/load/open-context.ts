import type { Keys } from '../../crypto/keys.js';
import type { Db } from '../../db/database.js';
import { readIngestShop } from '../../event/ingest-shop.js';
import { mayOwnFans } from '../../staff/may-own.sql.js';
import type { ImportJob } from '../import-job.js';
import type { ImportContext, Owner } from './import-context.js';

/** What is asked of the import itself. */
export type ContextJob = Pick<ImportJob, 'id' | 'shopId' | 'kind' | 'fileName' | 'options' | 'startedAt'>;

/** Reads what all batches of the import share. */
export async function openContext(db: Db, keys: Keys, job: ContextJob): Promise<ImportContext> {
  const shop = await readIngestShop(db, job.shopId);
  if (!shop) throw new Error('The shop of the import is gone');
  const people = await peopleOf(db, job.shopId);
  const { owner_id: ownerId } = job.options;
  return {
    importId: job.id,
    shop,
    keys,
    history: job.options.mode === 'history',
    startedAt: job.startedAt,
    session: job.kind === 'live' ? await openSession(db, job) : null,
    defaultOwner: ownerId === null ? null : (people.byId.get(ownerId) ?? null),
    owners: people.byName,
    consent: job.options.consent,
    warnings: new Map(),
  };
}

/** Those who look after fans in the shop. A name that two of them share is nobody's. */
async function peopleOf(db: Db, shopId: string): Promise<{ byId: Map<string, Owner>; byName: Map<string, Owner> }> {
  const rows = await db
    .selectFrom('staff')
    .select(['id', 'login', 'name', 'team_id'])
    .where((eb) => mayOwnFans(eb.ref('staff.id'), shopId))
    .execute();
  const byId = new Map(rows.map((row) => [row.id, { id: row.id, teamId: row.team_id }]));
  const byName = new Map<string, Owner>();
  const shared = new Set<string>();
  for (const row of rows) {
    const name = row.name.toLowerCase();
    if (byName.has(name)) shared.add(name);
    byName.set(name, { id: row.id, teamId: row.team_id });
  }
  for (const name of shared) byName.delete(name);
  for (const row of rows) byName.set(row.login.toLowerCase(), { id: row.id, teamId: row.team_id });
  return { byId, byName };
}

/** The broadcast by its name; one that is not known yet is made. */
async function openSession(db: Db, job: ContextJob): Promise<{ id: string; name: string }> {
  const name = job.options.session ?? job.fileName.replace(/\.[^.]{1,5}$/, '').slice(0, 100);
  await db
    .insertInto('live_session')
    .values({ shop_id: job.shopId, name })
    .onConflict((conflict) => conflict.columns(['shop_id', 'name']).doNothing())
    .execute();
  return db
    .selectFrom('live_session')
    .select(['id', 'name'])
    .where('shop_id', '=', job.shopId)
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
}
