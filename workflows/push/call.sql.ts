import { sql } from 'kysely';
import type { Db, Tx } from '@fanloom/server/db/database.js';
import { isDeliveryHeld } from '@fanloom/server/delivery/delivery-hold.js';

/** A call whose time has come. */
export interface DueCall {
  id: string;
  enrolment_id: string;
  version_id: string;
  shop_id: string;
  fan_id: string;
  name: string;
  step: number;
  provider_key: string;
  attempt: number;
  give_up_at: Date;
  trace: string | null;
}

/** Real seconds after which a call that nobody has reported on is made again. */
const LEASE_SECONDS = 60;
const CALLS_AT_ONCE = 100;

/** Takes calls that are due; those of a paused SOP stay, those of a stopped one are cancelled. */
export async function claimCalls(tx: Tx, now: Date): Promise<DueCall[]> {
  if (await isDeliveryHeld(tx)) return [];
  await sql`
    update webhook_call c set status = 'cancelled', reason = 'stopped', done_at = ${now}
    from sop_version v join sop p on p.id = v.sop_id and p.gate = 'stopped'
    where v.id = c.version_id and c.status = 'planned' and c.due_at <= ${now}`.execute(tx);
  const { rows } = await sql<DueCall>`
    update webhook_call c set attempt = c.attempt + 1,
      lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
    from (
      select w.id from webhook_call w
      join sop_version v on v.id = w.version_id join sop p on p.id = v.sop_id and p.gate = 'open'
      where w.status = 'planned' and w.due_at <= ${now} and (w.lease_until is null or w.lease_until < clock_timestamp())
      order by w.due_at limit ${CALLS_AT_ONCE} for update of w skip locked
    ) due
    where c.id = due.id
    returning c.id, c.enrolment_id, c.version_id, c.shop_id, c.fan_id, c.name, c.step, c.provider_key, c.attempt,
      c.give_up_at, c.trace`.execute(tx);
  return rows;
}

/** What became of a call: done, or to be made again at an instant. */
export type CallResult =
  { status: 'sent' | 'failed' | 'cancelled'; reason: string | null } | { status: 'planned'; again: Date };

/** An answer that comes after the call was taken up by somebody else changes nothing. */
export async function settleCall(db: Db | Tx, call: DueCall, result: CallResult, now: Date): Promise<void> {
  const open = result.status === 'planned';
  await sql`
    update webhook_call set status = ${result.status}, lease_until = null,
      reason = ${open ? null : result.reason}, done_at = ${open ? null : now},
      due_at = ${open ? sql`${result.again}::timestamptz` : sql`due_at`}
    where id = ${call.id} and status = 'planned' and attempt = ${call.attempt}`.execute(db);
}
