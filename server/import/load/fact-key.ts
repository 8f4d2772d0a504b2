import { eventKey } from '../../event/event-key.js';
import { listOf, type FactFan, type Properties } from '../../event/fact.js';

/** The key of what a fan did, as the fact itself tells it: a file that tells it again adds nothing. */
export function factKey(
  shopId: string,
  { type, happenedAt, fan, properties }: { type: string; happenedAt: number; fan: FactFan; properties: Properties },
): string {
  if (type === 'follow') return eventKey(shopId, 'follow', `${fan.fanId}|${happenedAt}`);
  const about = [listOf(properties, 'product'), properties['order'] ?? null, properties['text'] ?? null];
  return eventKey(shopId, 'behaviour', JSON.stringify([fan.fanId, type, happenedAt, ...about]));
}
