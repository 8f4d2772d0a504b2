import { sql } from 'kysely';
import { MAKE_UP_WITHIN } from '@fanloom/dsl/core/schedule.js';
import type { Db, Tx } from '@fanloom/server/db/database.js';
import { retrySeconds } from '../engine/failure.js';
import { loadVersions } from '../engine/version.js';

/** A row of the outbox about broadcasts of a shop that began. */
export interface BroadcastFact {
  id: number;
  shop_id: string;
  ids: string[];
  keys: string[];
  detail: { from?: string; to?: string };
}

/** A broadcast that is to let in by a trigger, and how far that has come. */
export interface BroadcastEntrance {
  version_id: string;
  trigger_no: number;
  event_id: string;
  event_key: string;
  happened_at: Date;
  cursor: string | null;
  failures: number;
}

/** Plans whom broadcasts let in, by every open SOP of the shop that begins with one. What is old lets nobody in. */
export async function planEntrances(tx: Tx, { shop_id, ids, keys, detail }: BroadcastFact): Promise<void> {
  const { rows: live } = await sql<{ version_id: string }>`
    select l.version_id from listen l join sop p on p.live_version = l.version_id and p.gate = 'open'
    where l.shop_id = ${shop_id} and l.role = 'enter' and l.key = 'live.start'`.execute(tx);
  const versions = await loadVersions(
    tx,
    live.map((row) => row.version_id),
  );
  for (const version of versions.values()) {
    const numbers = version.program.triggers.flatMap((trigger, no) =>
      (trigger.kind === 'event' || trigger.kind === 'absent') && trigger.event.type === 'live.start' ? [no] : [],
    );
    await sql`
      insert into broadcast_entrance (version_id, trigger_no, event_id, event_key, happened_at, sop_id)
      select ${version.id}, trigger_no, ev.id, said.key, ev.happened_at, ${version.sopId}
      from unnest(${ids}::uuid[], ${keys}::uuid[]) said(id, key)
      join event ev on ev.id = said.id and ev.happened_at between ${detail.from} and ${detail.to}
      cross join unnest(${numbers}::int[]) trigger_no
      where ev.type = 'live.start' and not ev.history on conflict do nothing`.execute(tx);
  }
}

/** Claims the oldest broadcast that still has somebody to let in. Those that nobody could handle within a day are dropped. */
export async function claimEntrance(tx: Tx, now: Date): Promise<BroadcastEntrance | undefined> {
  await sql`delete from broadcast_entrance where happened_at < ${new Date(now.getTime() - MAKE_UP_WITHIN)}`.execute(tx);
  const { rows } = await sql<BroadcastEntrance>`
    select b.version_id, b.trigger_no, b.event_id, b.event_key, b.happened_at, b.cursor, b.failures
    from broadcast_entrance b join sop p on p.id = b.sop_id and p.live_version = b.version_id and p.gate = 'open'
    where b.retry_at is null or b.retry_at <= ${now}
    order by coalesce(b.retry_at, b.happened_at), b.version_id, b.trigger_no limit 1 for update of b skip locked`.execute(
    tx,
  );
  return rows[0];
}

/** @param last the fan after whom to go on; null when everyone was looked at */
export async function settleEntrance(tx: Tx, entrance: BroadcastEntrance, last: string | null): Promise<void> {
  const { version_id, trigger_no, event_id } = entrance;
  const own = sql`version_id = ${version_id} and trigger_no = ${trigger_no} and event_id = ${event_id}`;
  await (
    last === null
      ? sql`delete from broadcast_entrance where ${own}`
      : sql`update broadcast_entrance set cursor = ${last}, failures = 0, retry_at = null where ${own}`
  ).execute(tx);
}

/** It has failed as a whole: others go first until it is tried again. */
export async function putOffEntrance(db: Db, entrance: BroadcastEntrance): Promise<void> {
  const { version_id, trigger_no, event_id, failures } = entrance;
  await sql`
    update broadcast_entrance set failures = ${failures + 1},
      retry_at = business_now() + make_interval(secs => ${retrySeconds(failures)})
    where version_id = ${version_id} and trigger_no = ${trigger_no} and event_id = ${event_id}`.execute(db);
}
