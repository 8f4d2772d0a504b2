import type { MinuteRange, Program, Purpose } from '../ir/program.js';
import { dayAt, instantAt, minuteAt, weekdayOf } from './zone.js';

/** When sends have to wait: the SOP's own times and the shop's, whichever is stricter. */
export interface HoldRules {
  quiet: MinuteRange | null;
  only: Program['only'];
  shopQuiet: MinuteRange | null;
  zone: string;
}

const DAY_MINUTES = 24 * 60;

/** A week of days plus the edges of each day's ranges: no hold that ends at all lasts longer. */
const MOST_STEPS = 40;

/** In-session channels: the fan is in the room, whatever the hour. */
const UNHELD_CHANNELS = new Set(['live_popup']);

/** As {@link holdUntil}, for one message: quiet hours hold marketing alone, `only` holds service messages, too. */
export function messageHeldUntil(
  now: number,
  { channel, purpose }: { channel: string; purpose: Purpose },
  rules: HoldRules,
): number | null {
  if (UNHELD_CHANNELS.has(channel)) return null;
  return holdUntil(now, purpose === 'service' ? { ...rules, quiet: null, shopQuiet: null } : rules);
}

/**
 * Until when a send has to wait that is due now, or null when it may go. Ranges are half-open `[from, to)`.
 *
 * @returns an instant after `now` at which nothing holds it; null also where the rules leave no time at all, which
 *   the checker refuses
 */
export function holdUntil(now: number, rules: HoldRules): number | null {
  let instant = now;
  for (let step = 0; step < MOST_STEPS; step++) {
    const free = endOfHold(instant, rules);
    if (free === null) return instant === now ? null : instant;
    instant = free;
  }
  return null;
}

/** The end of a range that holds sends at this instant, or null. */
function endOfHold(instant: number, { quiet, shopQuiet, only, zone }: HoldRules): number | null {
  const day = dayAt(instant, zone);
  const minute = minuteAt(instant, zone);
  for (const range of [quiet, shopQuiet]) {
    if (range && contains(range, minute)) return instantAt(day + (minute < range.to ? 0 : 1), range.to, zone);
  }
  if (!only) return null;
  if (only.days && !only.days.includes(weekdayOf(day))) return instantAt(day + 1, 0, zone);
  if (contains(only.range, minute)) return null;
  return instantAt(day + (minute < only.range.from ? 0 : 1), only.range.from, zone);
}

function contains({ from, to }: MinuteRange, minute: number): boolean {
  if (from === to || (from === 0 && to === DAY_MINUTES)) return true;
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}
