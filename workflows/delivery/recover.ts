import { sql } from 'kysely';
import { businessNow } from '@fanloom/server/clock/clock.js';
import type { Db } from '@fanloom/server/db/database.js';
import { isDeliveryHeld } from '@fanloom/server/delivery/delivery-hold.js';
import type { OutgoingMessage } from '../channels/provider.js';
import { isolating } from '../engine/isolation.js';
import { HAND_OVER_SECONDS } from './claim.js';
import { type DueMessage, judgeEach } from './judge.sql.js';

/** Messages looked at in one transaction. */
const MESSAGES_AT_ONCE = 500;

interface Stranded extends DueMessage {
  /** Null in a restored database, for what may have been sent after it was copied. */
  body: string | null;
}

/**
 * Takes messages whose hand-over nobody has reported on: whoever was at it is gone. Whether they may be repeated is for
 * the caller to decide by their provider; those whose fan must not be written to any more are not, and stay unknown.
 */
export async function claimStranded(db: Db): Promise<{ repeat: OutgoingMessage[]; drop: OutgoingMessage[] }> {
  return isolating(db, async (tx, isolation) => {
    if (await isDeliveryHeld(tx)) return { repeat: [], drop: [] };
    const { rows } = await sql<Stranded>`
      update effect x set lease_until = clock_timestamp() + make_interval(secs => ${HAND_OVER_SECONDS}),
        attempt = x.attempt + 1
      from (
        select id from effect where status = 'sending' and lease_until < clock_timestamp()
        order by lease_until limit ${MESSAGES_AT_ONCE} for update skip locked
      ) stranded
      where x.id = stranded.id
      returning x.id, x.enrolment_id, x.step, x.step_key, x.version_id, x.shop_id, x.fan_id, x.channel, x.purpose,
        x.leaving, x.coupon, x.point_at, x.provider_key, x.attempt, x.trace, x.body`.execute(tx);
    const verdicts = await judgeEach(tx, rows, await businessNow(tx), isolation);
    const outgoing = (row: Stranded): OutgoingMessage => ({
      id: row.id,
      shopId: row.shop_id,
      fanId: row.fan_id,
      channel: row.channel,
      body: row.body ?? '',
      providerKey: row.provider_key,
      attempt: row.attempt,
    });
    const dropped = (row: Stranded) => row.body === null || verdicts.get(row.id)?.kind === 'drop';
    return {
      repeat: rows.filter((row) => !dropped(row)).map(outgoing),
      drop: rows.filter(dropped).map(outgoing),
    };
  });
}
