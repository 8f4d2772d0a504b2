import { sql } from 'kysely';
import { tagKey } from '../condition/listen-key.js';
import type { Tx } from '../db/database.js';
import { eventKey } from '../event/event-key.js';
import type { Fact } from '../event/fact.js';
import { readIngestShop } from '../event/ingest-shop.js';
import { recordFacts } from '../event/record-facts.js';
import { FAN_SHARDS, shardOf } from '../event/shard.js';

/** A tag that a fan has now, or has not any more. */
export interface ChangedTag {
  fan_id: string;
  tag: string;
}

interface Change {
  shopId: string;
  /** Names the change, so that its events count once. */
  id: string;
  type: 'tag.add' | 'tag.remove';
  now: Date;
}

/** SOPs and rule tags that depend on tags look at these fans again, and who waits for the tagging itself hears of it. */
export async function tellOfTags(tx: Tx, change: Change, changed: readonly ChangedTag[]): Promise<void> {
  if (changed.length === 0) return;
  const tags = [...new Set(changed.map(({ tag }) => tag))];
  const { rows } = await sql<{ key: string }>`
    select distinct key from listen
    where shop_id = ${change.shopId} and key = any(${['tag', change.type, ...tags.map(tagKey)]}::text[])`.execute(tx);
  const heard = new Set<string>(rows.map(({ key }) => key));
  const hears = heard.delete(change.type);
  if (heard.size > 0) await lookAgain(tx, change.shopId, [...new Set(changed.map(({ fan_id }) => fan_id))], tags);
  const shop = hears ? await readIngestShop(tx, change.shopId) : undefined;
  if (!shop) return;
  const facts = changed.map(({ fan_id, tag }): Fact => {
    const key = eventKey(shop.id, 'staff', JSON.stringify([change.id, fan_id, change.type, tag]));
    const fan = { fanId: fan_id, rootId: fan_id, nick: null };
    const when = { happenedAt: change.now.getTime(), source: 'staff', history: false };
    return { id: key, key, type: change.type, ...when, properties: { tag }, fan };
  });
  await recordFacts(tx, shop, facts, change.now);
}

async function lookAgain(tx: Tx, shop_id: string, fans: readonly string[], tags: readonly string[]): Promise<void> {
  const rows = Array.from({ length: FAN_SHARDS }, (_, shard) => ({
    shard,
    kind: 'tag',
    shop_id,
    ids: fans.filter((fan) => shardOf(fan) === shard),
    detail: JSON.stringify({ tags }),
  })).filter((row) => row.ids.length > 0);
  await tx.insertInto('fact_outbox').values(rows).execute();
}
