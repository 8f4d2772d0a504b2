import { sql } from 'kysely';
import type { Tx } from '../../db/database.js';
import type { IngestShop } from '../../event/ingest-shop.js';

/** The batch that is about to change rows. */
export interface Changing {
  importId: string;
  no: number;
}

/** Keeps orders as they are. Whether somebody changed them afterwards is told by their `updated_at`. */
export async function keepOrders(
  tx: Tx,
  { importId, no }: Changing,
  shop: IngestShop,
  numbers: string[],
): Promise<void> {
  if (numbers.length === 0) return;
  await sql`
    insert into import_earlier (import_id, no, kind, key, before)
    select ${importId}::uuid, ${no}::int, 'order', number, to_jsonb(shop_order)
    from shop_order
    where platform = ${shop.platform} and shop_id = ${shop.id} and number = any(${numbers}::text[])`.execute(tx);
}

/** What a file can say of a fan besides facts. */
const fields = sql`jsonb_build_object('owner_id', s.owner_id, 'team_id', s.team_id, 'source', s.source,
  'member_level', s.member_level, 'points', s.points, 'fan_level', s.fan_level, 'intimacy', s.intimacy, 'birthday', f.birthday)`;

/**
 * Keeps what is told of these fans while `change` may write it. When one transaction does so twice, both count as one
 * change.
 *
 * @param whom `known`: rows that this transaction has made go with their fans; whoever is given an owner, though, is
 *   somebody's until the owner is taken back
 */
export async function keepingFans<T>(
  tx: Tx,
  { importId, no }: Changing,
  shopId: string,
  { rootIds, whom }: { rootIds: string[]; whom: 'known' | 'all' },
  change: () => Promise<T>,
): Promise<T> {
  await sql`
    insert into import_earlier (import_id, no, kind, key, before)
    select ${importId}::uuid, ${no}::int, 'fan', s.fan_id::text, ${fields}
    from fan_shop s join fan f on f.id = s.fan_id
    where s.shop_id = ${shopId} and s.fan_id = any(${rootIds}::uuid[])
      and (s.created_at < now() or ${whom === 'all'})
    on conflict do nothing`.execute(tx);
  const result = await change();
  await sql`
    with after as (
      select s.fan_id::text as key, ${fields} as fields
      from fan_shop s join fan f on f.id = s.fan_id
      where s.shop_id = ${shopId} and s.fan_id = any(${rootIds}::uuid[])),
    same as (
      delete from import_earlier e using after
      where e.import_id = ${importId} and e.no = ${no} and e.kind = 'fan' and e.key = after.key
        and e.before = after.fields)
    update import_earlier e set after = after.fields from after
    where e.import_id = ${importId} and e.no = ${no} and e.kind = 'fan' and e.key = after.key
      and e.before <> after.fields`.execute(tx);
  return result;
}
