import { businessNow } from '@fanloom/server/clock/clock.js';
import type { Db } from '@fanloom/server/db/database.js';
import { inSpan } from '@fanloom/server/trace/span.js';
import type { Outcome } from '../channels/provider.js';
import { loadVersion } from '../engine/version.js';
import { bodyOf } from './body.sql.js';
import { type CallResult, claimCalls, type DueCall, settleCall } from './call.sql.js';
import type { TargetDirectory } from './target-directory.js';

/** The pause before the second attempt, in business time; it doubles from one to the next. */
const FIRST_PAUSE_MS = 15_000;

/**
 * Makes the calls of `推送` that are due. A call is repeated under the same key for an hour, then recorded as failed; the
 * fan has long gone on.
 *
 * @returns whether there were any
 */
export async function push(db: Db, targets: TargetDirectory): Promise<boolean> {
  const now = await businessNow(db);
  const calls = await db.transaction().execute((tx) => claimCalls(tx, now));
  await Promise.all(
    calls.map(async (call) => {
      const attributes = { target: call.name, attempt: call.attempt };
      const result = await inSpan('push', attributes, [call.trace], () => make(db, targets, call, now));
      await settleCall(db, call, result, await businessNow(db));
    }),
  );
  return calls.length > 0;
}

async function make(db: Db, targets: TargetDirectory, call: DueCall, now: Date): Promise<CallResult> {
  const target = await targets.of(call.shop_id, call.name);
  if (!target) return { status: 'failed', reason: 'unknown_target' };
  const body = await db
    .transaction()
    .execute(async (tx) => bodyOf(tx, await loadVersion(tx, call.version_id), call, target.fields, now));
  if (body === null) return { status: 'cancelled', reason: 'out_of_scope' };
  return resultOf(await target.call({ key: call.provider_key, body }), call, now);
}

/** Whether it arrived or not, a receiver may have the same call again: it knows it by its key. */
function resultOf(outcome: Outcome, { attempt, give_up_at }: DueCall, now: Date): CallResult {
  if (outcome.kind === 'sent') return { status: 'sent', reason: null };
  if (outcome.kind === 'failed') return { status: 'failed', reason: outcome.reason };
  const again = new Date(now.getTime() + FIRST_PAUSE_MS * 2 ** (attempt - 1));
  return again > give_up_at ? { status: 'failed', reason: 'unreachable' } : { status: 'planned', again };
}
