import { sql } from 'kysely';
import type { Tx } from '../../db/database.js';
import type { LiveSnapshot } from './live-snapshot.js';
import type { Changing } from './earlier.sql.js';

/** Totals of a viewer that a batch makes (`before` null) or replaces. */
export interface ViewerChange {
  sessionId: string;
  before: LiveSnapshot | null;
  after: LiveSnapshot;
}

/** Keeps what totals of viewers were, and what they become. */
export async function keepViewers(tx: Tx, { importId, no }: Changing, changes: ViewerChange[]): Promise<void> {
  await sql`
    insert into import_earlier (import_id, no, kind, key, before)
    select ${importId}::uuid, ${no}::int, 'live', key, change::jsonb
    from unnest(
      ${changes.map(({ after }) => after.fanId)}::text[],
      ${changes.map((change) => JSON.stringify(change))}::text[]
    ) as viewer (key, change)`.execute(tx);
}

/** The changes of the last batch that is not taken back yet; they are kept no longer. */
export async function takeViewers(tx: Tx, importId: string): Promise<ViewerChange[]> {
  const { rows } = await sql<{ change: ViewerChange }>`
    delete from import_earlier where import_id = ${importId} and kind = 'live' and no = (
      select max(no) from import_earlier where import_id = ${importId} and kind = 'live')
    returning before as change`.execute(tx);
  return rows.map(({ change }) => change);
}

export async function removeSnapshots(tx: Tx, sessionId: string, fanIds: string[]): Promise<void> {
  await sql`
    delete from live_snapshot where session_id = ${sessionId} and fan_id = any(${fanIds}::uuid[])`.execute(tx);
}

export async function removeWatchEvents(
  tx: Tx,
  shopId: string,
  sessionId: string,
  snapshots: LiveSnapshot[],
): Promise<void> {
  await sql`
    delete from event using unnest(
      ${snapshots.map(({ fanId }) => fanId)}::uuid[],
      ${snapshots.map(({ lastWatchAt }) => new Date(lastWatchAt).toISOString())}::timestamptz[]
    ) as told (fan_id, happened_at)
    where event.fan_id = told.fan_id and event.type = 'live.watch' and event.happened_at = told.happened_at
      and event.source = ${`live:${sessionId}`} and event.shop_id = ${shopId}`.execute(tx);
}

/** When fans last watched, from the totals and events that are left. */
export async function findWatchAgain(tx: Tx, shopId: string, rootIds: string[]): Promise<void> {
  await sql`
    update fan_shop s set last_watch_at = greatest(
      (select max(l.last_watch_at) from fan f join live_snapshot l on l.fan_id = f.id
        where f.root_id = s.fan_id and l.shop_id = s.shop_id),
      (select max(e.happened_at) from fan f join event e on e.fan_id = f.id
        where f.root_id = s.fan_id and e.shop_id = s.shop_id and e.type = 'live.watch'))
    where s.shop_id = ${shopId} and s.fan_id = any(${rootIds}::uuid[])`.execute(tx);
}
