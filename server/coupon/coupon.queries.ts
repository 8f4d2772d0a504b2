import type { ScopedDb } from '../access/scoped-db.js';
import { notFound } from '../problem/common.js';

/** The coupons of a shop by name. Throws a Problem (REQ404) for a foreign shop. */
export async function listCoupons(db: ScopedDb, shopId: string) {
  await db.selectFrom('shop').select('id').where('id', '=', shopId).executeTakeFirstOrThrow(notFound);
  const rows = await db
    .selectFrom('coupon')
    .select(['id', 'name', 'off_fen', 'off_percent', 'over_fen', 'valid_seconds', 'stock', 'issued'])
    .where('shop_id', '=', shopId)
    .orderBy('name')
    .execute();
  return rows.map((row) => ({ ...row, off_percent: row.off_percent === null ? null : Number(row.off_percent) }));
}
