import { sql } from 'kysely';
import { byteas, uuids } from '../db/binary-array.js';
import { createDataKey, unwrapDataKey } from '../crypto/data-key.js';
import type { Keys } from '../crypto/keys.js';
import type { Db, Tx } from '../db/database.js';

/** Gives new fans their data keys, in plain by fan. */
export async function createFanKeys(tx: Tx, keys: Keys, fanIds: string[]): Promise<Map<string, Buffer>> {
  const created = new Map(fanIds.map((fanId) => [fanId, createDataKey(keys, fanId)]));
  await sql`
    insert into fan_key (fan_id, wrapped)
    select * from unnest(
      ${uuids([...created.keys()], (fanId) => fanId)}::uuid[],
      ${byteas([...created.values()], ({ wrapped }) => wrapped)}::bytea[])`.execute(tx);
  return new Map(Array.from(created, ([fanId, dataKey]) => [fanId, dataKey.key]));
}

/** Data keys in plain by fan. A fan whose key was destroyed is missing: nothing can be encrypted for them any more. */
export async function readFanKeys(db: Db | Tx, keys: Keys, fanIds: string[]): Promise<Map<string, Buffer>> {
  if (fanIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('fan_key')
    .select(['fan_id', 'wrapped'])
    .where((eb) => eb('fan_id', '=', sql<string>`any(${uuids(fanIds, (fanId) => fanId)}::uuid[])`))
    .execute();
  return new Map(rows.map((row) => [row.fan_id, unwrapDataKey(keys, row.fan_id, row.wrapped)]));
}
