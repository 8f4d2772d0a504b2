import type { DutyHours } from '@fanloom/dsl/core/duty.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { notFound } from '../problem/common.js';
import { dutyHoursOf } from '../task/duty-hours.js';

/** What a shop decides for all of its SOPs. Minutes of the day; links by merge field, such as `live.link`. */
export interface ShopSettings {
  quiet_from: number | null;
  quiet_to: number | null;
  links: Record<string, string>;
  /** Of members, lowest first; left as they are when not stated. */
  levels?: string[] | undefined;
  /** When people are at work; left as it is when not stated. */
  duty?: DutyHours | undefined;
}

export async function listShops(db: ScopedDb) {
  const rows = await db
    .selectFrom('shop')
    .select(['id', 'name', 'platform', 'zone', 'quiet_from', 'quiet_to', 'follow_grants', 'links', 'levels', 'duty'])
    .orderBy('name')
    .$narrowType<{ links: Record<string, string> }>()
    .execute();
  return rows.map((row) => ({ ...row, duty: dutyHoursOf(row.duty) }));
}

/** Throws a Problem (REQ404) for a shop that one may not change. */
export async function changeShop(db: ScopedDb, shopId: string, settings: ShopSettings): Promise<void> {
  const { links, duty, levels, ...quiet } = settings;
  await db
    .updateTable('shop')
    .set({
      ...quiet,
      links: JSON.stringify(links),
      ...(levels && { levels }),
      ...(duty && { duty: JSON.stringify(duty) }),
    })
    .where('id', '=', shopId)
    .returning('id')
    .executeTakeFirstOrThrow(notFound);
}
