import { DAY, HOUR } from '@fanloom/dsl/core/zone.js';

/** The whole of a demo shop's past: from these numbers everything follows, person by person and order by order. */
export interface World {
  seed: number;
  fans: number;
  orders: number;
  /** Days before the end over which the orders are spread. */
  days: number;
  /** When the files are exported, in milliseconds; the orders end at the midnight before. */
  endsAt: number;
}

export const SHOP_NAME = '小鱼旗舰店';

/** The shop stands in China, which knows no summer time. */
const ZONE_OFFSET = 8 * HOUR;

/** Midnight in the shop, at or before this instant. */
export function midnightBefore(instant: number): number {
  return Math.floor((instant + ZONE_OFFSET) / DAY) * DAY - ZONE_OFFSET;
}

/** `2026-03-05 08:01:02` on the shop's clock. */
export function localTime(instant: number): string {
  return new Date(instant + ZONE_OFFSET).toISOString().slice(0, 19).replace('T', ' ');
}

/** Days since 1899-12-30 on the shop's clock, as spreadsheets count. */
export function spreadsheetDate(instant: number): number {
  return (instant + ZONE_OFFSET - Date.UTC(1899, 11, 30)) / DAY;
}
