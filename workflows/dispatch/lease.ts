import { sql } from 'kysely';
import type { Db, Tx } from '@fanloom/server/db/database.js';

/** The right to handle the facts of a shard; a later holder has a higher epoch. */
export interface Lease {
  shard: number;
  owner: string;
  epoch: number;
}

const LEASE_SECONDS = 15;

/** Takes every shard that nobody holds and renews those held: real time, whatever the business clock does. */
export async function takeLeases(db: Db, owner: string, shards: number): Promise<Lease[]> {
  await sql`
    insert into shard_lease (shard) select generate_series(0, ${shards - 1}) on conflict do nothing`.execute(db);
  const { rows } = await sql<Lease>`
    with free as (
      select shard from shard_lease where owner = ${owner} or until < clock_timestamp()
      order by shard for update skip locked
    )
    update shard_lease s set
      epoch = case when s.owner = ${owner} and s.until >= clock_timestamp() then s.epoch else s.epoch + 1 end,
      owner = ${owner}, until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
    from free where s.shard = free.shard
    returning s.shard, s.owner, s.epoch`.execute(db);
  return rows.sort((a, b) => a.shard - b.shard);
}

/**
 * Whether the lease still holds, checked inside the transaction that acts on it: a process that was stopped for a
 * while finds that another has taken over. The shared lock makes the other wait for this transaction's end.
 */
export async function holdsLease(tx: Tx, lease: Lease): Promise<boolean> {
  const { rows } = await sql`
    select from shard_lease
    where shard = ${lease.shard} and owner = ${lease.owner} and epoch = ${lease.epoch} and until > clock_timestamp()
    for share`.execute(tx);
  return rows.length > 0;
}

export async function releaseLeases(db: Db, owner: string): Promise<void> {
  await sql`update shard_lease set until = '-infinity' where owner = ${owner}`.execute(db);
}
