import { sql } from 'kysely';
import type { Db, Tx } from '@fanloom/server/db/database.js';

/** The right to handle the facts of a shard; a later holder has a higher epoch. */
export interface Lease {
  shard: number;
  owner: string;
  epoch: number;
}

const LEASE_SECONDS = 15;

/**
 * Renews the leases that are held and takes every shard that nobody holds: real time, whatever the business clock does.
 * Renewing does not wait for transactions that act on the lease; taking over leaves the shard alone until they have ended.
 */
export async function takeLeases(db: Db, owner: string, shards: number): Promise<Lease[]> {
  await sql`
    insert into shard_lease (shard) select generate_series(0, ${shards - 1}) on conflict do nothing`.execute(db);
  const until = sql`statement_timestamp() + make_interval(secs => ${LEASE_SECONDS})`;
  const { rows } = await sql<Lease>`
    with renewed as (
      update shard_lease set until = ${until}
      where owner = ${owner} and until >= statement_timestamp() returning shard, owner, epoch
    ), free as (
      select shard from shard_lease where until < statement_timestamp() order by shard for update skip locked
    ), taken as (
      update shard_lease s set epoch = s.epoch + 1, owner = ${owner}, until = ${until}
      from free where s.shard = free.shard returning s.shard, s.owner, s.epoch
    )
    select * from renewed union all select * from taken order by shard`.execute(db);
  return rows;
}

/**
 * Those of the leases that still hold, checked inside the transaction that acts on them: a process that was stopped for
 * a while finds that another has taken over. The locks make the other wait for this transaction's end.
 *
 * @returns shards
 */
export async function heldShards(tx: Tx, leases: readonly Lease[]): Promise<number[]> {
  const { rows } = await sql<{ shard: number }>`
    select s.shard from shard_lease s
    join unnest(${leases.map((l) => l.shard)}::smallint[], ${leases.map((l) => l.owner)}::text[],
      ${leases.map((l) => l.epoch)}::bigint[]) l(shard, owner, epoch) using (shard)
    where s.owner = l.owner and s.epoch = l.epoch and s.until > clock_timestamp()
    order by s.shard for key share of s`.execute(tx);
  return rows.map(({ shard }) => shard);
}

export async function releaseLeases(db: Db, owner: string): Promise<void> {
  await sql`update shard_lease set until = '-infinity' where owner = ${owner}`.execute(db);
}
