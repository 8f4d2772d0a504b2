import { sql } from 'kysely';
import type { Tx } from '../db/database.js';
import type { FieldValue } from './field-value.js';

/** @returns whether anything is another now */
export async function setFanFields(tx: Tx, rootId: string, values: Record<string, FieldValue>): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update fan set custom = custom || ${JSON.stringify(values)}::jsonb, updated_at = now()
    where id = ${rootId} and custom || ${JSON.stringify(values)}::jsonb <> custom`.execute(tx);
  return numAffectedRows === 1n;
}

/** Takes values away from the fan and all its fragments: what one of them said would stand in otherwise. */
export async function clearFanFields(tx: Tx, rootId: string, names: readonly string[]): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    update fan set custom = custom - ${names}::text[], updated_at = now()
    where root_id = ${rootId} and custom ?| ${names}::text[]`.execute(tx);
  return numAffectedRows > 0n;
}

export interface FanInShop {
  shopId: string;
  rootId: string;
}

/** SOPs and rule tags that depend on fields look at these fans again. */
export async function tellOfFields(tx: Tx, fans: readonly FanInShop[]): Promise<void> {
  await sql`
    insert into fact_outbox (shard, kind, shop_id, ids)
    select get_byte(uuid_send(fan), 15) & 15, 'field', shop, array_agg(distinct fan)
    from unnest(${fans.map(({ rootId }) => rootId)}::uuid[], ${fans.map(({ shopId }) => shopId)}::uuid[]) told (fan, shop)
    where shop in (select shop_id from listen where key = 'field') group by 1, shop`.execute(tx);
}
