import type { Condition, Expression, FieldRef } from '../ir/condition.js';
import type { Till, Trigger } from '../ir/program.js';
import { dateOf, dayAt, dayOfDate, formatDay, instantAt, MINUTE } from './zone.js';

type DateFieldTrigger = Extract<Trigger, { kind: 'date-field' }>;

/** The day that a date field is to fall on for a fan to enter now. */
export interface MeantDay {
  /** Days since 1970-01-01. */
  day: number;
  /** `MM-DD`: the days of any year that are celebrated then. Whoever was born on 29 February is, in other years, on the 28th. */
  monthDays: string[];
}

/** @param tickAt milliseconds */
export function meantDay({ beforeDays }: DateFieldTrigger, tickAt: number, zone: string): MeantDay {
  const day = dayAt(tickAt, zone) + beforeDays;
  const own = formatDay(day).slice(5);
  return { day, monthDays: own === '02-28' && !isLeapYear(dateOf(day).year) ? [own, '02-29'] : [own] };
}

function isLeapYear(year: number): boolean {
  return dayOfDate(year, 3, 1) - dayOfDate(year, 2, 28) === 2;
}

/** A birthday comes back every year; other dates come once. */
export function isAnnual(field: FieldRef): boolean {
  return !field.custom && field.name === 'birthday';
}

/**
 * When a lane goes on that waits for a fan's date field, `beforeDays` earlier at `minute`: a birthday at its next return, any
 * other date once.
 *
 * @param day the field's value, in days since 1970-01-01
 * @returns null when it has gone by
 */
export function whenFieldComes(
  { field, beforeDays }: Extract<Till, { kind: 'field' }>,
  minute: number,
  { day, now, zone }: { day: number; now: number; zone: string },
): number | null {
  const thisMinute = Math.floor(now / MINUTE) * MINUTE;
  const at = (meant: number) => instantAt(meant - beforeDays, minute, zone);
  if (!isAnnual(field)) return at(day) >= thisMinute ? at(day) : null;
  const { year } = dateOf(dayAt(now, zone));
  return [year, year + 1, year + 2].map((y) => at(inYear(day, y))).find((due) => due >= thisMinute) ?? null;
}

/** 29 February is the 28th in other years. */
function inYear(day: number, year: number): number {
  const { month, dayOfMonth } = dateOf(day);
  return month === 2 && dayOfMonth === 29 && !isLeapYear(year)
    ? dayOfDate(year, 2, 28)
    : dayOfDate(year, month, dayOfMonth);
}

/**
 * That a date, or a moment, falls on the day. One of the shop's own fields may also say a day of any year, as `MM-DD`.
 */
export function fallsOn(field: FieldRef, { day, monthDays }: MeantDay): Condition {
  const left: Expression = { kind: 'field', field };
  const date = (number: number): Expression => ({ kind: 'date', date: formatDay(number) });
  const once: Condition = {
    kind: 'all',
    of: [
      { kind: 'compare', left, op: '>=', right: date(day) },
      { kind: 'compare', left, op: '<', right: date(day + 1) },
    ],
  };
  if (!field.custom) return once;
  const values = monthDays.map((value): Expression => ({ kind: 'text', value }));
  return { kind: 'any', of: [once, { kind: 'oneOf', left, values }] };
}
