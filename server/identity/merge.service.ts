import type { ExpressionBuilder } from 'kysely';
import type { Ability } from '../access/ability.js';
import { scopeOf } from '../access/rows.js';
import type { ScopedDb } from '../access/scoped-db.js';
import type { Actor } from '../account/session.service.js';
import { appendAudit } from '../audit/audit.js';
import { businessNow } from '../clock/clock.js';
import type { Keys } from '../crypto/keys.js';
import type { Db, Tx } from '../db/database.js';
import type { DB } from '../db/generated/schema.js';
import { retryingTransaction } from '../db/retry.js';
import { notFound } from '../problem/common.js';
import { lockRoots } from './identity.sql.js';
import { mergeFans } from './merge-fans.js';
import { mergeProblems } from './merge.problems.js';
import { decisionsOf, facesOf, mergesOf, type OpenPair, openPairs, rootsWithin, sameNicks } from './merge.sql.js';
import { lockMerge, undoMerge } from './undo-merge.js';

/** A person who decides who is one, and with what. */
export interface Decider {
  db: Db;
  keys: Keys;
  actor: Actor;
}

/** Pairs that are shown at a time. */
const MOST_PAIRS = 100;

/** Pairs of fans who wait for a decision that is the reader's to take. */
export async function listPairs(unbound: Db, db: ScopedDb, ability: Ability, shopId: string) {
  await db.selectFrom('shop').select('id').where('id', '=', shopId).executeTakeFirstOrThrow(notFound);
  const scope = scopeOf(ability, 'update', 'fan');
  const asked = await openPairs(unbound, shopId, scope, MOST_PAIRS);
  const pairs = [...asked, ...(await sameNicks(unbound, shopId, scope, MOST_PAIRS - asked.length))];
  const faces = await readFaces(
    db,
    shopId,
    pairs.flatMap(({ one, other }) => [one, other]),
  );
  return pairs.flatMap((pair) => withFaces(faces, pair));
}

/** Nothing where the reader does not see both. */
function withFaces<P extends { one: string; other: string }>(faces: Faces, { one, other, ...pair }: P) {
  const [first, second] = [faces.get(one), faces.get(other)];
  return first && second ? [{ ...pair, one: first, other: second }] : [];
}

/** The merges that made a fan what it is, and what people decided of it, newest first. Throws a Problem (REQ404) for a foreign fan. */
export async function listMerges(unbound: Db, db: ScopedDb, fanId: string) {
  const fan = await db
    .selectFrom('fan')
    .innerJoin('fan_shop', 'fan_shop.fan_id', 'fan.root_id')
    .select(['fan.root_id', 'fan_shop.shop_id'])
    .where('fan.id', '=', fanId)
    .executeTakeFirstOrThrow(notFound);
  const [merges, decided] = await Promise.all([mergesOf(unbound, fan.root_id), decisionsOf(unbound, fan.root_id)]);
  const faces = await readFaces(db, fan.shop_id, [
    ...merges.flatMap(({ from_record, into_record }) => [from_record, into_record]),
    ...decided.flatMap(({ one, other }) => [one, other]),
  ]);
  const items = merges.map(({ from_record, into_record, ...merge }) => ({
    ...merge,
    from: faces.get(from_record) ?? null,
    into: faces.get(into_record) ?? null,
  }));
  return { items, decisions: decided.flatMap((decision) => withFaces(faces, decision)) };
}

type Faces = Awaited<ReturnType<typeof readFaces>>;

/** What the reader sees of these records, by record. */
export async function readFaces(db: ScopedDb, shopId: string, records: readonly string[]) {
  const faces = await facesOf(db, shopId, [...new Set(records)]);
  return new Map(faces.map(({ nick, shop_nick, ...face }) => [face.record, { ...face, nick: nick ?? shop_nick }]));
}

/**
 * Makes two fans one because a person says so. @returns id of the merge
 * @throws Problem REQ404 unless the person may change both in every shop that knows them; IDN101 when they are one, IDN103 when
 *   one was erased
 */
