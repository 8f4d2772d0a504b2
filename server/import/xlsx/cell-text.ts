import type { NumberStyle } from './styles.js';

const DAY_SECONDS = 86_400;
/** Day 0 of the 1900 and of the 1904 calendar, in days since 1970. */
const DAY_0 = -25_569;
const DAY_0_OF_1904 = -24_107;

/** The number of a cell as the sheet shows it: a date as `2026-03-05 08:01:02`, a duration as `62:33:00`. */
export function numberText(raw: string, style: NumberStyle, date1904: boolean): string {
  const value = Number(raw);
  if (style === 'number' || !Number.isFinite(value) || value < 0 || value > 2_958_466) return plain(raw, value);
  const seconds = Math.round(value * DAY_SECONDS);
  // A time of day that is formatted as a date and time has day 0: it is a duration too.
  return style === 'duration' || seconds < DAY_SECONDS ? durationText(seconds) : dateText(seconds, date1904);
}

/** Whole numbers up to 2^53 are written out; longer ones have lost their last digits already and stay as they are. */
function plain(raw: string, value: number): string {
  return /e/i.test(raw) && Number.isSafeInteger(value) ? String(value) : raw;
}

function dateText(seconds: number, date1904: boolean): string {
  const day0 = date1904 ? DAY_0_OF_1904 : DAY_0;
  const iso = new Date((seconds + day0 * DAY_SECONDS) * 1000).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

function durationText(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
