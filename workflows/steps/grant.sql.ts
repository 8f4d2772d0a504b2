import { sql } from 'kysely';
import { fromGroup, type Group } from '../engine/group.sql.js';
import type { StepContext, StepOf, StepOutcome } from '../engine/step-context.js';
import { reserveAllowance, settleAllowance } from './allowance.sql.js';
import { issueCoupons } from './issue-coupons.sql.js';

/** `发券`: a coupon without a message. Whoever comes when stock or budget are used up goes on without, and it says so. */
export async function grant(
  context: StepContext,
  group: Group,
  step: StepOf<'grant'>,
  index: number,
): Promise<StepOutcome> {
  const { tx, version, now } = context;
  const allowance = await reserveAllowance(context, step.coupon);
  const { rows } = await sql<{ enrolment_id: string; fan_id: string; status: string }>`
    with member as (
      select e.id, e.run_id, e.provider_base, f.root_id, row_number() over (order by f.root_id, e.id) as rank
      ${fromGroup(group)}
    ), decided as (
      select member.*, case
        when rank > ${allowance.stock}::bigint then 'no_stock'
        when rank > ${allowance.affordable}::bigint then 'no_budget'
      end as reason from member
    )
    insert into effect (enrolment_id, step_key, run_id, version_id, sop_id, shop_id, fan_id, kind, channel, step, leaving,
      status, reason, coupon, coupon_fen, budget_period, send_at, provider_key, done_at)
    select id, ${step.key}, run_id, ${version.id}, ${version.sopId}, ${version.shopId}, root_id, 'coupon', '', ${index},
      ${group.leaving}, case when reason is null then 'sent' else 'skipped' end, reason, ${step.coupon}, ${allowance.fen},
      ${allowance.period}, ${now}, provider_base || '/' || ${step.key}, ${now}
    from decided on conflict do nothing
    returning enrolment_id, fan_id, status`.execute(tx);
  const given = rows.filter(({ status }) => status === 'sent');
  await issueCoupons(
    tx,
    given.map((row) => ({ ...row, shop_id: version.shopId, step_key: step.key, coupon: step.coupon })),
    now,
  );
  await settleAllowance(context, allowance, given.length);
  return { kind: 'go', parts: [{ group, next: step.next }], counts: { skipped: rows.length - given.length } };
}
