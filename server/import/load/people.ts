import type { Keys } from '../../crypto/keys.js';
import type { Db, Tx } from '../../db/database.js';
import type { FieldValue } from '../../field/field-value.js';
import { meetFans } from '../../identity/meet-fans.js';
import { resolveFans, type MetFans, type ResolvedFan } from '../../identity/resolve-fans.js';
import type { ImportRow } from '../rows/read-row.js';
import type { Batch, ImportContext, Owner, PreparedRow } from './import-context.js';
import { warn } from './import-context.js';
import { keepingFans } from './earlier.sql.js';
import { writeOwn } from './own.sql.js';
import { assignOwners, grantConsent } from './people.sql.js';

/** Looks up whom the rows are about before they are written. */
export async function meetPeople(db: Db, keys: Keys, rows: PreparedRow<ImportRow>[]): Promise<MetFans> {
  // Receivers of orders are encrypted for their fans.
  const withKeys = rows.some(({ row }) => row.kind === 'orders' && row.receiver !== null);
  return meetFans(
    db,
    keys,
    identified(rows).map((row) => row.identities),
    withKeys,
  );
}

/** The fans of the rows; undefined where nobody can be told. */
export async function resolveRows(
  tx: Tx,
  context: ImportContext,
  { rows, met }: Batch<unknown>,
): Promise<(ResolvedFan | undefined)[]> {
  const told = identified(rows);
  const people = told.map((row) => row.identities);
  const fans = await resolveFans(tx, context.keys, people, met);
  const fanOf = new Map(told.map((row, i) => [row, fans[i]]));
  return rows.map((row) => fanOf.get(row));
}

function identified<R>(rows: PreparedRow<R>[]): PreparedRow<R>[] {
  return rows.filter((row) => row.identities.length > 0);
}

/**
 * Gives fans their owner, the consent declared for the file, and what it says in the shop's own fields.
 *
 * @param fans of the rows
 * @param owners by root fan; null: the file names none
 * @returns fans for whom something is another now
 */
export async function settlePeople(
  tx: Tx,
  context: ImportContext,
  { no, rows }: Batch<unknown>,
  fans: (ResolvedFan | undefined)[],
  owners: Map<string, string | null>,
): Promise<Set<string>> {
  const changed = await assignOwnersOf(tx, context, no, owners);
  const granted = await grantConsent(tx, context.shop.id, [...owners.keys()], context.consent, {
    source: `import:${context.importId}`,
    at: context.startedAt,
  });
  const written = await writeOwn(tx, { importId: context.importId, no }, ownOfFans(rows, fans));
  for (const rootId of [...granted, ...written]) changed.add(rootId);
  return changed;
}

/** By root fan; of two rows about one fan the later one tells. */
function ownOfFans(
  rows: PreparedRow<unknown>[],
  fans: (ResolvedFan | undefined)[],
): Map<string, Record<string, FieldValue>> {
  const own = new Map<string, Record<string, FieldValue>>();
  for (const [i, row] of rows.entries()) {
    const rootId = fans[i]?.rootId;
    if (rootId !== undefined && row.own) own.set(rootId, { ...own.get(rootId), ...row.own.fan });
  }
  return own;
}

async function assignOwnersOf(
  tx: Tx,
  context: ImportContext,
  no: number,
  owners: Map<string, string | null>,
): Promise<Set<string>> {
  const named = new Map<string, Owner>();
  const unnamed: string[] = [];
  for (const [rootId, name] of owners) {
    const owner = name === null ? undefined : context.owners.get(name.toLowerCase());
    if (name !== null && !owner) warn(context, 'unknown_owner', name);
    if (owner) named.set(rootId, owner);
    else unnamed.push(rootId);
  }
  const { importId, shop, defaultOwner } = context;
  const fallen = defaultOwner ? new Map(unnamed.map((rootId) => [rootId, defaultOwner])) : new Map<string, Owner>();
  const rootIds = [...named.keys(), ...fallen.keys()];
  if (rootIds.length === 0) return new Set();
  return keepingFans(tx, { importId, no }, shop.id, { rootIds, whom: 'all' }, async () => {
    const changed = await assignOwners(tx, shop.id, named, 'always');
    for (const rootId of await assignOwners(tx, shop.id, fallen, 'if-none')) changed.add(rootId);
    return changed;
  });
}
