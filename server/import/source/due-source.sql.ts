import { randomUUID } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { Db, Tx } from '../../db/database.js';

/** Longer than a pull may take: whoever comes later does not find it under way. */
const LEASE = '15 minutes';
/** After a failure it is tried again this soon, this often, before the next time that was settled. */
const TRY_AGAIN = '15 minutes';
const TRIES = 3;

/** When a source is to be pulled next after a moment, by its own columns; days are those of the shop. */
function nextAfter(at: RawBuilder<unknown>): RawBuilder<Date> {
  return sql<Date>`
    case when every_hours is not null then ${at} + every_hours * interval '1 hour'
    else (
      select min(moment.at)
      from shop, generate_series(0, 1) as n,
        lateral (select ((${at} at time zone shop.zone)::date + n + daily_at) at time zone shop.zone as at) moment
      where shop.id = import_source.shop_id and moment.at > ${at})
    end`;
}

/** Settles when a source is pulled next, after its schedule was given or changed. */
export async function schedule(tx: Tx, sourceId: string): Promise<void> {
  await tx
    .updateTable('import_source')
    .set({ next_at: nextAfter(sql`business_now()`) })
    .where('id', '=', sourceId)
    .execute();
}

/** When it is to be tried next. @param failures how often it has failed in a row */
export function nextTry(failures: number): RawBuilder<Date> {
  const settled = nextAfter(sql`business_now()`);
  if (failures === 0 || failures > TRIES) return settled;
  return sql<Date>`least(business_now() + ${TRY_AGAIN}::interval, ${settled})`;
}

export type DueSource = NonNullable<Awaited<ReturnType<typeof claimDue>>>;

/** Takes the source that has waited longest for this process; undefined when none is due that nobody has. */
export async function claimDue(db: Db) {
  const owner = randomUUID();
  const row = await db
    .updateTable('import_source')
    .set({ lease_owner: owner, lease_until: sql<Date>`clock_timestamp() + ${LEASE}::interval` })
    .where('id', 'in', (due) =>
      due
        .selectFrom('import_source')
        .select('id')
        .where('active', '=', true)
        .where('next_at', '<=', sql<Date>`business_now()`)
        .where((eb) => eb.or([eb('lease_until', 'is', null), eb('lease_until', '<', sql<Date>`clock_timestamp()`)]))
        .orderBy('next_at')
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .executeTakeFirst();
  return row && { ...row, owner };
}
