import type { Tx } from '../db/database.js';
import { type Called, readCalled } from '../person/people.sql.js';
import { tellOfFields } from './fan-field.sql.js';
import { renameInFans, renameInOrders, type Rename } from './rename.sql.js';

/**
 * Fields of type person keep people by name: whoever is called something else after the change, with another name or no
 * longer the only one who has it, is called so in all fans and orders of the shop.
 */
export async function keepPeople<Result>(tx: Tx, change: () => Promise<Result>): Promise<Result> {
  const before = await readCalled(tx);
  const result = await change();
  const after = new Map((await readCalled(tx)).map((called) => [keyOf(called), called.kept]));
  const renames = before.flatMap((called): Rename[] => {
    const now = after.get(keyOf(called));
    return now === undefined || now === called.kept ? [] : [{ shopId: called.shop_id, before: called.kept, now }];
  });
  if (renames.length > 0) {
    await tellOfFields(tx, await renameInFans(tx, renames));
    await renameInOrders(tx, renames);
  }
  return result;
}

function keyOf({ shop_id, id }: Called): string {
  return `${shop_id} ${id}`;
}
