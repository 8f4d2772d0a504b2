import { DAY, dayOfDate, parseDay } from '@fanloom/dsl/core/zone.js';
import { instantOf } from '../../event/zone-offset.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Day 0 of Excel's calendar, in which 1900 wrongly is a leap year. */
const EXCEL_DAY_0 = dayOfDate(1899, 12, 30);

const FULL =
  /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[\sT]*(上午|下午|[AP]M)?\s*(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*分?(?:\s*:?\s*(\d{1,2})(?:[.,](\d{1,3})\d*)?\s*秒?)?\s*([AP]M)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/iu;
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:\s*(\d{2})(\d{2})(\d{2})?)?$/;
/** With two digits for the year it could be any of three orders, so such dates are not read. */
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AP]M)?)?$/iu;
const NAMED =
  /^(?:(\d{1,2})[-\s]+([a-z]{3})[a-z]*|([a-z]{3})[a-z]*\.?[-\s]+(\d{1,2}))[-,\s]+(\d{4}|\d{2})(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AP]M)?)?$/iu;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const SERIAL = /^\d{5}(?:\.\d+)?$/;
const EPOCH = /^1\d{9}(?:\d{3})?$/;
/** How databases write a time that never was. */
const NEVER = /^(?:0000|0001|1970)[-/.]?0?[01][-/.]?0?[01](?:$|[\sT])/;

/**
 * An instant in milliseconds, from what exports write: `2026/3/5`, `2026-03-05 08:01:02`, `2026年3月5日 8时1分`,
 * `20260305`, `3/5/2026 8:01 PM`, `Mar 5, 2026`, Excel's serial days, Unix time. Undefined when there is no such date.
 *
 * @param text cleaned
 * @param zone of the shop: exports never write theirs
 * @param dayFirst whether `1/3/2026` is in March
 */
export function parseDateTime(text: string, zone: string, dayFirst = false): number | undefined {
  const full = FULL.exec(text);
  if (full) return fromFull(full, zone);
  const compact = COMPACT.exec(text);
  if (compact) return at(compact[1], compact[2], compact[3], timeOf(compact[4], compact[5], compact[6]), zone);
  const yearLast = YEAR_LAST.exec(text);
  if (yearLast) {
    const [, first, separator, second, year, ...time] = yearLast;
    const [month, day] = dayFirst || separator === '.' ? [second, first] : [first, second];
    return at(year, month, day, timeOf(...time), zone);
  }
  const named = NAMED.exec(text);
  if (named) {
    const [, dayBefore, monthAfter, monthBefore, dayAfter, year = '', ...time] = named;
    const month = MONTHS.indexOf((monthBefore ?? monthAfter ?? '').toLowerCase()) + 1;
    return at(year.padStart(4, '20'), String(month), dayBefore ?? dayAfter, timeOf(...time), zone);
  }
  if (SERIAL.test(text)) return fromSerial(Number(text), zone);
  if (EPOCH.test(text)) return Number(text) * (text.length === 10 ? SECOND : 1);
  return undefined;
}

/** Whether only days can be what stands first in some of these dates. @param texts cleaned */
export function showDayFirst(texts: readonly string[]): boolean {
  return texts.some((text) => Number(YEAR_LAST.exec(text)?.[1] ?? 0) > 12);
}

/** Whether a date stands for "not yet": `0000-00-00`, `1970-01-01 08:00:00`. @param text cleaned */
export function isNever(text: string): boolean {
  return NEVER.test(text);
}

/** `YYYY-MM-DD` of a date, with or without a time. Undefined when there is no such date. */
export function parseDate(text: string): string | undefined {
  const instant = parseDateTime(text, 'UTC');
  return instant === undefined ? undefined : new Date(instant).toISOString().slice(0, 10);
}

function fromFull(match: RegExpExecArray, zone: string): number | undefined {
  const [, year, month, day, before, hour, minute, second, fraction, after, offset] = match;
  const time = timeOf(hour, minute, second, before ?? after);
  if (time === undefined) return undefined;
  const exact = time + Number((fraction ?? '').padEnd(3, '0'));
  if (offset === undefined) return at(year, month, day, exact, zone);
  const utc = at(year, month, day, exact, 'UTC');
  return utc === undefined ? undefined : utc - offsetOf(offset);
}

function at(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  time: number | undefined,
  zone: string,
): number | undefined {
  const number = parseDay(`${year ?? ''}-${month ?? ''}-${day ?? ''}`);
  return number === null || time === undefined ? undefined : instantOf(number, time, zone);
}

/** Milliseconds since midnight; 24:00 is the end of the day. */
function timeOf(hour = '0', minute = '0', second = '0', half?: string): number | undefined {
  let hours = Number(hour);
  if (half !== undefined && hours > 12) return undefined;
  if (half !== undefined) hours = (hours % 12) + (/下午|PM/iu.test(half) ? 12 : 0);
  const [minutes, seconds] = [Number(minute), Number(second)];
  if (hours > 24 || minutes > 59 || seconds > 60 || (hours === 24 && minutes + seconds > 0)) return undefined;
  return hours * HOUR + minutes * MINUTE + seconds * SECOND;
}

function offsetOf(text: string): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(text);
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * HOUR + Number(match[3]) * MINUTE);
}

/** Whole days and a fraction for the time, which spreadsheets hold to about a tenth of a millisecond. */
function fromSerial(serial: number, zone: string): number {
  const day = Math.floor(serial);
  const time = Math.round(((serial - day) * DAY) / SECOND) * SECOND;
  return instantOf(EXCEL_DAY_0 + day, time, zone);
}
