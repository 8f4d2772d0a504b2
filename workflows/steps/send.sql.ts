import { type RawBuilder, sql } from 'kysely';
import { messageHeldUntil } from '@fanloom/dsl/core/hold.js';
import { isMissed } from '@fanloom/dsl/core/place.js';
import { branch } from '../engine/branch.sql.js';
import { fromGroup, type Group } from '../engine/group.sql.js';
import { type StandingGroup, type StepContext, type StepOf, type StepOutcome } from '../engine/step-context.js';
import { hasAddress, hasConsent } from './reach.sql.js';
import { type Allowance, reserveAllowance, settleAllowance } from './allowance.sql.js';

/** Why a message was not planned. Those of `UNDELIVERABLE` take the way of `未送达`, the others go on. */
export type SkipReason = 'missed' | 'opted_out' | 'no_consent' | 'no_address' | 'capped' | 'no_stock' | 'no_budget';
const UNDELIVERABLE: readonly SkipReason[] = ['no_consent', 'no_address', 'no_stock', 'no_budget'];

/**
 * Plans one message for each of the group: checks consent, address and limits, reserves what it needs and writes the
 * message row. What it finds is judged once more when the message is handed over.
 */
export async function send(
  context: StepContext,
  { group, times }: StandingGroup,
  step: StepOf<'send'>,
  index: number,
): Promise<StepOutcome> {
  const { version, now } = context;
  const until = messageHeldUntil(now.getTime(), step, version.hold);
  if (until !== null && !group.leaving) return { kind: 'hold', until };

  await lockGuards(context, group);
  const allowance = await reserveAllowance(context, step.coupon);
  const planned = await plan(context, group, step, {
    index,
    allowance,
    sendAt: until === null ? now : new Date(until),
    missed: isMissed(times, now.getTime()),
    point: times.point === null ? null : new Date(times.point),
  });
  await settleAllowance(context, allowance, planned.planned);
  const counts = { undelivered: planned.undelivered, skipped: planned.skipped };
  if (step.undelivered === null) return { kind: 'go', parts: [{ group, next: step.next }], counts };

  const parts = [{ group, next: step.next }];
  const unreached = await branch(context, group, skipped(step, sql`x.reason = any(${UNDELIVERABLE}::text[])`));
  if (unreached) parts.push({ group: unreached, next: step.undelivered });
  // Nobody waits for the receipt of a message that was never planned.
  const receipt = version.program.steps[step.next];
  if (receipt?.kind === 'receipt') {
    const unsent = await branch(context, group, skipped(step, sql`true`));
    if (unsent) parts.push({ group: unsent, next: receipt.next });
  }
  return { kind: 'go', parts, counts };
}

function skipped(step: StepOf<'send'>, why: RawBuilder<boolean>): RawBuilder<boolean> {
  return sql`exists (
    select from effect x where x.enrolment_id = e.id and x.step_key = ${step.key} and x.status = 'skipped' and ${why})`;
}

interface Plan {
  index: number;
  allowance: Allowance;
  sendAt: Date;
  missed: boolean;
  point: Date | null;
}

interface Planned {
  planned: number;
  /** Not written to because the channel or the coupon could not. */
  undelivered: number;
  /** Not written to because the fan must not or need not be. */
  skipped: number;
}

