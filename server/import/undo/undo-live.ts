import type { Tx } from '../../db/database.js';
import { eventKey } from '../../event/event-key.js';
import { addToDays, addToFans } from '../../event/event.sql.js';
import { emptyDelta, sumFans } from '../../event/fan-projection.js';
import type { IngestShop } from '../../event/ingest-shop.js';
import { sumDays } from '../../event/rollup.js';
import { lockRoots } from '../../identity/identity.sql.js';
import { addCounters, dayDifference, sameSnapshot } from '../load/live-snapshot.js';
import { changeWatchEvents, readSnapshots, writeSnapshots } from '../load/live-snapshot.sql.js';
import { findTimesAgain } from '../../event/times-again.sql.js';
import { freeKeys } from './take-back.sql.js';
import { noneUndone, type Undone } from './undone.js';
import {
  findWatchAgain,
  removeSnapshots,
  removeWatchEvents,
  takeViewers,
  type ViewerChange,
} from '../load/viewers.sql.js';

/**
 * Takes back the totals of viewers that one batch of a broadcast's export wrote, the last batch first. Totals that a
 * newer export replaced stay.
 *
 * @returns undefined when none is left
 */
export async function undoLive(tx: Tx, shop: IngestShop, importId: string): Promise<Undone | undefined> {
  const kept = await takeViewers(tx, importId);
  const sessionId = kept[0]?.sessionId;
  if (sessionId === undefined) return undefined;
  const fanIds = kept.map(({ after }) => after.fanId);
  const roots = await lockRoots(tx, fanIds);
  const current = await readSnapshots(tx, sessionId, fanIds);
  const changes = kept.filter(({ after }) => {
    const now = current.get(after.fanId);
    return now !== undefined && sameSnapshot(now, after);
  });
  await takeTotals(tx, shop, sessionId, changes);
  await takeProjections(tx, shop, changes, roots);
  await takeWatching(tx, shop, sessionId, changes);
  const rootIds = [...new Set(roots.values())];
  await findWatchAgain(tx, shop.id, rootIds);
  await findTimesAgain(tx, shop.id, rootIds);
  return { ...noneUndone, viewers: changes.length };
}

/** Snapshots that an import made, and those that it replaced. */
const made = (changes: ViewerChange[]) => changes.flatMap(({ before, after }) => (before ? [] : [after]));
const replaced = (changes: ViewerChange[]) =>
  changes.flatMap(({ before, after }) => (before ? [{ before, after }] : []));

async function takeTotals(tx: Tx, shop: IngestShop, sessionId: string, changes: ViewerChange[]): Promise<void> {
  const earlier = replaced(changes).map(({ before }) => before);
  await writeSnapshots(tx, shop.id, sessionId, earlier);
  const gone = made(changes).map(({ fanId }) => fanId);
  await removeSnapshots(tx, sessionId, gone);
}

async function takeProjections(
  tx: Tx,
  shop: IngestShop,
  changes: ViewerChange[],
  roots: Map<string, string>,
): Promise<void> {
  const days = changes.flatMap(({ before, after }) => dayDifference(after, before ?? undefined, shop.zone));
  await addToDays(tx, shop.id, sumDays(days));
  const deltas = changes.flatMap(({ before, after }) => {
    const rootId = roots.get(after.fanId);
    return rootId === undefined ? [] : [addCounters(emptyDelta(rootId, 0), after, before ?? undefined)];
  });
  await addToFans(tx, shop.id, sumFans(deltas));
}

/** The event of watching goes, or is again as long as it was. */
async function takeWatching(tx: Tx, shop: IngestShop, sessionId: string, changes: ViewerChange[]): Promise<void> {
  const isNew = ({ before }: ViewerChange) => (before?.watchSeconds ?? 0) === 0;
  const gone = changes.filter(isNew).map(({ after }) => after);
  await removeWatchEvents(tx, shop.id, sessionId, gone);
  await freeKeys(
    tx,
    gone.map(({ fanId }) => eventKey(shop.id, 'live', `${sessionId}|${fanId}`)),
  );
  const { name } = await tx
    .selectFrom('live_session')
    .select('name')
    .where('id', '=', sessionId)
    .executeTakeFirstOrThrow();
  const shorter = replaced(changes.filter((change) => !isNew(change))).map(({ before, after }) => ({
    happenedBefore: after.lastWatchAt,
    fact: {
      id: '',
      key: '',
      type: 'live.watch',
      happenedAt: before.lastWatchAt,
      source: `live:${sessionId}`,
      history: true,
      properties: { duration: before.watchSeconds, session: name },
      fan: { fanId: before.fanId, rootId: before.fanId, nick: null },
    },
  }));
  await changeWatchEvents(tx, shop.id, shorter);
}
