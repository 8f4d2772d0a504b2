import { sql } from 'kysely';
import { businessNow } from '../clock/clock.js';
import type { Keys } from '../crypto/keys.js';
import type { Tx } from '../db/database.js';
import type { Identity, IdentityKind } from './identity.js';
import { mergeFans, type Rooted } from './merge-fans.js';

/** Of these a person has one: who has two on a platform, or in a shop, may be two people. */
const ONE_EACH: readonly IdentityKind[] = ['union_id', 'user_id', 'open_id', 'wecom', 'member_no', 'phone'];

/** Whether these may be two people: they have different identities of a kind of which a person has one. */
export function contradict(some: readonly Identity[], others: readonly Identity[]): boolean {
  return some.some(
    ({ kind, scope, key }) =>
      ONE_EACH.includes(kind) &&
      others.some((other) => other.kind === kind && other.scope === scope && other.key !== key),
  );
}

/**
 * Two whom people have taken apart are not merged because of facts. That facts tie them again is for people to see.
 *
 * @returns whether they are to stay apart
 */
export async function meetApart(tx: Tx, one: string, other: string): Promise<boolean> {
  const { rows } = await sql`
    update fan_pair p set met_at = ${await businessNow(tx)} from fan a, fan b
    where p.state = 'apart' and a.id = p.one and b.id = p.other
      and ((a.root_id = ${one} and b.root_id = ${other}) or (a.root_id = ${other} and b.root_id = ${one}))
    returning p.one`.execute(tx);
  return rows.length > 0;
}

/**
 * Merges the fans of two records of which facts showed identities together. Where they contradict each other – two
 * phones, two ids on one platform – they are one all the same, and people are asked.
 */
export async function mergeByFacts(
  tx: Tx,
  keys: Keys,
  tied: readonly [Rooted, Rooted],
  kinds: readonly IdentityKind[],
): Promise<void> {
  const { rows } = await sql<{ kind: string }>`
    select distinct i.kind from identity i
    join fan f on f.id = i.fan_id and f.root_id = ${tied[0].root}
    join identity o on o.kind = i.kind and o.scope = i.scope
    join fan g on g.id = o.fan_id and g.root_id = ${tied[1].root}
    where i.kind = any(${[...ONE_EACH]}::text[]) order by 1`.execute(tx);
  const merge = await mergeFans(tx, keys, tied, { kinds });
  if (rows.length === 0) return;
  const [one = '', other = ''] = tied.map(({ record }) => record).sort();
  await sql`
    insert into fan_pair (one, other, kinds, merge_id, at)
    values (${one}, ${other}, ${rows.map((row) => row.kind)}::text[], ${merge}, ${await businessNow(tx)})
    on conflict (one, other) do nothing`.execute(tx);
}
