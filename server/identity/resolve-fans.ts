import type { Keys } from '../crypto/keys.js';
import type { Tx } from '../db/database.js';
import { Overtaken } from '../db/retry.js';
import { uuid7 } from '../db/uuid7.js';
import { createFans, fillContacts, type Contact, type NewFan } from './fan.sql.js';
import { findIdentities, insertIdentities, lockRoots, type KnownIdentity } from './identity.sql.js';
import type { Identity, IdentityKind } from './identity.js';
import { contradict, mergeByFacts, meetApart } from './merge-by-facts.js';
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
  /** By identity key. An identity never moves to another record, so this stays true until an undo removes the record. */
  known: ReadonlyMap<string, KnownIdentity>;
  /** In plain by record. */
  dataKeys: ReadonlyMap<string, Buffer>;
  /** Takes up the identities that become known when the transaction commits. */
  made?: Map<string, KnownIdentity>;
}

/** People of one batch who share an identity are one group, unless they contradict each other; every group has one record. */
interface Group {
  identities: Identity[];
  /** Record that was made for the group; null: somebody in it was known. */
  newId: string | null;
}

/** Somebody with identities of two groups that contradict each other. */
interface Tie {
  /** Key of an identity of the one group. */
  one: string;
  /** And of the other. */
  other: string;
  kinds: IdentityKind[];
}

/**
 * Finds or creates the fans behind sets of identities (none of them empty) and merges those who turn out to be one.
 * The root rows of all fans stay locked until the transaction ends, so that no merge moves them meanwhile. Throws
 * `Overtaken` when one of them has been removed since it was looked up: the transaction is to run again.
 *
 * @param met what was found of all these people before; without it they are looked up
 * @returns one fan for each set, in order
 */
export async function resolveFans(tx: Tx, keys: Keys, people: Identity[][], met?: MetFans): Promise<ResolvedFan[]> {
  const { groupOf, ties } = groupByIdentity(people);
  const groups = [...new Set(groupOf.values())];
  const known = met
    ? new Map(met.known)
    : await findIdentities(
        tx,
        groups.flatMap((group) => group.identities),
      );
  const added = await addMissing(tx, groups, known);
  const { rootOf, tied, merge } = await settleRoots(tx, keys, groups, known);
  const newFans = groups.flatMap((group) => newFan(group, known, rootOf));
  const dataKeys = await createFans(tx, keys, newFans);
  await addContacts(tx, keys, groups, known, rootOf, added);
  for (const { one, other, kinds } of ties) {
    const group = groupOf.get(one);
    const [first, second] = [known.get(one), known.get(other)];
    if (group && first && second) await merge(group, [first.fanId, second.fanId], kinds);
  }
  for (const [key, fan] of known) if (met && !met.known.has(key)) met.made?.set(key, fan);
  const news = new Set(added);
  return people.map((identities) => {
    const key = identities[0]?.key ?? '';
    const group = groupOf.get(key);
    const fanId = known.get(key)?.fanId;
    if (!group || fanId === undefined) throw new Error('A person without identities cannot be resolved');
    const rootId = rootOf(fanId);
    let identified = tied.delete(group);
    for (const identity of identities) if (news.delete(identity.key)) identified = true;
    const dataKey = dataKeys.get(fanId) ?? met?.dataKeys.get(fanId) ?? null;
    return { fanId, rootId, created: rootId === group.newId, identified, dataKey };
  });
}

/** Groups by identity key. */
function groupByIdentity(people: Identity[][]): { groupOf: Map<string, Group>; ties: Tie[] } {
  const groupOf = new Map<string, Group>();
  const ties: Tie[] = [];
  for (const identities of people) {
    let group: Group | undefined;
    let first = '';
    for (const { key } of identities) {
      const other = groupOf.get(key);
      if (group && other && other !== group) {
        if (contradict(group.identities, other.identities)) {
          ties.push({ one: first, other: key, kinds: identities.map(({ kind }) => kind) });
        } else join(group, other, groupOf);
      }
      if (!group && other) [group, first] = [other, key];
    }
    group ??= { identities: [], newId: null };
    for (const identity of identities) {
      if (groupOf.has(identity.key)) continue;
      groupOf.set(identity.key, group);
      group.identities.push(identity);
    }
  }
  return { groupOf, ties };
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
  const others = await findIdentities(tx, lost);
  if (others.size < lost.length) throw new Overtaken('The import that made an identity was undone meanwhile');
  for (const [key, other] of others) known.set(key, other);
  return added;
}

