import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '@fanloom/server/db/database.js';
import { type Group, inGroup } from './group.sql.js';

export type EndState = 'finished' | 'left' | 'expired' | 'stopped' | 'void';

/**
 * What lets fans enter again who have left. `offset 0`: fans are resolved first, even while the planner still believes
 * that tables which have just grown are small.
 *
 * @param gone name of rows (sop_id, fan_id, thing)
 */
export function leaveEntries(gone: string): RawBuilder<unknown> {
  return sql`
    update entry t set active = false
    from (select g.sop_id, f.root_id, g.thing from ${sql.table(gone)} g join fan f on f.id = g.fan_id offset 0) left_entry
    where t.sop_id = left_entry.sop_id and t.fan_id = left_entry.root_id and t.thing = left_entry.thing`;
}

/** Ends the group's enrolments where they stand. Messages already planned still go out. */
export async function endGroup(
  tx: Tx,
  group: Group,
  state: EndState,
  reason: string | null,
  now: Date,
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with ended as (
      update enrolment e set state = ${state}, reason = ${reason}, ended_at = ${now}
      where ${inGroup(group)} returning e.sop_id, e.fan_id, e.thing
    ), released as (${leaveEntries('ended')})
    select count(*)::int as n from ended`.execute(tx);
  return rows[0]?.n ?? 0;
}

/**
 * Takes back what was planned for these enrolments and not yet handed to a provider, and gives back what it had
 * reserved. Messages of a leave block stay: they belong to the leaving.
 *
 * @param which selects ids of enrolments
 */
export async function cancelEffects(tx: Tx, which: RawBuilder<unknown>, reason: string, now: Date): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    /* cancel-effects */ update effect x set status = 'cancelled', reason = ${reason}, done_at = ${now}
    where x.status = 'planned' and not x.leaving and x.enrolment_id in (${which})
    returning x.id`.execute(tx);
  await releaseReservations(
    tx,
    rows.map((row) => row.id),
  );
}

/** Gives back the places under limits, the coupons and the budget that these effects had reserved and did not use. */
export async function releaseReservations(tx: Tx, effects: readonly string[]): Promise<void> {
  if (effects.length === 0) return;
  await sql`
    with freed as (
      select x.fan_id, x.channel, x.reserved_at as at, count(*) as n from effect x
      where x.id = any(${effects}::uuid[]) and x.reserved_at is not null group by 1, 2, 3
    ), locked as (
      select g.fan_id, g.sent_at, g.channels from fan_guard g
      where g.fan_id in (select fan_id from freed) order by g.fan_id for update
    ), places as (
      select fan_id, s.*, row_number() over (partition by fan_id, at, channel) as nth
      from locked cross join lateral unnest(sent_at, channels) with ordinality s(at, channel, no)
    ), kept as (
      select fan_id, coalesce(array_agg(at order by no) filter (where nth > coalesce(n, 0)), '{}') as sent_at,
        coalesce(array_agg(channel order by no) filter (where nth > coalesce(n, 0)), '{}') as channels
      from places left join freed using (fan_id, channel, at) group by fan_id
    )
    update fan_guard g set sent_at = kept.sent_at, channels = kept.channels from kept where g.fan_id = kept.fan_id
  `.execute(tx);
  await sql`
    with freed as (
      select x.shop_id, x.coupon, count(*)::int as n from effect x
      where x.id = any(${effects}::uuid[]) and x.coupon is not null group by x.shop_id, x.coupon
    )
    update coupon c set issued = greatest(c.issued - freed.n, 0) from freed
    where c.shop_id = freed.shop_id and c.name = freed.coupon`.execute(tx);
  await sql`
    with freed as (
      select x.sop_id, x.budget_period as period, sum(x.coupon_fen) as fen from effect x
      where x.id = any(${effects}::uuid[]) and x.budget_period is not null group by x.sop_id, x.budget_period
    )
    update budget_use b set fen = greatest(b.fen - freed.fen, 0) from freed
    where b.sop_id = freed.sop_id and b.period = freed.period`.execute(tx);
}
