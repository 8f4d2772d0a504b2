import type { Tx } from '../db/database.js';

/** Makes tags known in the shop; those it has stay as they are. */
export async function addTags(tx: Tx, shopId: string, names: readonly string[]): Promise<void> {
  const values = [...new Set(names)].sort().map((name) => ({ shop_id: shopId, name }));
  if (values.length === 0) return;
  await tx
    .insertInto('tag')
    .values(values)
    .onConflict((conflict) => conflict.columns(['shop_id', 'name']).doNothing())
    .execute();
}
