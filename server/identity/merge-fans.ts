import { sql } from 'kysely';
import { businessNow } from '../clock/clock.js';
import { settleUses } from '../coupon/coupon-use.sql.js';
import type { Keys } from '../crypto/keys.js';
import type { Tx } from '../db/database.js';
import { tasteIsDue } from '../taste/taste-due.sql.js';
import { absorb, fold, news, type Part } from './fan-part.js';
import { readAuthors, readParts, readSaid, writeParts, writeSaid } from './fan-part.sql.js';
import { writeContacts } from './merge-contacts.js';
import { joinCounters } from './merge-counters.sql.js';
import { joinStays, tellOfMerge } from './merge-stays.sql.js';

/** Why two fans are one: a person says so, or facts showed identities of both. */
export type MergeReason = { by: string; note: string | null } | { kinds: readonly string[] };

/** A record under the root it has now. */
export interface Rooted {
  record: string;
  root: string;
}

/**
 * Makes the fans of two records one: the root `from` becomes part of the root `into` (the older, with the smaller id).
 * Facts stay on the records they came with; what is kept per root is joined. Both roots must be locked.
 *
 * @returns id of the merge
 */
export async function mergeFans(
  tx: Tx,
  keys: Keys,
  tied: readonly [Rooted, Rooted],
  reason: MergeReason,
): Promise<string> {
  const [into, from] = tied[0].root < tied[1].root ? tied : [tied[1], tied[0]];
  const parts = [...(await keepParts(tx, into.root)), ...(await keepParts(tx, from.root))];
  const said = fold(parts);
  const id = await recordMerge(tx, into, from, reason);
  await sql`update fan set root_id = ${into.root}, updated_at = now() where root_id = ${from.root}`.execute(tx);
  await joinCounters(tx, into.root, from.root);
  await joinStays(tx, into.root, from.root);
  await settleUses(tx, [into.root]);
  await writeContacts(tx, keys, into.root, said);
  await writeSaid(tx, into.root, said);
  for (const table of ['fan_tag', 'consent', 'fan_arm']) {
    await sql`delete from ${sql.table(table)} where fan_id = ${from.root}`.execute(tx);
  }
  await tasteIsDue(tx, [into.root]);
  await tellOfMerge(tx, into.root);
  return id;
}

/** Brings the parts of a root up to what is said of it now; one that was never merged is its only part. */
export async function keepParts(tx: Tx, root: string): Promise<Part[]> {
  const whole = { id: root, said: await readSaid(tx, root) };
  const known = await readParts(tx, root);
  const changed = news(known, whole.said);
  if (changed.length === 0) return known;
  const parts = known.length === 0 ? [whole] : absorb(known, changed, whole, await readAuthors(tx, root));
  await writeParts(tx, parts);
  return parts;
}

async function recordMerge(tx: Tx, into: Rooted, from: Rooted, reason: MergeReason): Promise<string> {
  const why = 'by' in reason ? { by_staff: reason.by, note: reason.note } : { kinds: [...reason.kinds] };
  const { id } = await tx
    .insertInto('fan_merge')
    .values({
      from_root: from.root,
      into_root: into.root,
      from_record: from.record,
      into_record: into.record,
      reason: 'by' in reason ? 'hand' : 'identity',
      at: await businessNow(tx),
      ...why,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}
