import { sql } from 'kysely';
import type { Tx } from '../../db/database.js';
import type { Owner } from './import-context.js';

/** @returns fans whose owner is another now */
export async function assignOwners(
  tx: Tx,
  shopId: string,
  owners: Map<string, Owner>,
  when: 'always' | 'if-none',
): Promise<Set<string>> {
  if (owners.size === 0) return new Set();
  const { rows } = await sql<{ fan_id: string }>`
    update fan_shop set owner_id = new.owner_id, team_id = new.team_id
    from unnest(
      ${[...owners.keys()]}::uuid[],
      ${Array.from(owners.values(), (owner) => owner.id)}::uuid[],
      ${Array.from(owners.values(), (owner) => owner.teamId)}::uuid[]
    ) as new (fan_id, owner_id, team_id)
    where fan_shop.shop_id = ${shopId} and fan_shop.fan_id = new.fan_id
      and fan_shop.owner_id is distinct from new.owner_id
      and (${when === 'always'} or fan_shop.owner_id is null)
    returning fan_shop.fan_id`.execute(tx);
  return new Set(rows.map((row) => row.fan_id));
}

/**
 * Grants consent that follows from other things than the fan's own word, which it never outranks.
 *
 * @returns fans who can be reached on a channel on which they could not before
 */
export async function grantConsent(
  tx: Tx,
  shopId: string,
  fanIds: string[],
  channels: string[],
  by: { source: string; at: Date },
): Promise<Set<string>> {
  if (fanIds.length === 0 || channels.length === 0) return new Set();
  const { rows } = await sql<{ fan_id: string }>`
    insert into consent as kept (shop_id, fan_id, channel, granted, source, at)
    select ${shopId}::uuid, fan_id, channel, true, ${by.source}::text, ${by.at}::timestamptz
    from unnest(${[...fanIds].sort()}::uuid[]) fan_id, unnest(${[...new Set(channels)].sort()}::text[]) channel
    on conflict (shop_id, fan_id, channel) do update
      set granted = true, source = excluded.source, at = excluded.at
      where not kept.granted and kept.source not in ('optout', 'consent.change') and kept.at < excluded.at
    returning fan_id`.execute(tx);
  return new Set(rows.map((row) => row.fan_id));
}

/** Those of the fans whom the shop knows already. */
export async function knownFans(tx: Tx, shopId: string, rootIds: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ fan_id: string }>`
    select fan_id from fan_shop where shop_id = ${shopId} and fan_id = any(${rootIds}::uuid[])`.execute(tx);
  return new Set(rows.map((row) => row.fan_id));
}