export async function mergeByHand(decider: Decider, one: string, other: string, note: string | null): Promise<string> {
  return retryingTransaction(decider.db, async (tx) => {
    // What is foreign is neither locked nor looked for longer than what is not there.
    await permit(tx, decider, [one, other]);
    const roots = await lockRoots(tx, [one, other]);
    await permit(tx, decider, [one, other]);
    const [a, b] = [one, other].map((record) => ({ record, root: roots.get(record) ?? record }));
    if (!a || !b || a.root === b.root) throw mergeProblems.alreadyOne();
    const { actor, keys } = decider;
    const id = await mergeFans(tx, keys, [a, b], { by: actor.staffId, note });
    await decide(tx, actor, [one, other], 'same');
    await audit(tx, actor, 'fan.merge', [a.root, b.root].sort()[0] ?? a.root, { merge: id });
    return id;
  });
}

/**
 * Takes a merge back. @returns roots of the two fans
 * @throws Problem REQ404 unless the person may change the fan in every shop; IDN102 when it was undone before,
 *   IDN103 when the fan was erased
 */
export async function undoByHand(decider: Decider, id: string): Promise<{ kept: string; gone: string }> {
  return retryingTransaction(decider.db, async (tx) => {
    const known = await tx.selectFrom('fan_merge').select('into_record').where('id', '=', id).executeTakeFirst();
    await permit(tx, decider, [known?.into_record ?? id]);
    const merge = await lockMerge(tx, id);
    if (!known || !merge) throw mergeProblems.notStanding();
    const roots = await undoMerge(tx, decider.keys, merge, decider.actor.staffId);
    await audit(tx, decider.actor, 'fan.unmerge', roots.kept, { merge: id });
    return roots;
  });
}

export type Verdict = 'same' | 'apart';

/** Settles a pair: what is one stays or becomes one, what is two stays or becomes two. */
export async function settlePair(decider: Decider, pair: Pick<OpenPair, 'one' | 'other'>, verdict: Verdict) {
  const { db, actor } = decider;
  const { one, other } = pair;
  const [asked, roots] = [
    await db.selectFrom('fan_pair').select('merge_id').where(isPair(pair)).executeTakeFirst(),
    await rootsWithin(db, scopeOf(actor.ability, 'update', 'fan'), [one, other]),
  ];
  if (roots.size < 2) throw notFound();
  const isOne = roots.get(one) === roots.get(other);
  if (verdict === 'same' && !isOne) return void (await mergeByHand(decider, one, other, null));
  if (verdict === 'apart' && isOne && asked?.merge_id) return void (await undoByHand(decider, asked.merge_id));
  if (verdict === 'apart' && isOne) throw mergeProblems.alreadyOne();
  await db.transaction().execute(async (tx) => {
    await decide(tx, actor, [one, other], verdict);
    const [fan = one, with_fan] = [roots.get(one), roots.get(other)];
    const action = verdict === 'apart' ? 'fan.keep-apart' : 'fan.keep-together';
    await audit(tx, actor, action, fan, { with: with_fan });
  });
}

function isPair({ one, other }: Pick<OpenPair, 'one' | 'other'>) {
  const [first = '', second = ''] = [one, other].sort();
  return (eb: ExpressionBuilder<DB, 'fan_pair'>) => eb.and({ one: first, other: second });
}

async function decide(tx: Tx, actor: Actor, records: readonly [string, string], state: Verdict): Promise<void> {
  const [one = '', other = ''] = [...records].sort();
  const now = await businessNow(tx);
  const decision = { state, decided_by: actor.staffId, decided_at: now, met_at: null };
  await tx
    .insertInto('fan_pair')
    .values({ one, other, at: now, ...decision })
    .onConflict((conflict) => conflict.columns(['one', 'other']).doUpdateSet(decision))
    .execute();
}

async function permit(tx: Tx, { actor }: Decider, records: readonly string[]): Promise<void> {
  const roots = await rootsWithin(tx, scopeOf(actor.ability, 'update', 'fan'), records);
  if (records.some((record) => !roots.has(record))) throw notFound();
  const erased = await tx
    .selectFrom('erasure')
    .select('id')
    .where('root_id', 'in', [...roots.values()])
    .executeTakeFirst();
  if (erased) throw mergeProblems.erased();
}

async function audit(tx: Tx, actor: Actor, action: string, fanId: string, detail: object): Promise<void> {
  await appendAudit(tx, { actorId: actor.staffId, action, subject: 'fan', subjectId: fanId, detail: { ...detail } });
}
