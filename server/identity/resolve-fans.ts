import type { Keys } from '../crypto/keys.js';
import type { Tx } from '../db/database.js';
import { uuid7 } from '../db/uuid7.js';
import { createFans, fillContacts, type NewFan } from './fan.sql.js';
import { findIdentities, insertIdentities, lockRoots, type KnownIdentity } from './identity.sql.js';
import type { Identity } from './identity.js';
import { mergeFans } from './merge-fans.js';
import { UnionFind } from './union-find.js';

export interface ResolvedFan {
  /** The record that facts stay with, whatever merges later. */
  fanId: string;
  /** The fan as a whole. */
  rootId: string;
  created: boolean;
  /** Something new became known of who this is; told once for each identity. */
  identified: boolean;
}

/** People of one batch who share an identity are one group; every group becomes one fan. */
interface Group {
  identities: Map<string, Identity>;
  /** Record to make if nobody of the group is known. */
  newId: string;
}

/**
 * Finds or creates the fans behind sets of identities (none of them empty) and merges those who turn out to be one.
 * The root rows of all fans stay locked until the transaction ends, so that no merge moves them meanwhile.
 *
 * @returns one fan for each set, in order
 */
export async function resolveFans(tx: Tx, keys: Keys, people: Identity[][]): Promise<ResolvedFan[]> {
  const groups = groupByIdentity(people);
  const wanted = groups.flatMap((group) => [...group.identities.values()]);
  const known = await findIdentities(tx, wanted);
  const added = await addMissing(tx, groups, known);

  const newFans = groups.filter((group) =>
    [...group.identities.keys()].some((key) => known.get(key)?.fanId === group.newId),
  );
  const { roots, tied } = await settleRoots(tx, keys, groups, known);
  await createFans(
    tx,
    keys,
    newFans.map((group) => newFan(group, roots.get(group) ?? group.newId)),
  );
  await addContacts(tx, keys, groups, roots, added);

  const groupOf = new Map(
    groups.flatMap((group) => Array.from(group.identities.keys(), (key) => [key, group] as const)),
  );
  return people.map((identities) => {
    const first = identities[0];
    const group = first && groupOf.get(first.key);
    const rootId = group && roots.get(group);
    const fanId = first && known.get(first.key)?.fanId;
    if (!group || !rootId || !fanId) throw new Error('A person without identities cannot be resolved');
    const isNew = identities.filter((identity) => added.delete(identity.key)).length > 0;
    return { fanId, rootId, created: rootId === group.newId, identified: tied.delete(group) || isNew };
  });
}

function groupByIdentity(people: Identity[][]): Group[] {
  const joined = new UnionFind<string>();
  for (const [first, ...rest] of people) {
    for (const identity of rest) if (first) joined.join(first.key, identity.key);
  }
  const groups = new Map<string, Group>();
  for (const identity of people.flat()) {
    const at = joined.find(identity.key);
    const group = groups.get(at) ?? { identities: new Map(), newId: uuid7() };
    groups.set(at, group);
    group.identities.set(identity.key, identity);
  }
  return [...groups.values()];
}

/**
 * Inserts what is not known yet, in one order for all transactions. Where another transaction was faster, its fan is
 * taken over. `known` is complete afterwards.
 *
 * @returns keys of the identities that are new
 */
async function addMissing(tx: Tx, groups: Group[], known: Map<string, KnownIdentity>): Promise<Set<string>> {
  const missing = groups.flatMap((group) => {
    const identities = [...group.identities.values()];
    const owner = identities.map((identity) => known.get(identity.key)?.fanId).find((fanId) => fanId !== undefined);
    return identities
      .filter((identity) => !known.has(identity.key))
      .map((identity) => ({ identity, fanId: owner ?? group.newId }));
  });
  if (missing.length === 0) return new Set();
  missing.sort((a, b) => (a.identity.key < b.identity.key ? -1 : 1));
  const added = await insertIdentities(tx, missing);
  for (const { identity, fanId } of missing) {
    if (added.has(identity.key)) known.set(identity.key, { fanId, rootId: fanId });
  }
  const lost = missing.filter(({ identity }) => !added.has(identity.key)).map(({ identity }) => identity);
  for (const [key, other] of await findIdentities(tx, lost)) known.set(key, other);
  return added;
}

/** Locks the fans of each group and merges where a group has several. @returns root by group, and the groups merged */
async function settleRoots(
  tx: Tx,
  keys: Keys,
  groups: Group[],
  known: Map<string, KnownIdentity>,
): Promise<{ roots: Map<Group, string>; tied: Set<Group> }> {
  const existing = groups.map((group) => existingFans(group, known));
  const rootOf = await lockRoots(tx, [...new Set(existing.flat())]);
  const joined = new UnionFind<string>();
  const merges: [string, string][] = [];
  for (const fans of existing) {
    const [first, ...others] = fans.map((fanId) => joined.find(rootOf.get(fanId) ?? fanId)).sort();
    for (const other of others) {
      if (first === undefined || joined.find(first) === joined.find(other)) continue;
      const [into, from] = [joined.find(first), joined.find(other)].sort();
      if (into === undefined || from === undefined) continue;
      joined.join(into, from);
      merges.push([into, from]);
    }
  }
  for (const [into, from] of merges) await mergeFans(tx, keys, into, from, 'identity');
  const roots = groups.map((group, i) => {
    const fan = existing[i]?.[0];
    return [group, fan === undefined ? group.newId : joined.find(rootOf.get(fan) ?? fan)] as const;
  });
  const tied = groups.filter((_, i) => new Set(existing[i]?.map((fanId) => rootOf.get(fanId) ?? fanId)).size > 1);
  return { roots: new Map(roots), tied: new Set(tied) };
}

function existingFans(group: Group, known: Map<string, KnownIdentity>): string[] {
  const fans = Array.from(group.identities.keys(), (key) => known.get(key)?.fanId);
  return [...new Set(fans)].filter((fanId) => fanId !== undefined && fanId !== group.newId) as string[];
}

function newFan(group: Group, rootId: string): NewFan {
  const valueOf = (kind: Identity['kind']) =>
    [...group.identities.values()].find((identity) => identity.kind === kind)?.value ?? null;
  return { id: group.newId, rootId, nick: valueOf('nick'), phone: valueOf('phone'), email: valueOf('email') };
}

/** A fan known so far without phone or e-mail gets the one that has just become known. */
async function addContacts(
  tx: Tx,
  keys: Keys,
  groups: Group[],
  roots: Map<Group, string>,
  added: Set<string>,
): Promise<void> {
  const contacts = groups.flatMap((group) => {
    const rootId = roots.get(group);
    if (rootId === undefined || rootId === group.newId) return [];
    const isNew = [...group.identities.values()].filter((identity) => added.has(identity.key));
    const phone = isNew.find((identity) => identity.kind === 'phone')?.value ?? null;
    const email = isNew.find((identity) => identity.kind === 'email')?.value ?? null;
    return phone === null && email === null ? [] : [{ fanId: rootId, phone, email }];
  });
  if (contacts.length > 0) await fillContacts(tx, keys, contacts);
}
