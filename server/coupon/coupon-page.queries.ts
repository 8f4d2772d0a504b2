import type { Db } from '../db/database.js';

/** What may be said of a coupon to whoever has its code: nothing of whose it is. */
export interface ShownCoupon {
  shop: string;
  zone: string;
  name: string;
  code: string;
  off_fen: number | null;
  off_percent: number | null;
  over_fen: number;
  expires_at: Date;
  used_at: Date | null;
}

export async function findCoupon(db: Db, code: string): Promise<ShownCoupon | undefined> {
  const row = await db
    .selectFrom('coupon_issue as issue')
    .innerJoin('coupon', 'coupon.id', 'issue.coupon_id')
    .innerJoin('shop', 'shop.id', 'issue.shop_id')
    .select(['shop.name as shop', 'shop.zone', 'coupon.name', 'issue.code', 'issue.expires_at', 'issue.used_at'])
    .select(['coupon.off_fen', 'coupon.off_percent', 'coupon.over_fen'])
    .where('issue.code', '=', code)
    .executeTakeFirst();
  return row && { ...row, off_percent: row.off_percent === null ? null : Number(row.off_percent) };
}
