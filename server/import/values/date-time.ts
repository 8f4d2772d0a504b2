import { DAY, dayOfDate, parseDay } from '@fanloom/dsl/core/zone.js';
import { instantOf } from '../../event/zone-offset.js';
import type { DateOrder } from '../notation.js';
import { monthOf, plainDate } from './date-words.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Day 0 of Excel's calendar, in which 1900 wrongly is a leap year. */
const EXCEL_DAY_0 = dayOfDate(1899, 12, 30);

const OFFSET = String.raw`(?:\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?`;
const FULL = new RegExp(
  String.raw`^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[\sT]*(上午|下午|[AP]M)?\s*(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*分?(?:\s*:?\s*(\d{1,2})(?:[.,](\d{1,3})\d*)?\s*秒?)?\s*([AP]M)?)?${OFFSET}$`,
  'iu',
);
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?:\s*(\d{2}):?(\d{2})(?::?(\d{2}))?)?$/;
const CLOCK = String.raw`(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AP]M)?)?`;
/** Three numbers of which any could be the day. */
const SHORT = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{1,2})${CLOCK}${OFFSET}$`, 'iu');
const NAMED = new RegExp(
  String.raw`^(?:(\d{1,2})[-.\s]+([a-zа-я]{3,})\.?|([a-zа-я]{3,})\.?[-\s]+(\d{1,2}))[-,\s]+(\d{4}|\d{2})${CLOCK}${OFFSET}$`,
  'iu',
);
const SERIAL = /^\d{5}(?:\.\d+)?$/;
/** Seconds, or thousandths, millionths or billionths of them. */
const EPOCH = /^(1\d{9})(?:(\d{3})(?:\d{3}|\d{6})?)?(?:\.\d+)?$/;
/** How databases write a time that never was: their first day, or the last one they know. */
const NEVER =
  /^(?:(?:0000|0001|1900|1970)[-/.]?0?[01][-/.]?0?[01]|0?1[-/.]0?1[-/.](?:0001|1900|1970)|1899[-/.]?12[-/.]?3[01]|12[-/.]3[01][-/.]1899|9999[-/.]?12[-/.]?31)(?:$|[\sT])/;

/**
 * An instant in milliseconds, from what exports write: `2026/3/5`, `2026-03-05 08:01:02`, `2026年3月5日 8时1分`,
 * `20260305`, `3/5/2026 8:01 PM`, `Mar 5, 2026`, Excel's serial days, Unix time. Undefined when there is no such date.
 *
 * @param text cleaned
 * @param zone of the shop: exports never write theirs
 * @param order which part of `1/3/26` is which
 */
export function parseDateTime(text: string, zone: string, order: DateOrder = 'month_first'): number | undefined {
  const found = parse(text, zone, order);
  if (found !== undefined) return found;
  const plain = plainDate(text);
  return plain === text ? undefined : parse(plain, zone, order);
}

function parse(text: string, zone: string, order: DateOrder): number | undefined {
  const full = FULL.exec(text);
  if (full) return fromFull(full, zone);
  const compact = COMPACT.exec(text);
  if (compact) return at(compact[1], compact[2], compact[3], timeOf(compact[4], compact[5], compact[6]), zone);
  const short = shortDate(text, order);
  if (short) {
    const [hour, minute, second, half, offset] = short.time;
    return at(short.year, short.month, short.day, timeOf(hour, minute, second, half), zone, offset);
  }
  const named = NAMED.exec(text);
  if (named) {
    const [, dayBefore, monthAfter, monthBefore, dayAfter, year = '', hour, minute, second, half, offset] = named;
    const month = monthOf(monthBefore ?? monthAfter ?? '');
    return at(fullYear(year), String(month), dayBefore ?? dayAfter, timeOf(hour, minute, second, half), zone, offset);
  }
  if (SERIAL.test(text)) return fromSerial(Number(text), zone);
  const epoch = EPOCH.exec(text);
  return epoch ? Number(epoch[1]) * SECOND + Number(epoch[2] ?? 0) : undefined;
}

/** The parts of a date such as `3/1/26`, read in this order. Undefined when it is no such text. @param text cleaned */
export function shortDate(text: string, order: DateOrder) {
  const match = SHORT.exec(text);
  if (!match) return undefined;
  const [, first = '', separator, second = '', third = '', ...time] = match;
  if (order === 'year_first' && first.length === 2 && third.length <= 2) {
    return { year: fullYear(first), month: second, day: third, time };
  }
  if (third.length === 1) return undefined;
  const isDayFirst = order === 'day_first' || separator === '.';
  const [month, day] = isDayFirst ? [second, first] : [first, second];
  return { year: fullYear(third), month, day, time };
}

/** People are born and things are bought between 1940 and 2039. */
function fullYear(year: string): string {
  return year.length === 2 ? `${Number(year) < 40 ? '20' : '19'}${year}` : year;
}

/** Whether a date stands for "not yet": `0000-00-00`, `1970-01-01 08:00:00`, `1/1/0001`. @param text cleaned */
export function isNever(text: string): boolean {
  return NEVER.test(text);
}

/** `YYYY-MM-DD` of a date, with or without a time. Undefined when there is no such date. */
export function parseDate(text: string, order?: DateOrder): string | undefined {
  const instant = parseDateTime(text, 'UTC', order);
  return instant === undefined ? undefined : new Date(instant).toISOString().slice(0, 10);
}

function fromFull(match: RegExpExecArray, zone: string): number | undefined {
  const [, year, month, day, before, hour, minute, second, fraction, after, offset] = match;
  const time = timeOf(hour, minute, second, before ?? after);
  return time === undefined
    ? undefined
    : at(year, month, day, time + Number((fraction ?? '').padEnd(3, '0')), zone, offset);
}

/** @param offset from Greenwich, instead of the zone's */
function at(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  time: number | undefined,
  zone: string,
  offset?: string,
): number | undefined {
  const number = parseDay(`${year ?? ''}-${month ?? ''}-${day ?? ''}`);
  if (number === null || time === undefined) return undefined;
  return offset === undefined ? instantOf(number, time, zone) : instantOf(number, time, 'UTC') - offsetOf(offset);
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
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(text);
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * HOUR + Number(match[3] ?? 0) * MINUTE);
}

/** Whole days and a fraction for the time, which spreadsheets hold to about a tenth of a millisecond. */
function fromSerial(serial: number, zone: string): number {
  const day = Math.floor(serial);
  const time = Math.round(((serial - day) * DAY) / SECOND) * SECOND;
  return instantOf(EXCEL_DAY_0 + day, time, zone);
}
