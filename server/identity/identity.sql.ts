import { sql } from 'kysely';
import { hexes, texts, uuids } from '../db/binary-array.js';
import type { Db, Tx } from '../db/database.js';
import type { Identity } from './identity.js';

export interface KnownIdentity {
  fanId: string;
  rootId: string;
}

interface IdentityRow {
  kind: string;
  scope: string;
  /** Hexadecimal. */
  hash: string;
}

function keyOf(row: IdentityRow): string {
  return `${row.kind} ${row.scope} ${row.hash}`;
}

/** Who has these identities, by identity key; unknown ones are missing. */
export async function findIdentities(tx: Db | Tx, identities: Identity[]): Promise<Map<string, KnownIdentity>> {
  const known = new Map<string, KnownIdentity>();
  for (const { kind, scope, hashes } of alike(identities)) {
    const { rows } = await sql<{ hash: string; fan_id: string; root_id: string }>`
      select encode(i.hash, 'hex') as hash, i.fan_id, (select f.root_id from fan f where f.id = i.fan_id) as root_id
      from identity i
      where i.kind = ${kind} and i.scope = ${scope} and i.hash = any(${hexes(hashes, (hash) => hash)}::bytea[])`.execute(
      tx,
    );
    for (const row of rows) {
      known.set(keyOf({ kind, scope, hash: row.hash }), { fanId: row.fan_id, rootId: row.root_id });
    }
  }
  return known;
}

/**
 * Hashes by kind and scope, of which there are few. PostgreSQL then knows how many rows it looks for and takes the
 * index, where a join on all three columns reads the whole table.
 */
function alike(identities: Identity[]): Iterable<{ kind: string; scope: string; hashes: string[] }> {
  const groups = new Map<string, { kind: string; scope: string; hashes: string[] }>();
  for (const { kind, scope, hash } of identities) {
    const name = `${kind} ${scope}`;
    let group = groups.get(name);
    if (!group) groups.set(name, (group = { kind, scope, hashes: [] }));
    group.hashes.push(hash);
  }
  return groups.values();
}

/**
 * Inserts in the order given, which must be the same in every transaction. An identity on the suppression list blocks
 * its fan for all messages.
 *
 * @returns keys of those that nobody had before
 */
export async function insertIdentities(tx: Tx, owned: { identity: Identity; fanId: string }[]): Promise<Set<string>> {
  const added = new Set(owned.map(({ identity }) => identity.key));
  // Nearly always all are new: only the others are sent back.
  const { rows } = await sql<IdentityRow>`
    with said as materialized (
      select * from unnest(
        ${texts(owned, ({ identity }) => identity.kind)}::text[],
        ${texts(owned, ({ identity }) => identity.scope)}::text[],
        ${hexes(owned, ({ identity }) => identity.hash)}::bytea[],
        ${uuids(owned, ({ fanId }) => fanId)}::uuid[]) as said (kind, scope, hash, fan_id)),
    added as (
      insert into identity (kind, scope, hash, fan_id) select * from said
      on conflict do nothing
      returning kind, scope, hash),
    blocked as (
      insert into fan_guard (fan_id, blocked)
      select distinct said.fan_id, 'suppressed' from said join suppression using (kind, scope, hash) order by 1
      on conflict (fan_id) do update set blocked = coalesce(fan_guard.blocked, excluded.blocked))
    select kind, scope, encode(hash, 'hex') as hash from said
    where not exists (
      select from added
      where added.kind = said.kind and added.scope = said.scope and added.hash = said.hash)`.execute(tx);
  for (const row of rows) added.delete(keyOf(row));
  return added;
}

/**
 * Locks the fans' root rows, in id order. Merges and undone merges that commit while this waits are followed.
 *
 * @param believed root by fan, as it was read before; without it that is read first
 * @returns root by fan
 */
export async function lockRoots(
  tx: Tx,
  fanIds: string[],
  believed?: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  if (fanIds.length === 0) return new Map();
  for (let roots = believed ?? (await readRoots(tx, fanIds)); ;) {
    const wanted = [...new Set(roots.values())];
    const { rows } = await sql<FanRoot>`
      select id, root_id from fan where id = any(${uuids(wanted, (id) => id)}::uuid[]) order by id for no key update`.execute(
      tx,
    );
    const locked = new Map(rows.map((row) => [row.id, row.root_id]));
    // Of most fans, who are one record, the lock itself has told whether that still is the root.
    const found = await readRoots(
      tx,
      fanIds.filter((id) => !locked.has(id)),
    );
    for (const id of fanIds) {
      const root = locked.get(id);
      if (root !== undefined) found.set(id, root);
    }
    if ([...found.values()].every((root) => locked.get(root) === root)) return found;
    roots = found;
  }
}

interface FanRoot {
  id: string;
  root_id: string;
}

async function readRoots(tx: Tx, fanIds: string[]): Promise<Map<string, string>> {
  if (fanIds.length === 0) return new Map();
  const { rows } =
    await sql<FanRoot>`select id, root_id from fan where id = any(${uuids(fanIds, (id) => id)}::uuid[])`.execute(tx);
  return new Map(rows.map((row) => [row.id, row.root_id]));
}
