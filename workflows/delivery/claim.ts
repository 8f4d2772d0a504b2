import { sql } from 'kysely';
import { businessNow } from '@fanloom/server/clock/clock.js';
import type { Db, Tx } from '@fanloom/server/db/database.js';
import { isDeliveryHeld } from '@fanloom/server/delivery/delivery-hold.js';
import type { OutgoingMessage } from '../channels/provider.js';
import { releaseReservations } from '../engine/end.sql.js';
import { isolating } from '../engine/isolation.js';
import { issueCoupons } from '../steps/issue-coupons.sql.js';
import { compose } from './compose.js';
import type { Way } from './due.sql.js';
import { type DueMessage, judgeEach, lockDue, type Verdict } from './judge.sql.js';

/** Real seconds that a hand-over may take before somebody else looks after it. */
export const HAND_OVER_SECONDS = 60;

interface Claimed {
  looked: number;
  outgoing: OutgoingMessage[];
  /** Traces of the steps that planned them. */
  origins: (string | null)[];
}

const NOTHING: Claimed = { looked: 0, outgoing: [], origins: [] };

/**
 * Takes due messages of one way, judges each once more, and commits the decision `sending` before any provider is called: whoever
 * is killed after this leaves a trace of what may have gone out.
 */
export async function claim(db: Db, way: Way, most: number): Promise<Claimed> {
  return isolating(db, async (tx, isolation) => {
    if (await isDeliveryHeld(tx)) return NOTHING;
    const now = await businessNow(tx);
    const due = await lockDue(tx, way, now, most);
    if (due.length === 0) return NOTHING;
    const verdicts = await judgeEach(tx, due, now, isolation);
    const sendable = due.filter((message) => verdicts.get(message.id)?.kind === 'send');
    await issueCoupons(tx, sendable, now);
    const bodies = new Map(
      await isolation.each(
        sendable,
        async (some) => [...(await compose(tx, some, now))],
        async () => undefined,
      ),
    );
    for (const message of sendable) {
      if (!bodies.has(message.id)) verdicts.set(message.id, { kind: 'drop', reason: 'hole' });
    }
    await settleVerdicts(tx, due, verdicts, now);
    const outgoing = sendable.flatMap((message) => toOutgoing(message, bodies.get(message.id)));
    await markSending(tx, outgoing);
    return { looked: due.length, outgoing, origins: sendable.map(({ trace }) => trace) };
  });
}

function toOutgoing(message: DueMessage, body: string | undefined): OutgoingMessage[] {
  if (body === undefined) return [];
  const { id, shop_id: shopId, fan_id: fanId, channel, provider_key: providerKey, attempt } = message;
  return [{ id, shopId, fanId, channel, body, providerKey, attempt: attempt + 1 }];
}

async function settleVerdicts(
  tx: Tx,
  due: readonly DueMessage[],
  verdicts: ReadonlyMap<string, Verdict>,
  now: Date,
): Promise<void> {
  const dropped = due.flatMap(({ id }) => {
    const verdict = verdicts.get(id);
    return verdict?.kind === 'drop' ? [{ id, reason: verdict.reason }] : [];
  });
  const deferred = due.flatMap(({ id }) => {
    const verdict = verdicts.get(id);
    return verdict?.kind === 'defer' ? [{ id, until: verdict.until }] : [];
  });
  if (dropped.length > 0) {
    await sql`
      update effect x set status = case when d.reason in ('left', 'stopped') then 'cancelled' else 'skipped' end,
        reason = d.reason, done_at = ${now}
      from unnest(${dropped.map((d) => d.id)}::uuid[], ${dropped.map((d) => d.reason)}::text[]) d(id, reason)
      where x.id = d.id`.execute(tx);
    await releaseReservations(
      tx,
      dropped.map((d) => d.id),
    );
  }
  if (deferred.length > 0) {
    await sql`
      update effect x set send_at = d.until
      from unnest(${deferred.map((d) => d.id)}::uuid[], ${deferred.map((d) => d.until)}::timestamptz[]) d(id, until)
      where x.id = d.id`.execute(tx);
  }
}

async function markSending(tx: Tx, outgoing: readonly OutgoingMessage[]): Promise<void> {
  if (outgoing.length === 0) return;
  await sql`
    update effect x set status = 'sending', attempt = x.attempt + 1, body = o.body,
      lease_until = clock_timestamp() + make_interval(secs => ${HAND_OVER_SECONDS})
    from unnest(${outgoing.map((o) => o.id)}::uuid[], ${outgoing.map((o) => o.body)}::text[]) o(id, body)
    where x.id = o.id`.execute(tx);
}
