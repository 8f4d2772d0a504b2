import { sql } from 'kysely';
import type { Db, Tx } from '../db/database.js';

/** A `coupon.use`: the coupon by its code or name, and what it took off, where that is told. */
export interface CouponUse {
  rootId: string;
  coupon: string;
  /** fen */
  amount: number | null;
  happenedAt: number;
}

/**
 * Marks coupons as used. A budget was charged the face value when the coupon was issued; from now on it is charged what
 * the use really took off. Of several coupons of one name the one that expires first is used.
 */
export async function useCoupons(tx: Tx, shopId: string, uses: readonly CouponUse[]): Promise<void> {
  for (const { rootId, coupon, amount, happenedAt } of uses) {
    await sql`
      with found as (
        select i.id, i.enrolment_id, i.step_key, i.returned_at
        from coupon_issue i join coupon c on c.id = i.coupon_id join fan f on f.id = i.fan_id
        where i.shop_id = ${shopId} and f.root_id = ${rootId} and i.used_at is null
          and (i.code = upper(${coupon}::text) or c.name = ${coupon})
        order by i.code = upper(${coupon}::text) desc, i.expires_at, i.id limit 1 for update of i
      ), used as (
        update coupon_issue i set used_at = ${new Date(happenedAt)}, used_fen = ${amount} from found where i.id = found.id
      )
      update budget_use b set fen = greatest(0,
        b.fen + coalesce(${amount}::bigint, x.coupon_fen) - case when found.returned_at is null then x.coupon_fen else 0 end)
      from found join effect x on x.enrolment_id = found.enrolment_id and x.step_key = found.step_key
      where b.sop_id = x.sop_id and b.period = x.budget_period`.execute(tx);
  }
}

/** Coupons looked at in one transaction. */
const COUPONS_AT_ONCE = 1000;

/** Gives back to their budgets what coupons that expired unused had taken. @returns whether there were any */
export async function returnExpired(db: Db): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`
    with expired as (
      update coupon_issue i set returned_at = business_now() from (
        select id from coupon_issue where used_at is null and returned_at is null and expires_at <= (select business_now())
        order by expires_at limit ${COUPONS_AT_ONCE} for update skip locked
      ) due where i.id = due.id
      returning i.enrolment_id, i.step_key
    ), freed as (
      select x.sop_id, x.budget_period, sum(x.coupon_fen) as fen
      from expired join effect x on x.enrolment_id = expired.enrolment_id and x.step_key = expired.step_key
      where x.budget_period is not null group by 1, 2
    ), returned as (
      update budget_use b set fen = greatest(0, b.fen - freed.fen) from freed
      where b.sop_id = freed.sop_id and b.period = freed.budget_period
    )
    select count(*)::int as n from expired`.execute(db);
  return (rows[0]?.n ?? 0) > 0;
}