/**
 * Locks the fans of each group and merges where a group has several.
 *
 * @returns root by record, the groups merged, and what merges the fans of two more records that are locked
 */
async function settleRoots(
  tx: Tx,
  keys: Keys,
  groups: Group[],
  known: Map<string, KnownIdentity>,
): Promise<{ rootOf: (fanId: string) => string; tied: Set<Group>; merge: Merge }> {
  const existing = new Map(groups.map((group) => [group, existingFans(group, known)]));
  const rootIds = new Map(Array.from(known.values(), ({ fanId, rootId }) => [fanId, rootId]));
  const fanIds = [...new Set([...existing.values()].flat())];
  const locked = await lockRoots(tx, fanIds, new Map(fanIds.map((id) => [id, rootIds.get(id) ?? id])));
  if (locked.size < fanIds.length) throw new Overtaken('The import that made a fan was undone meanwhile');
  const joined = new UnionFind<string>();
  const rootOf = (fanId: string) => joined.find(locked.get(fanId) ?? fanId);
  const tied = new Set<Group>();
  const rooted = (record: string) => ({ record, root: rootOf(record) });
  const merge: Merge = async (group, records, kinds) => {
    const [one, other] = [rooted(records[0]), rooted(records[1])];
    if (one.root === other.root || (await meetApart(tx, one.root, other.root))) return;
    await mergeByFacts(tx, keys, [one, other], [...new Set(kinds)]);
    const [into = '', from = ''] = [one.root, other.root].sort();
    joined.join(into, from);
    tied.add(group);
  };
  for (const [group, fans] of existing) {
    const [first] = fans;
    if (first === undefined) continue;
    if (group.newId !== null) locked.set(group.newId, rootOf(first));
    const kinds = group.identities.map(({ kind }) => kind);
    for (const fan of fans.slice(1)) await merge(group, [first, fan], kinds);
  }
  return { rootOf, tied, merge };
}

type Merge = (group: Group, records: readonly [string, string], kinds: readonly IdentityKind[]) => Promise<void>;

function existingFans(group: Group, known: Map<string, KnownIdentity>): string[] {
  const fans: string[] = [];
  for (const { key } of group.identities) {
    const fanId = known.get(key)?.fanId;
    if (fanId !== undefined && fanId !== group.newId && !fans.includes(fanId)) fans.push(fanId);
  }
  return fans;
}

/** The record made for the group; none when every identity turned out to be somebody's. */
function newFan(group: Group, known: Map<string, KnownIdentity>, rootOf: (fanId: string) => string): NewFan[] {
  const { identities, newId } = group;
  if (newId === null || !identities.some((identity) => known.get(identity.key)?.fanId === newId)) return [];
  const valueOf = (kind: Identity['kind']) => identities.find((identity) => identity.kind === kind)?.value ?? null;
  return [
    { id: newId, rootId: rootOf(newId), nick: valueOf('nick'), phone: valueOf('phone'), email: valueOf('email') },
  ];
}

/** A fan known so far without phone or e-mail gets the one that has just become known. */
async function addContacts(
  tx: Tx,
  keys: Keys,
  groups: Group[],
  known: Map<string, KnownIdentity>,
  rootOf: (fanId: string) => string,
  added: Set<string>,
): Promise<void> {
  const contacts = new Map<string, Contact>();
  for (const group of groups) {
    for (const { kind, key, value } of group.identities) {
      const fanId = known.get(key)?.fanId;
      if ((kind !== 'phone' && kind !== 'email') || !added.has(key) || fanId === undefined) continue;
      const rootId = rootOf(fanId);
      if (rootId === group.newId) continue;
      const contact = contacts.get(rootId) ?? { fanId: rootId, phone: null, email: null };
      contact[kind] ??= value;
      contacts.set(rootId, contact);
    }
  }
  if (contacts.size > 0) await fillContacts(tx, keys, [...contacts.values()]);
}