async function plan(
  { tx, version, now }: StepContext,
  group: Group,
  step: StepOf<'send'>,
  plan: Plan,
): Promise<Planned> {
  const { allowance } = plan;
  const { rows } = await sql<Planned>`
    with member as materialized (
      select e.id, e.run_id, e.fan_id as entered_as, f.root_id, e.provider_base,
        row_number() over (partition by f.root_id order by e.id) - 1 as siblings
      ${fromGroup(group)}
    ), judged as materialized (
      select member.*, case
        when ${plan.missed} then 'missed'
        when guard.blocked is not null then 'opted_out'
        when ${step.purpose === 'marketing'} and not ${hasConsent(version.shopId, step.channel)} then 'no_consent'
        when not ${hasAddress(step.channel)} then 'no_address'
        when ${isCapped(version.program.limits, step, plan.sendAt)} then 'capped'
      end as verdict
      from member join fan_guard guard on guard.fan_id = member.root_id
    ), ranked as (
      select judged.*, row_number() over (order by verdict is not null, root_id) as rank from judged
    ), decided as (
      select ranked.*, coalesce(verdict, case
        when rank > ${allowance.stock}::bigint then 'no_stock'
        when rank > ${allowance.affordable}::bigint then 'no_budget'
      end) as reason from ranked
    ), planned as (
      insert into effect (enrolment_id, step_key, run_id, version_id, sop_id, shop_id, fan_id, kind, channel, purpose, step,
        leaving, status, reason, coupon, coupon_fen, budget_period, send_at, reserved_at, point_at, provider_key, done_at)
      select id, ${step.key}, run_id, ${version.id}, ${version.sopId}, ${version.shopId}, root_id, 'message',
        ${step.channel}, ${step.purpose}, ${plan.index}, ${group.leaving}, case when reason is null then 'planned' else 'skipped' end,
        reason, ${step.coupon}, ${allowance.fen}, ${allowance.period}, ${plan.sendAt},
        case when reason is null and ${step.purpose === 'marketing'} then ${plan.sendAt}::timestamptz end, ${plan.point},
        provider_base || '/' || ${step.key}, case when reason is not null then ${now}::timestamptz end
      from decided on conflict do nothing
      returning fan_id, status, reason
    ), counted as (
      select fan_id, count(*)::int as n from planned where status = 'planned' group by fan_id
    ), recorded as (
      update fan_guard g set
        sent_at = (g.sent_at || array_fill(${plan.sendAt}::timestamptz, array[counted.n]))[${oldestKept}:],
        channels = (g.channels || array_fill(${step.channel}::text, array[counted.n]))[${oldestKept}:]
      from counted where g.fan_id = counted.fan_id and ${step.purpose === 'marketing'}
    )
    select count(*) filter (where status = 'planned')::int as planned,
      count(*) filter (where reason = any(${UNDELIVERABLE}::text[]))::int as undelivered,
      count(*) filter (where reason <> all(${UNDELIVERABLE}::text[]))::int as skipped
    from planned`.execute(tx);
  return rows[0] ?? { planned: 0, undelivered: 0, skipped: 0 };
}

/** A guard row remembers this many sends; no limit may allow more. */
const SENDS_KEPT = 50;
const oldestKept = sql`greatest(1, cardinality(g.sent_at) + counted.n - ${SENDS_KEPT - 1})`;

/** Locks the group's guard rows in one order, so that two SOPs never wait for each other; rows that are there stay as they are. */
async function lockGuards({ tx }: StepContext, group: Group): Promise<void> {
  await sql`
    insert into fan_guard (fan_id) select distinct f.root_id ${fromGroup(group)} order by 1
    on conflict (fan_id) do update set fan_id = excluded.fan_id where false`.execute(tx);
}

/** Limits count marketing messages of all SOPs, over the last N times 24 hours before the planned send. */
function isCapped(
  limits: StepContext['version']['program']['limits'],
  step: StepOf<'send'>,
  sendAt: Date,
): RawBuilder<boolean> {
  const applying = limits.filter((limit) => limit.channel === null || limit.channel === step.channel);
  if (step.purpose !== 'marketing' || applying.length === 0) return sql`false`;
  const exceeded = applying.map(
    (limit) => sql`(
      select count(*) + member.siblings from unnest(guard.sent_at, guard.channels) s(at, channel)
      where s.at > ${new Date(sendAt.getTime() - limit.seconds * 1000)}
        and (${limit.channel}::text is null or s.channel = ${limit.channel})
    ) >= ${limit.messages}`,
  );
  return sql`(${sql.join(exceeded, sql` or `)})`;
}
