import { sql } from 'kysely';
import { businessNow } from '../clock/clock.js';
import type { Db, Tx } from '../db/database.js';
import { retryingTransaction } from '../db/retry.js';
import { eventKey } from '../event/event-key.js';
import { claimKeys, ensureEventMonths } from '../event/event.sql.js';
import type { Fact } from '../event/fact.js';
import { readIngestShop } from '../event/ingest-shop.js';
import { recordFacts } from '../event/record-facts.js';
import { lockRoots } from '../identity/identity.sql.js';

/** Coupons looked at in one transaction. */
const COUPONS_AT_ONCE = 1000;

interface Expired {
  code: string;
  name: string;
  shop_id: string;
  fan_id: string;
  expires_at: Date;
}

/**
 * Coupons that have run out unused: their fans have a `coupon.expire`, and their budgets have back what they had taken.
 *
 * @returns whether there were any
 */
export async function returnExpired(db: Db): Promise<boolean> {
  const now = await businessNow(db);
  const { rows: due } = await sql<{ id: string; fan_id: string; expires_at: Date }>`
    select id, fan_id, expires_at from coupon_issue
    where used_at is null and returned_at is null and expires_at <= ${now} order by expires_at limit ${COUPONS_AT_ONCE}`.execute(
    db,
  );
  if (due.length === 0) return false;
  await ensureEventMonths(
    db,
    due.map(({ expires_at }) => expires_at.getTime()),
  );
  await retryingTransaction(db, async (tx) => {
    // Fans before coupons, as whoever tells of a use locks them.
    const roots = await lockRoots(tx, [...new Set(due.map(({ fan_id }) => fan_id))]);
    const ids = due.map(({ id }) => id);
    await recordExpired(tx, await giveBack(tx, ids, now), roots, now);
  });
  return true;
}

/** @returns those that nobody has used or given back meanwhile */
async function giveBack(tx: Tx, ids: readonly string[], now: Date): Promise<Expired[]> {
  const { rows } = await sql<Expired>`
    with expired as (
      update coupon_issue i set returned_at = ${now} from coupon c
      where i.id = any(${[...ids]}::uuid[]) and c.id = i.coupon_id and i.used_at is null and i.returned_at is null
      returning i.enrolment_id, i.step_key, i.code, c.name, i.shop_id, i.fan_id, i.expires_at
    ), freed as (
      select x.sop_id, x.budget_period, sum(x.coupon_fen) as fen
      from expired join effect x on x.enrolment_id = expired.enrolment_id and x.step_key = expired.step_key
      where x.budget_period is not null group by 1, 2
    ), returned as (
      update budget_use b set fen = greatest(0, b.fen - freed.fen) from freed
      where b.sop_id = freed.sop_id and b.period = freed.budget_period
    )
    select code, name, shop_id, fan_id, expires_at from expired order by expires_at, code`.execute(tx);
  return rows;
}

async function recordExpired(tx: Tx, expired: readonly Expired[], roots: ReadonlyMap<string, string>, now: Date) {
  for (const shopId of new Set(expired.map((row) => row.shop_id))) {
    const shop = await readIngestShop(tx, shopId);
    if (!shop) continue;
    const oldest = now.getTime() - shop.entryMaxAgeSeconds * 1000;
    const facts = expired
      .filter((row) => row.shop_id === shopId)
      .map(({ code, name, fan_id: fanId, expires_at }): Fact => {
        const key = eventKey(shopId, 'coupon', `${code}|coupon.expire`);
        const happenedAt = expires_at.getTime();
        const when = { happenedAt, source: 'coupon', history: happenedAt < oldest };
        const fan = { fanId, rootId: roots.get(fanId) ?? fanId, nick: null };
        return { id: key, key, type: 'coupon.expire', ...when, properties: { coupon: name }, fan };
      });
    const claimed = await claimKeys(
      tx,
      facts.map(({ key }) => key),
    );
    await recordFacts(
      tx,
      shop,
      facts.filter(({ key }) => claimed.has(key)),
      now,
    );
  }
}
