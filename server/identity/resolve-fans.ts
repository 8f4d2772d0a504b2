import type { Keys } from '../crypto/keys.js';
import type { Tx } from '../db/database.js';
import { uuid7 } from '../db/uuid7.js';
import { createFans, fillContacts, type Contact, type NewFan } from './fan.sql.js';
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
  /** In plain, of a record that was made just now or met before. */
  dataKey: Buffer | null;
}

/** What was found of people before the transaction that resolves them. */
export interface MetFans {
  /** By identity key. An identity never moves to another record, so this stays true. */
  known: ReadonlyMap<string, KnownIdentity>;
  /** In plain by record. */
  dataKeys: ReadonlyMap<string, Buffer>;
}

/** People of one batch who share an identity are one group; every group becomes one fan. */
interface Group {
  identities: Identity[];
  /** Record that was made for the group; null: somebody in it was known. */
  newId: string | null;
}

/**
 * Finds or creates the fans behind sets of identities (none of them empty) and merges those who turn out to be one.
 * The root rows of all fans stay locked until the transaction ends, so that no merge moves them meanwhile.
 *
 * @param met what was found of all these people before; without it they are looked up
 * @returns one fan for each set, in order
 */
export async function resolveFans(tx: Tx, keys: Keys, people: Identity[][], met?: MetFans): Promise<ResolvedFan[]> {
  const groupOf = groupByIdentity(people);
  const groups = [...new Set(groupOf.values())];
  const known = met
    ? new Map(met.known)
    : await findIdentities(
        tx,
        groups.flatMap((group) => group.identities),
      );
  const added = await addMissing(tx, groups, known);
  const { roots, tied } = await settleRoots(tx, keys, groups, known);
  const newFans = groups.flatMap((group) => newFan(group, known, roots));
  const dataKeys = await createFans(tx, keys, newFans);
  await addContacts(tx, keys, groups, roots, added);
  const news = new Set(added);
  return people.map((identities) => {
    const key = identities[0]?.key ?? '';
    const group = groupOf.get(key);
    const rootId = group && roots.get(group);
    const fanId = known.get(key)?.fanId;
    if (!group || rootId === undefined || fanId === undefined) {
      throw new Error('A person without identities cannot be resolved');
    }
    let identified = tied.delete(group);
    for (const identity of identities) if (news.delete(identity.key)) identified = true;
    const dataKey = dataKeys.get(fanId) ?? met?.dataKeys.get(fanId) ?? null;
    return { fanId, rootId, created: rootId === group.newId, identified, dataKey };
  });
}

/** Group by identity key. */
export function groupByIdentity(people: Identity[][]): Map<string, Group> {
  const groupOf = new Map<string, Group>();
  for (const identities of people) {
    let group: Group | undefined;
    for (const { key } of identities) {
      const other = groupOf.get(key);
      if (group && other && other !== group) join(group, other, groupOf);
      group ??= other;
    }
    group ??= { identities: [], newId: null };
    for (const identity of identities) {
      if (groupOf.has(identity.key)) continue;
      groupOf.set(identity.key, group);
      group.identities.push(identity);
    }
  }
  return groupOf;
}

function join(group: Group, other: Group, groupOf: Map<string, Group>): void {
  for (const identity of other.identities) {
    groupOf.set(identity.key, group);
    group.identities.push(identity);
  }
}

/**
 * Inserts what is not known yet, in one order for all transactions. Where another transaction was faster, its fan is
 * taken over. `known` is complete afterwards.
 *
 * @returns keys of the identities that are new
 */
async function addMissing(tx: Tx, groups: Group[], known: Map<string, KnownIdentity>): Promise<Set<string>> {
  const missing: { identity: Identity; fanId: string }[] = [];
  for (const group of groups) {
    const owner = group.identities.find((identity) => known.has(identity.key));
    const fanId = (owner && known.get(owner.key)?.fanId) ?? (group.newId = uuid7());
    for (const identity of group.identities) if (!known.has(identity.key)) missing.push({ identity, fanId });
  }
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
  const tied = new Set<Group>();
  const merges: [string, string][] = [];
  for (const [i, group] of groups.entries()) {
    const fans = existing[i] ?? [];
    if (fans.length < 2) continue;
    if (new Set(fans.map((fanId) => rootOf.get(fanId) ?? fanId)).size > 1) tied.add(group);
    for (const fanId of fans) {
      const [into = '', from = ''] = [fans[0] ?? fanId, fanId].map((one) => joined.find(rootOf.get(one) ?? one)).sort();
      if (into === from) continue;
      joined.join(into, from);
      merges.push([into, from]);
    }
  }
  for (const [into, from] of merges) await mergeFans(tx, keys, into, from, 'identity');
  const roots = groups.map((group, i) => {
    const fan = existing[i]?.[0];
    return [group, fan === undefined ? (group.newId ?? '') : joined.find(rootOf.get(fan) ?? fan)] as const;
  });
  return { roots: new Map(roots), tied };
}

function existingFans(group: Group, known: Map<string, KnownIdentity>): string[] {
  const fans: string[] = [];
  for (const { key } of group.identities) {
    const fanId = known.get(key)?.fanId;
    if (fanId !== undefined && fanId !== group.newId && !fans.includes(fanId)) fans.push(fanId);
  }
  return fans;
}

/** The record made for the group; none when every identity turned out to be somebody's. */
function newFan(group: Group, known: Map<string, KnownIdentity>, roots: Map<Group, string>): NewFan[] {
  const { identities, newId } = group;
  if (newId === null || !identities.some((identity) => known.get(identity.key)?.fanId === newId)) return [];
  const valueOf = (kind: Identity['kind']) => identities.find((identity) => identity.kind === kind)?.value ?? null;
  const rootId = roots.get(group) ?? newId;
  return [{ id: newId, rootId, nick: valueOf('nick'), phone: valueOf('phone'), email: valueOf('email') }];
}

/** A fan known so far without phone or e-mail gets the one that has just become known. */
async function addContacts(
  tx: Tx,
  keys: Keys,
  groups: Group[],
  roots: Map<Group, string>,
  added: Set<string>,
): Promise<void> {
  const contacts: Contact[] = [];
  for (const group of groups) {
    const rootId = roots.get(group);
    if (rootId === undefined || rootId === group.newId) continue;
    const valueOf = (kind: Identity['kind']) =>
      group.identities.find((identity) => identity.kind === kind && added.has(identity.key))?.value ?? null;
    const [phone, email] = [valueOf('phone'), valueOf('email')];
    if (phone !== null || email !== null) contacts.push({ fanId: rootId, phone, email });
  }
  if (contacts.length > 0) await fillContacts(tx, keys, contacts);
}
