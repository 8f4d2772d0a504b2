import { type RawBuilder, sql } from 'kysely';
import { stepAt } from '@fanloom/dsl/core/place.js';
import { businessNow, readClock } from '@fanloom/server/clock/clock.js';
import type { Db, Tx } from '@fanloom/server/db/database.js';
import { ensureEventMonths } from '@fanloom/server/event/event.sql.js';
import { eventKey } from '@fanloom/server/event/event-key.js';
import type { Fact } from '@fanloom/server/event/fact.js';
import { readIngestShop } from '@fanloom/server/event/ingest-shop.js';
import { recordFacts } from '@fanloom/server/event/record-facts.js';
import { shardOf } from '@fanloom/server/event/shard.js';
import type { Outcome, OutgoingMessage } from '../channels/provider.js';
import { releaseReservations } from '../engine/end.sql.js';
import { loadVersions } from '../engine/version.js';

/** Hand-overs tried at a provider that cannot be reached, or of unknown outcome at one that honours keys. */
export const MOST_HAND_OVERS = 8;

interface Settled {
  id: string;
  shop_id: string;
  fan_id: string;
  entered_as: string;
  version_id: string;
  step: number;
  channel: string;
  status: 'sent' | 'failed' | 'unknown';
  provider_key: string;
}

/**
 * Writes down what became of messages that were handed over, and tells the SOPs that wait for it. The answer of an
 * attempt counts as long as no later one has begun.
 */
export async function settle(
  db: Db,
  messages: readonly OutgoingMessage[],
  outcomes: ReadonlyMap<string, Outcome>,
  provider: { name: string; honoursKeys: boolean },
): Promise<void> {
  const now = await businessNow(db);
  await ensureEventMonths(db, [now.getTime()]);
  const of = (kind: Outcome['kind']) => messages.filter((m) => (outcomes.get(m.id)?.kind ?? 'unknown') === kind);
  const open = [...of('later'), ...(provider.honoursKeys ? of('unknown') : [])];
  await db.transaction().execute(async (tx) => {
    await putBack(tx, of('untried'));
    await tryAgain(tx, open, (await readClock(tx)).speed);
    const settled = await writeOutcomes(tx, messages, outcomes, provider.name, now);
    await releaseReservations(
      tx,
      settled.filter((row) => row.status === 'failed').map((row) => row.id),
    );
    await recordSent(tx, settled, now);
    await tellWaiting(tx, settled);
  });
}

/** What was never begun is as it was before the claim. */
async function putBack(tx: Tx, messages: OutgoingMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await sql`
    update effect x set status = 'planned', lease_until = null, attempt = x.attempt - 1
    from ${attempts(messages)} where ${isThisAttempt}`.execute(tx);
}

/** Puts off what was certainly not taken, or may be repeated; a last attempt is left for {@link writeOutcomes}. */
async function tryAgain(tx: Tx, messages: OutgoingMessage[], speed: number): Promise<void> {
  if (messages.length === 0) return;
  await sql`
    update effect x set status = 'planned', lease_until = null,
      send_at = business_now() + make_interval(secs => ${speed} * power(2, x.attempt))
    from ${attempts(messages)} where ${isThisAttempt} and x.attempt < ${MOST_HAND_OVERS}`.execute(tx);
}

function attempts(messages: readonly { id: string; attempt: number }[]): RawBuilder<unknown> {
  return sql`unnest(${messages.map((m) => m.id)}::uuid[], ${messages.map((m) => m.attempt)}::int[]) o(id, attempt)`;
}

const isThisAttempt = sql`x.id = o.id and x.attempt = o.attempt and x.status = 'sending'`;

async function writeOutcomes(
  tx: Tx,
  messages: readonly OutgoingMessage[],
  outcomes: ReadonlyMap<string, Outcome>,
  provider: string,
  now: Date,
): Promise<Settled[]> {
  const final = messages.flatMap(({ id, attempt }) => {
    const outcome = outcomes.get(id) ?? { kind: 'unknown' };
    if (outcome.kind === 'untried') return [];
    if (outcome.kind === 'later') return { id, attempt, status: 'failed', reason: 'unreachable' };
    return { id, attempt, status: outcome.kind, reason: outcome.kind === 'failed' ? outcome.reason : null };
  });
  const { rows } = await sql<Settled>`
    update effect x set status = o.status, reason = o.reason, provider = ${provider}, lease_until = null, done_at = ${now}
    from unnest(${final.map((o) => o.id)}::uuid[], ${final.map((o) => o.attempt)}::int[],
      ${final.map((o) => o.status)}::text[], ${final.map((o) => o.reason)}::text[]) o(id, attempt, status, reason),
      enrolment e
    where ${isThisAttempt} and e.id = x.enrolment_id
    returning x.id, x.shop_id, x.fan_id, e.fan_id as entered_as, x.version_id, x.step, x.channel, x.status, x.provider_key
  `.execute(tx);
  return rows;
}

/** A message sent is a fact of its fan like any other. */
async function recordSent(tx: Tx, settled: readonly Settled[], now: Date): Promise<void> {
  const sent = settled.filter((row) => row.status === 'sent');
  for (const shopId of new Set(sent.map((row) => row.shop_id))) {
    const shop = await readIngestShop(tx, shopId);
    if (!shop) continue;
    const facts = sent
      .filter((row) => row.shop_id === shopId)
      .map((row): Fact => {
        const key = eventKey(shopId, 'message', row.provider_key);
        return {
          id: key,
          key,
          type: 'message.sent',
          happenedAt: now.getTime(),
          source: 'delivery',
          history: false,
          properties: { channel: row.channel },
          fan: { fanId: row.entered_as, rootId: row.fan_id, nick: null },
        };
      });
    await recordFacts(tx, shop, facts, now);
  }
}

/** Fans who wait for the receipt of a message go on; only steps with `未送达` wait. */
async function tellWaiting(tx: Tx, settled: readonly Settled[]): Promise<void> {
  const versions = await loadVersions(tx, [...new Set(settled.map((row) => row.version_id))]);
  const awaited = settled.filter((row) => {
    const program = versions.get(row.version_id)?.program;
    const step = program && stepAt(program, row.step);
    return step?.kind === 'send' && step.undelivered !== null;
  });
  if (awaited.length === 0) return;
  await sql`
    insert into fact_outbox (shard, kind, shop_id, ids)
    select shard, 'receipt', shop_id, array_agg(id)
    from unnest(${awaited.map((row) => shardOf(row.fan_id))}::smallint[], ${awaited.map((row) => row.shop_id)}::uuid[],
      ${awaited.map((row) => row.id)}::uuid[]) a(shard, shop_id, id)
    group by shard, shop_id`.execute(tx);
  await sql`select pg_notify('fanloom_outbox', '')`.execute(tx);
}
