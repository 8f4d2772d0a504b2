import { sql } from 'kysely';
import { dayAt, instantAt } from '@fanloom/dsl/core/zone.js';
import type { Tx } from '@fanloom/server/db/database.js';

/** A step of a stay that gives a fan a coupon, or none. */
interface Grant {
  shop_id: string;
  fan_id: string;
  enrolment_id: string;
  step_key: string;
  coupon: string | null;
}

/**
 * Issues coupons in the transaction of what they come with: one code for each enrolment and step, so a message that is
 * tried again carries the same one. A coupon is good to the end of its last day.
 */
export async function issueCoupons(tx: Tx, grants: readonly Grant[], now: Date): Promise<void> {
  const withCoupon = grants.filter((grant) => grant.coupon !== null);
  if (withCoupon.length === 0) return;
  const shops = [...new Set(withCoupon.map((grant) => grant.shop_id))];
  const { rows } = await sql<{ id: string; shop_id: string; name: string; valid_seconds: number; zone: string }>`
    select c.id, c.shop_id, c.name, c.valid_seconds, s.zone from coupon c join shop s on s.id = c.shop_id
    where c.shop_id = any(${shops}::uuid[])`.execute(tx);
  const coupons = new Map(rows.map((row) => [`${row.shop_id}/${row.name}`, row]));
  const issues = withCoupon.flatMap((grant) => {
    const coupon = coupons.get(`${grant.shop_id}/${grant.coupon ?? ''}`);
    return coupon ? [{ grant, coupon, expires: new Date(lastInstant(now, coupon.valid_seconds, coupon.zone)) }] : [];
  });
  await sql`
    insert into coupon_issue (coupon_id, shop_id, fan_id, enrolment_id, step_key, code, issued_at, expires_at)
    select i.coupon, i.shop, i.fan, i.enrolment, i.step, upper(left(md5(gen_random_uuid()::text), 16)), ${now}, i.expires
    from unnest(${issues.map((i) => i.coupon.id)}::uuid[], ${issues.map((i) => i.grant.shop_id)}::uuid[],
      ${issues.map((i) => i.grant.fan_id)}::uuid[], ${issues.map((i) => i.grant.enrolment_id)}::uuid[],
      ${issues.map((i) => i.grant.step_key)}::text[], ${issues.map((i) => i.expires)}::timestamptz[]
    ) i(coupon, shop, fan, enrolment, step, expires)
    on conflict (enrolment_id, step_key, coupon_id) do nothing`.execute(tx);
}

/** `有效7天` ends at 24:00 of the day of issue plus seven. */
function lastInstant(now: Date, validSeconds: number, zone: string): number {
  const days = Math.ceil(validSeconds / 86_400);
  return instantAt(dayAt(now.getTime(), zone) + days + 1, 0, zone);
}
