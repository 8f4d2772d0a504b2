import { sql } from 'kysely';
import { businessNow } from '../clock/clock.js';
import type { Db, Tx } from '../db/database.js';
import { retryingTransaction } from '../db/retry.js';
import { isPlausibleTime } from '../event/check-event.js';
import { eventKey } from '../event/event-key.js';
import { claimKeys, ensureEventMonths } from '../event/event.sql.js';
import type { Fact } from '../event/fact.js';
import { readIngestShop } from '../event/ingest-shop.js';
import { recordFacts } from '../event/record-facts.js';
import { lockRoots } from '../identity/identity.sql.js';
import { notFound } from '../problem/common.js';

/** What may become of a message after a provider has taken it: types of events without `message.`. */
export const RECEIPTS = ['delivered', 'opened', 'clicked', 'replied', 'failed'] as const;

export interface Receipt {
  /** Of the message, as it was handed to the provider. */
  key: string;
  status: (typeof RECEIPTS)[number];
  /** Milliseconds. */
  happenedAt: number;
  reason?: string | undefined;
  text?: string | undefined;
}

export type ReceiptResult = 'accepted' | 'duplicate' | 'unknown_message' | 'wrong_time';

/** A message that a receipt is about. */
interface Message {
  provider_key: string;
  fan_id: string;
  status: string;
}

/** Makes facts of their fans of what a provider tells of messages of a channel, each once. @returns one for each receipt */
export async function takeReceipts(
  db: Db,
  place: { shopId: string; channel: string },
  receipts: readonly Receipt[],
): Promise<ReceiptResult[]> {
  const now = await businessNow(db);
  const plausible = receipts.filter(({ happenedAt }) => isPlausibleTime(happenedAt, now.getTime()));
  await ensureEventMonths(
    db,
    plausible.map(({ happenedAt }) => happenedAt),
  );
  return retryingTransaction(db, async (tx) => {
    const shop = await readIngestShop(tx, place.shopId);
    if (!shop) throw notFound();
    const messages = await readMessages(tx, place, receipts);
    const known = plausible.flatMap((receipt) => {
      const message = messages.get(receipt.key);
      return message ? [{ receipt, message, key: keyOf(shop.id, receipt) }] : [];
    });
    const roots = await lockRoots(tx, [...new Set(known.map(({ message }) => message.fan_id))]);
    const claimed = await claimKeys(
      tx,
      known.map(({ key }) => key),
    );
    const facts = known.flatMap(({ receipt, message: { fan_id: fanId }, key }): Fact[] => {
      if (!claimed.delete(key)) return [];
      return [factOf(receipt, key, place.channel, { fanId, rootId: roots.get(fanId) ?? fanId, nick: null })];
    });
    await recordFacts(tx, shop, facts, now);
    await settleUnknown(
      tx,
      known.filter(({ message }) => message.status === 'unknown').map(({ receipt }) => receipt),
    );
    const news = new Set(facts.map(({ key }) => key));
    return receipts.map((receipt): ReceiptResult => {
      if (!messages.has(receipt.key)) return 'unknown_message';
      if (!plausible.includes(receipt)) return 'wrong_time';
      return news.delete(keyOf(shop.id, receipt)) ? 'accepted' : 'duplicate';
    });
  });
}

function keyOf(shopId: string, { key, status, happenedAt }: Receipt): string {
  // A fan may answer, open and click more than once.
  const which = status === 'delivered' || status === 'failed' ? '' : String(happenedAt);
  return eventKey(shopId, 'receipt', JSON.stringify([key, status, which]));
}

function factOf({ status, happenedAt, reason, text }: Receipt, key: string, channel: string, fan: Fact['fan']): Fact {
  const told = { ...(reason !== undefined && { reason }), ...(text !== undefined && { text }) };
  const when = { happenedAt, source: 'receipt', history: false };
  return { id: key, key, type: `message.${status}`, ...when, properties: { channel, ...told }, fan };
}

async function readMessages(tx: Tx, place: { shopId: string; channel: string }, receipts: readonly Receipt[]) {
  const { rows } = await sql<Message>`
    select x.provider_key, e.fan_id, x.status from effect x join enrolment e on e.id = x.enrolment_id
    where x.provider = 'webhook' and x.shop_id = ${place.shopId} and x.channel = ${place.channel}
      and x.provider_key = any(${receipts.map(({ key }) => key)}::text[])`.execute(tx);
  return new Map(rows.map((row) => [row.provider_key, row]));
}

/** Nobody knew whether these had gone out; now the provider says so. */
async function settleUnknown(tx: Tx, receipts: readonly Receipt[]): Promise<void> {
  if (receipts.length === 0) return;
  await sql`
    update effect x set status = case when said.failed then 'failed' else 'sent' end, reason = said.reason
    from (
      select key, bool_and(status = 'failed') as failed, min(reason) as reason
      from unnest(${receipts.map(({ key }) => key)}::text[], ${receipts.map(({ status }) => status)}::text[],
        ${receipts.map(({ reason }) => reason ?? null)}::text[]) said (key, status, reason) group by key
    ) said
    where x.provider = 'webhook' and x.provider_key = said.key and x.status = 'unknown'`.execute(tx);
}
