import { sql } from 'kysely';
import { appendAudit } from '../audit/audit.js';
import type { Db, Tx } from '../db/database.js';
import { Problem } from '../problem/problem.js';
import { isDeliveryHeld } from './delivery-hold.js';
import { laneDue } from './lane-due.js';

export interface DeliveryHold {
  held: boolean;
  /** When the worker first saw that this is a copy; null until it did. */
  since: Date | null;
  /** Messages that wait: of every shop, so a number and nothing more. */
  waiting: number;
  /** Those of them that may have been sent already, by a provider that would send them again. They are not repeated. */
  uncertain: number;
}

export async function readDeliveryHold(db: Db | Tx): Promise<DeliveryHold> {
  if (!(await isDeliveryHeld(db))) return { held: false, since: null, waiting: 0, uncertain: 0 };
  const { rows } = await sql<{ since: Date; waiting: number; uncertain: number }>`
    select i.held_since as since, w.waiting, w.uncertain
    from installation i, (
      select count(*)::int as waiting, (count(*) filter (where ${isUncertain}))::int as uncertain
      from effect x left join channel_binding b using (shop_id, channel), installation i where x.status = 'planned'
    ) w`.execute(db);
  const { since = null, waiting = 0, uncertain = 0 } = rows[0] ?? {};
  return { held: true, since, waiting, uncertain };
}

/**
 * Lets a copy send. What may be out already is not repeated where the provider would send it twice: it is handed to the
 * worker like messages whose hand-over was cut off, and ends as unknown. Providers that honour keys sort it out themselves.
 *
 * @throws Problem DELIVERY409 when nothing is held, DELIVERY410 while runs still catch up with the time of the gap,
 * DELIVERY411 while paused SOPs keep runs from it
 */
export async function confirmDelivery(db: Db, staffId: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`select from installation for update`.execute(tx);
    const hold = await readDeliveryHold(tx);
    if (!hold.held) throw notHeld();
    await requireCaughtUp(tx);
    await sql`
      update effect x set status = 'sending', lease_until = clock_timestamp(), attempt = x.attempt + 1
      from channel_binding b, installation i
      where x.status = 'planned' and b.shop_id = x.shop_id and b.channel = x.channel and ${isUncertain}`.execute(tx);
    await sql`update installation set sends_from = database_place(), held_since = null`.execute(tx);
    await appendAudit(tx, {
      actorId: staffId,
      action: 'delivery.confirm',
      subject: 'channel',
      subjectId: null,
      detail: { since: hold.since, waiting: hold.waiting, uncertain: hold.uncertain },
    });
  });
}

/**
 * Effect `x`, binding `b` of its channel, installation `i`: due by now, or planned since the copy came up, from steps whose
 * time lay in the gap.
 */
const isUncertain = sql`
  coalesce(b.provider = 'webhook' and not (b.config->>'honours_keys')::boolean, false)
  and (x.send_at <= business_now() or x.id >= uuid7_at(i.held_since))`;

/**
 * Steps that were due before the copy came up may have sent in the gap; what they plan must be there to be judged. A paused
 * SOP may have been open then, and plans nothing until it is resumed.
 */
async function requireCaughtUp(tx: Tx): Promise<void> {
  const { rows } = await sql<{ behind: boolean; paused: number }>`
    with late as (
      select r.sop_id, 'paused' in (r.gate, p.gate) as paused
      from installation i, lane l join run r on r.id = l.run_id join sop p on p.id = r.sop_id
      where ${laneDue} <= i.held_since
        and 'stopped' not in (r.gate, p.gate)
    )
    select exists (select from late where not paused)
      or exists (select from fact_outbox f, installation i where f.problem is null and f.at <= i.held_since) as behind,
      (select count(distinct sop_id)::int from late where paused) as paused`.execute(tx);
  const { behind = false, paused = 0 } = rows[0] ?? {};
  if (behind) throw catchingUp();
  if (paused > 0) throw pausedInGap(paused);
}

function notHeld(): Problem {
  return new Problem(409, 'DELIVERY409', {
    zh: '发送没有暂停，无需确认。',
    en: 'Delivery is not held: there is nothing to confirm.',
  });
}

function catchingUp(): Problem {
  return new Problem(409, 'DELIVERY410', {
    zh: '流程还在补上恢复点之后的进度。请确认 worker 在运行，一分钟后再试。',
    en: 'SOPs still catch up with what happened after the copy was taken. See that the worker runs and try again in a minute.',
  });
}

function pausedInGap(count: number): Problem {
  return new Problem(409, 'DELIVERY411', {
    zh: `有 ${String(count)} 个已暂停的流程停在恢复点附近，可能已经发过消息。请继续或停止这些流程，一分钟后再确认；暂停发送期间，继续的流程也不会发出消息，之后可再次暂停。`,
    en: `${String(count)} paused SOPs stand at steps that may have sent after the copy was taken. Resume or stop them and confirm a minute later. While delivery is held a resumed SOP sends nothing, and you may pause it again.`,
  });
}
