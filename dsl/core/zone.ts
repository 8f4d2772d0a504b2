/**
 * Wall-clock arithmetic in a time zone. Instants are milliseconds since the epoch; a day is the number of days since
 * 1970-01-01 on the zone's calendar; a minute is a minute of that day's clock.
 */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, number>>();

/** Zones change their offset at full quarters of an hour, so one look-up serves the whole quarter. */
const OFFSET_STEP = 15 * MINUTE;
const OFFSETS_KEPT = 10_000;

/** How far the zone's clock is ahead of UTC at this instant, in milliseconds. */
export function offsetAt(instant: number, zone: string): number {
  const quarter = Math.floor(instant / OFFSET_STEP);
  let known = offsets.get(zone);
  if (!known) offsets.set(zone, (known = new Map<number, number>()));
  let offset = known.get(quarter);
  if (offset === undefined) {
    offset = readOffset(quarter * OFFSET_STEP, zone);
    if (known.size >= OFFSETS_KEPT) known.clear();
    known.set(quarter, offset);
  }
  return offset;
}

function readOffset(instant: number, zone: string): number {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(instant)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}

/** The zone's calendar day at this instant. */
export function dayAt(instant: number, zone: string): number {
  return Math.floor((instant + offsetAt(instant, zone)) / DAY);
}

/** Minutes since the zone's midnight, whole. */
export function minuteAt(instant: number, zone: string): number {
  const local = instant + offsetAt(instant, zone);
  return Math.floor((local - Math.floor(local / DAY) * DAY) / MINUTE);
}

/** Monday is 1, Sunday 7. */
export function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/**
 * The instant at which the zone's clock shows this minute on this day. A time that the clock skips becomes the first
 * instant after the gap; of a time that it shows twice, the earlier.
 */
export function instantAt(day: number, minute: number, zone: string): number {
  const local = day * DAY + minute * MINUTE;
  const before = offsetAt(local - DAY, zone);
  const after = offsetAt(local + DAY, zone);
  const first = local - Math.max(before, after);
  if (first + offsetAt(first, zone) === local) return first;
  const second = local - Math.min(before, after);
  if (second + offsetAt(second, zone) === local) return second;
  return firstInstantWith(Math.min(before, after) === before ? after : before, first, second, zone);
}

/** The change of offset lies between the two; it is found to the minute. */
function firstInstantWith(offset: number, from: number, to: number, zone: string): number {
  for (let instant = from; instant < to; instant += MINUTE) {
    if (offsetAt(instant, zone) === offset) return instant;
  }
  return to;
}

export function startOfDay(instant: number, zone: string): number {
  return instantAt(dayAt(instant, zone), 0, zone);
}

/** `YYYY-MM-DD` to a day number; null when there is no such date. */
export function parseDay(date: string): number | null {
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(date);
  if (!match) return null;
  const [year, month, dayOfMonth] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const utc = new Date(Date.UTC(year, month - 1, dayOfMonth));
  if (utc.getUTCMonth() !== month - 1 || utc.getUTCDate() !== dayOfMonth) return null;
  return utc.getTime() / DAY;
}

/** Year, month (1–12) and day of month of a day number. */
export function dateOf(day: number): { year: number; month: number; dayOfMonth: number } {
  const utc = new Date(day * DAY);
  return { year: utc.getUTCFullYear(), month: utc.getUTCMonth() + 1, dayOfMonth: utc.getUTCDate() };
}

export function dayOfDate(year: number, month: number, dayOfMonth: number): number {
  return Date.UTC(year, month - 1, dayOfMonth) / DAY;
}

export function formatDay(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** Due times and anchors are rounded up to the minute, so that lanes meet and merge. */
export function ceilMinute(instant: number): number {
  return Math.ceil(instant / MINUTE) * MINUTE;
}
