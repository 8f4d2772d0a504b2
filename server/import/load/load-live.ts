import type { Tx } from '../../db/database.js';
import { uuid7 } from '../../db/uuid7.js';
import { eventKey } from '../../event/event-key.js';
import { addToDays, addToFans, claimKeys, insertEvents } from '../../event/event.sql.js';
import type { Fact } from '../../event/fact.js';
import { sumFans } from '../../event/fan-projection.js';
import { publishFacts } from '../../event/record-facts.js';
import { sumDays } from '../../event/rollup.js';
import type { ResolvedFan } from '../../identity/resolve-fans.js';
import type { LiveRow } from '../rows/live-row.js';
import {
  isHistory,
  nobody,
  type ImportContext,
  type Loader,
  type Outcome,
  type PreparedRow,
} from './import-context.js';
import { dayDifference, fanDifference, nextSnapshot, sameSnapshot, type LiveSnapshot } from './live-snapshot.js';
import { changeWatchEvents, readSnapshots, writeLevels, writeSnapshots } from './live-snapshot.sql.js';
import { keepingFans } from './earlier.sql.js';
import { keepViewers } from './viewers.sql.js';
import { resolveRows, settlePeople } from './people.js';

/** A viewer whose totals the batch makes or replaces. */
interface ChangedViewer {
  fan: ResolvedFan;
  nick: string | null;
  before: LiveSnapshot | undefined;
  after: LiveSnapshot;
}

/** Exports of a broadcast: totals, not events. A newer file replaces what an older one said, it never adds to it. */
export const loadLive: Loader<LiveRow> = async (tx, context, batch) => {
  const { rows } = batch;
  const { session } = context;
  if (!session) throw new Error('A live export is imported without its broadcast');
  const fans = await resolveRows(tx, context, batch);
  const fanIds = fans.flatMap((fan) => (fan ? [fan.fanId] : []));
  const known = await readSnapshots(tx, session.id, fanIds);
  const changed = new Map<string, ChangedViewer>();
  const outcomes = rows.map((prepared, i) => mergeRow(prepared, fans[i], known, changed, context));
  await writeChanged(tx, context, batch.no, session, [...changed.values()]);
  const owners = new Map(fans.flatMap((fan) => (fan ? [[fan.rootId, null]] : [])));
  const settled = await settlePeople(tx, context, batch, fans, owners);
  return outcomes.map((outcome, i) => {
    const rootId = fans[i]?.rootId;
    const isNews = rootId !== undefined && settled.delete(rootId);
    return outcome === 'unchanged' && isNews ? 'merged' : outcome;
  });
};

function mergeRow(
  { row, identities }: PreparedRow<LiveRow>,
  fan: ResolvedFan | undefined,
  known: Map<string, LiveSnapshot>,
  changed: Map<string, ChangedViewer>,
  context: ImportContext,
): Outcome {
  if (!fan) return nobody;
  const before = known.get(fan.fanId);
  const after = nextSnapshot(before, row, fan.fanId, context.startedAt.getTime());
  if (before && sameSnapshot(before, after)) return fan.identified ? 'merged' : 'unchanged';
  known.set(fan.fanId, after);
  const earlier = changed.get(fan.fanId);
  const nick = identities.find((identity) => identity.kind === 'nick')?.value ?? null;
  changed.set(fan.fanId, { fan, nick, before: earlier ? earlier.before : before, after });
  return before ? 'merged' : 'loaded';
}

async function writeChanged(
  tx: Tx,
  context: ImportContext,
  no: number,
  session: { id: string; name: string },
  viewers: ChangedViewer[],
): Promise<void> {
  const { importId, shop } = context;
  await keepViewers(
    tx,
    { importId, no },
    viewers.map(({ before, after }) => ({ sessionId: session.id, before: before ?? null, after })),
  );
  await writeSnapshots(
    tx,
    shop.id,
    session.id,
    viewers.map(({ after }) => after),
  );
  await addToDays(
    tx,
    shop.id,
    sumDays(viewers.flatMap(({ before, after }) => dayDifference(before, after, shop.zone))),
  );
  const differences = viewers.map(({ before, after, fan, nick }) => fanDifference(before, after, fan.rootId, nick));
  await addToFans(tx, shop.id, sumFans(differences));
  const levels = viewers.map(({ fan, after }) => ({
    rootId: fan.rootId,
    fanLevel: after.fanLevel,
    intimacy: after.intimacy,
    at: after.lastWatchAt,
  }));
  const rootIds = levels.map(({ rootId }) => rootId);
  await keepingFans(tx, { importId, no }, shop.id, { rootIds, whom: 'known' }, () => writeLevels(tx, shop.id, levels));
  await tellOfWatching(tx, context, session, viewers);
}

/** Watching a broadcast is one event for each viewer, which grows with the totals. */
async function tellOfWatching(
  tx: Tx,
  context: ImportContext,
  session: { id: string; name: string },
  viewers: ChangedViewer[],
): Promise<void> {
  const watched = viewers.filter(({ after }) => after.watchSeconds > 0);
  const facts = new Map(
    watched.map((viewer) => [eventKey(context.shop.id, 'live', `${session.id}|${viewer.fan.fanId}`), viewer]),
  );
  const claimed = await claimKeys(tx, [...facts.keys()]);
  const fresh: Fact[] = [];
  const changes: { fact: Fact; happenedBefore: number }[] = [];
  for (const [key, viewer] of facts) {
    const fact = watchFact(context, session, viewer, key);
    if (claimed.has(key)) fresh.push(fact);
    else if (viewer.before) changes.push({ fact, happenedBefore: viewer.before.lastWatchAt });
  }
  await insertEvents(tx, context.shop.id, fresh, context.startedAt);
  const changed = await changeWatchEvents(tx, context.shop.id, changes);
  await publishFacts(tx, context.shop, [...fresh, ...changed]);
}

function watchFact(
  context: ImportContext,
  session: { id: string; name: string },
  viewer: ChangedViewer,
  key: string,
): Fact {
  const { fan, nick, after } = viewer;
  return {
    id: uuid7(),
    key,
    type: 'live.watch',
    happenedAt: after.lastWatchAt,
    source: `live:${session.id}`,
    history: isHistory(context, after.lastWatchAt),
    properties: { duration: after.watchSeconds, session: session.name },
    fan: { fanId: fan.fanId, rootId: fan.rootId, nick },
  };
}
