import { sql } from 'kysely';
import { messageHeldUntil } from '@fanloom/dsl/core/hold.js';
import { MISSED_AFTER } from '@fanloom/dsl/core/place.js';
import type { Tx } from '@fanloom/server/db/database.js';
import type { Condition } from '@fanloom/dsl/ir/condition.js';
import type { Purpose } from '@fanloom/dsl/ir/program.js';
import { leavesByEvent, leavesWhen } from '../engine/condition.sql.js';
import type { Isolation } from '../engine/isolation.js';
import { inScope } from '../engine/scope.sql.js';
import { loadVersions, type Version } from '../engine/version.js';
import type { Way } from './due.sql.js';
import { hasAddress, hasConsent } from '../steps/reach.sql.js';

/** A message whose time has come, locked. */
export interface DueMessage {
  id: string;
  enrolment_id: string;
  step: number;
  step_key: string;
  version_id: string;
  shop_id: string;
  fan_id: string;
  channel: string;
  purpose: Purpose;
  leaving: boolean;
  coupon: string | null;
  point_at: Date | null;
  provider_key: string;
  attempt: number;
  /** Of the step that planned it. */
  trace: string | null;
}

/** What is to become of it: handed over, put off to an instant, or dropped for a reason. */
export type Verdict = { kind: 'send' } | { kind: 'defer'; until: Date } | { kind: 'drop'; reason: string };

/** Those whose enrolment has ended like this are not written to any more, unless by the block of their leaving. */
const OUT = ['left', 'stopped', 'merged', 'parked', 'void'];

/** Locks planned messages of a way that are due; those of a paused SOP stay. */
export async function lockDue(tx: Tx, way: Way, now: Date, most: number): Promise<DueMessage[]> {
  const { rows } = await sql<DueMessage>`
    select x.id, x.enrolment_id, x.step, x.step_key, x.version_id, x.shop_id, x.fan_id, x.channel, x.purpose, x.leaving,
      x.coupon, x.point_at, x.provider_key, x.attempt, x.trace
    from effect x
    where x.status = 'planned' and x.shop_id = ${way.shopId} and x.channel = ${way.channel} and x.send_at <= ${now}
      and not exists (select from sop p where p.id = x.sop_id and p.gate = 'paused')
      and not exists (select from run r where r.id = x.run_id and r.gate = 'paused')
    order by x.send_at limit ${most} for update of x skip locked`.execute(tx);
  return rows;
}

/**
 * Judges messages again, at the moment they are handed over: a queued message outlives its reason. One that cannot be
 * judged is dropped.
 */
export async function judgeEach(
  tx: Tx,
  messages: readonly DueMessage[],
  now: Date,
  isolation: Isolation,
): Promise<Map<string, Verdict>> {
  const failed: [string, Verdict][] = [];
  const judged = await isolation.each(
    messages,
    async (some) => [...(await judge(tx, some, now))],
    async ({ id }) => void failed.push([id, { kind: 'drop', reason: 'failed' }]),
  );
  return new Map([...judged, ...failed]);
}

async function judge(tx: Tx, messages: readonly DueMessage[], now: Date): Promise<Map<string, Verdict>> {
  const versions = await loadVersions(tx, [...new Set(messages.map((message) => message.version_id))]);
  const verdicts = new Map<string, Verdict>();
  for (const version of versions.values()) {
    const own = messages.filter((message) => message.version_id === version.id);
    const reasons = await reasonsToDrop(tx, version, own, now);
    for (const message of own) verdicts.set(message.id, verdictOf(message, version, reasons.get(message.id), now));
  }
  return verdicts;
}

function verdictOf(message: DueMessage, version: Version, reason: string | undefined, now: Date): Verdict {
  if (reason !== undefined) return { kind: 'drop', reason };
  if (message.point_at && now.getTime() - message.point_at.getTime() > MISSED_AFTER) {
    return { kind: 'drop', reason: 'missed' };
  }
  const until = messageHeldUntil(now.getTime(), message, version.hold);
  return until === null ? { kind: 'send' } : { kind: 'defer', until: new Date(until) };
}

async function reasonsToDrop(
  tx: Tx,
  version: Version,
  messages: readonly DueMessage[],
  now: Date,
): Promise<Map<string, string>> {
  const conditions = version.program.leaves.map((leave) => leave.condition);
  const leaves = (of: Condition[]) =>
    of.length > 0
      ? sql`(${sql.join(
          of.map((leave) => leavesWhen(leave, { version, now })),
          sql` or `,
        )})`
      : sql`false`;
  const channels = [...new Set(messages.map((message) => message.channel))];
  const unreached = channels.map(
    (
      channel,
    ) => sql`when x.channel = ${channel} and x.purpose = 'marketing' and not ${hasConsent(version.shopId, channel)}
        then 'no_consent'
      when x.channel = ${channel} and not ${hasAddress(channel)} then 'no_address'`,
  );
  const { rows } = await sql<{ id: string; reason: string }>`
    /* judge */ select * from (
      select x.id, case
        when ${version.gate === 'stopped'} or r.gate = 'stopped' then 'stopped'
        when not x.leaving and e.state = any(${OUT}::text[]) then 'left'
        when not x.leaving and case when e.state = 'active' then ${leaves(conditions)}
          else ${leaves(conditions.flatMap((leave) => leavesByEvent(leave) ?? []))} end then 'left'
        when not ${inScope(version, sql`f.root_id`)} then 'out_of_scope'
        when g.blocked is not null then 'opted_out'
        ${sql.join(unreached, sql` `)}
      end as reason
      from effect x
      join enrolment e on e.id = x.enrolment_id
      join fan f on f.id = e.fan_id
      join fan member on member.id = f.root_id
      join run r on r.id = x.run_id
      left join fan_guard g on g.fan_id = f.root_id
      where x.id = any(${messages.map((message) => message.id)}::uuid[])
    ) judged where reason is not null`.execute(tx);
  return new Map(rows.map((row) => [row.id, row.reason]));
}
