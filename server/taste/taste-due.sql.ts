import { sql } from 'kysely';
import type { Tx } from '../db/database.js';

/** It is to be settled anew what follows from what these fans bought. @param fanIds any records of theirs */
export async function tasteIsDue(tx: Tx, fanIds: readonly string[]): Promise<void> {
  if (fanIds.length === 0) return;
  await sql`insert into taste_due (fan_id) select unnest(${fanIds}::uuid[])`.execute(tx);
}

/** The same of those whose orders these are: their goods have changed. */
export async function tasteOfOrdersIsDue(
  tx: Tx,
  shop: { id: string; platform: string },
  numbers: readonly string[],
): Promise<void> {
  if (numbers.length === 0) return;
  await sql`
    insert into taste_due (fan_id)
    select distinct fan_id from shop_order
    where platform = ${shop.platform} and shop_id = ${shop.id} and number = any(${numbers}::text[])
      and fan_id is not null and paid_at is not null`.execute(tx);
}
