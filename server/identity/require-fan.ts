import { rowsIn, type RowScope } from '../access/rows.js';
import type { Tx } from '../db/database.js';
import { notFound } from '../problem/common.js';

/**
 * Makes sure that some shop in the scope knows the fan, before the fan is locked: what is foreign is neither locked nor
 * looked for longer than what is not there.
 *
 * @param fanId of any of the fan's records
 * @throws Problem REQ404
 */
export async function requireFan(tx: Tx, scope: RowScope, fanId: string): Promise<void> {
  await tx
    .selectFrom('fan')
    .innerJoin('fan_shop', 'fan_shop.fan_id', 'fan.root_id')
    .select('fan.id')
    .where('fan.id', '=', fanId)
    .where(rowsIn(scope, 'fan_shop'))
    .limit(1)
    .executeTakeFirstOrThrow(notFound);
}
