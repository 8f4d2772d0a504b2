import { sql } from 'kysely';
import type { Tx } from '../db/database.js';
import { shardOf } from '../event/shard.js';
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

/** SOPs and rule tags that depend on fields look at the fan again. */
export async function tellOfFields(tx: Tx, shopId: string, rootId: string): Promise<void> {
  await sql`
    insert into fact_outbox (shard, kind, shop_id, ids)
    select ${shardOf(rootId)}::smallint, 'field', ${shopId}::uuid, array[${rootId}::uuid]
    where exists (select from listen where shop_id = ${shopId} and key = 'field')`.execute(tx);
}
