import { sql } from 'kysely';
import { businessNow } from '../clock/clock.js';
import type { Keys } from '../crypto/keys.js';
import type { Tx } from '../db/database.js';
import { tasteIsDue } from '../taste/taste-due.sql.js';
import { fold } from './fan-part.js';
import { deletePart, writeSaid } from './fan-part.sql.js';
import { lockRoots } from './identity.sql.js';
import { returnContacts, writeContacts } from './merge-contacts.js';
import { splitCounters } from './merge-counters.sql.js';
import { keepParts } from './merge-fans.js';
import { splitStays, tellOfMerge } from './merge-stays.sql.js';
import { UnionFind } from './union-find.js';

/** A merge that stands. */
export interface Merge {
  id: string;
  from_record: string;
  into_record: string;
  at: Date;
  /** Of the fan that it has led to. */
  root: string;
}

/** Finds a merge and locks its fan. @returns undefined for one that is unknown or undone */
export async function lockMerge(tx: Tx, id: string): Promise<Merge | undefined> {
  const standing = () =>
    tx
      .selectFrom('fan_merge')
      .select(['id', 'from_record', 'into_record', 'at'])
      .where('id', '=', id)
      .where('undone_at', 'is', null)
      .executeTakeFirst();
  const found = await standing();
  const roots = found && (await lockRoots(tx, [found.from_record]));
  // It may have been undone while this waited for the lock.
  const merge = roots && (await standing());
  return merge && { ...merge, root: roots.get(merge.from_record) ?? merge.from_record };
}

/**
 * Takes a fan apart where a merge had tied two records: those on the one side go, with their identities, facts and what
 * was said of each. What was said since of the fan as a whole, and everything that was sent, stays with the fan that
 * they leave. Facts never merge the two again.
 *
 * @param by who undoes it
 * @returns roots of the two
 */
export async function undoMerge(tx: Tx, keys: Keys, merge: Merge, by: string): Promise<{ kept: string; gone: string }> {
  const kept = merge.root;
  const parts = await keepParts(tx, kept);
  await recordUndo(tx, merge, by);
  const records = await leavingRecords(tx, merge);
  const [gone = ''] = records;
  await sql`update fan set root_id = ${gone}, updated_at = now() where id = any(${records}::uuid[])`.execute(tx);
  for (const [root, own] of [
    [gone, parts.filter(({ id }) => records.includes(id))],
    [kept, parts.filter(({ id }) => !records.includes(id))],
  ] as const) {
    const said = fold(own);
    await writeContacts(tx, keys, root, said);
    await writeSaid(tx, root, said);
    if (own.length === 1) await deletePart(tx, root);
  }
  await returnContacts(tx, keys, kept, gone);
  await splitCounters(tx, kept, gone);
  await splitStays(tx, kept, gone, merge.at);
  await tasteIsDue(tx, [kept, gone]);
  await tellOfMerge(tx, kept);
  await tellOfMerge(tx, gone);
  return { kept, gone };
}

async function recordUndo(tx: Tx, { id, from_record, into_record }: Merge, by: string): Promise<void> {
  const now = await businessNow(tx);
  const [one = '', other = ''] = [from_record, into_record].sort();
  await tx.updateTable('fan_merge').set({ undone_at: now, undone_by: by }).where('id', '=', id).execute();
  await sql`
    insert into fan_pair (one, other, state, merge_id, at, decided_by, decided_at)
    values (${one}, ${other}, 'apart', ${id}, ${now}, ${by}, ${now})
    on conflict (one, other) do update
      set state = 'apart', decided_by = excluded.decided_by, decided_at = excluded.decided_at, met_at = null`.execute(
    tx,
  );
}

/**
 * Merges tie records as the edges of trees, so without one of them a fan falls into two. @returns the records on the
 * side where the root is not, oldest first
 */
async function leavingRecords(tx: Tx, { root, from_record, into_record }: Merge): Promise<string[]> {
  const { rows: records } = await sql<{ id: string }>`select id from fan where root_id = ${root} order by id`.execute(
    tx,
  );
  const { rows: ties } = await sql<{ from_record: string; into_record: string }>`
    select m.from_record, m.into_record from fan f join fan_merge m on m.from_record = f.id
    where f.root_id = ${root} and m.undone_at is null`.execute(tx);
  const sides = new UnionFind<string>();
  for (const tie of ties) sides.join(tie.from_record, tie.into_record);
  const side = [from_record, into_record].map((record) => sides.find(record)).find((one) => one !== sides.find(root));
  return records.map(({ id }) => id).filter((id) => sides.find(id) === side);
}
