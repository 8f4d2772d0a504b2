import { eventKey } from '@fanloom/server/event/event-key.js';
import type { Fact, Properties } from '@fanloom/server/event/fact.js';
import { readIngestShop } from '@fanloom/server/event/ingest-shop.js';
import { recordFacts } from '@fanloom/server/event/record-facts.js';
import type { Tx } from '@fanloom/server/db/database.js';

/** When and by which version something is done to fans. */
interface Recording {
  tx: Tx;
  version: { id: string; shopId: string };
  now: Date;
}

/**
 * Records what a step has done to fans as events of theirs.
 *
 * @param fans roots
 * @param step what tells it apart from other things done at that moment; makes the event's own key
 */
export async function recordOfFans(
  { tx, version, now }: Recording,
  step: string,
  type: string,
  fans: readonly string[],
  properties: Properties,
): Promise<void> {
  const shop = fans.length > 0 ? await readIngestShop(tx, version.shopId) : null;
  if (!shop) return;
  const said = JSON.stringify([version.id, step, now.getTime(), type, properties]);
  const facts = fans.map((fan): Fact => {
    const key = eventKey(version.shopId, 'step', `${fan}/${said}`);
    const happenedAt = now.getTime();
    return { id: key, key, type, happenedAt, source: 'sop', history: false, properties, fan: ofFan(fan) };
  });
  await recordFacts(tx, shop, facts, now);
}

function ofFan(fan: string): Fact['fan'] {
  return { fanId: fan, rootId: fan, nick: null };
}
