import type { Schedule } from '../ir/program.js';
import { dateOf, dayAt, dayOfDate, instantAt, parseDay, weekdayOf } from './zone.js';

/** A tick missed by an outage is made up once if it is no older than this. */
export const MAKE_UP_WITHIN = 24 * 3_600_000;

/** The first time after `after` at which a schedule ticks, or null when it never does again. */
export function nextTick(schedule: Schedule, after: number, zone: string): number | null {
  const today = dayAt(after, zone);
  switch (schedule.kind) {
    case 'daily':
      return firstAfter([today, today + 1], schedule.minute, after, zone);
    case 'weekly': {
      const day = today + ((schedule.weekday - weekdayOf(today) + 7) % 7);
      return firstAfter([day, day + 7], schedule.minute, after, zone);
    }
    case 'monthly':
      return firstAfter(daysOfMonths(today, schedule.day), schedule.minute, after, zone);
    case 'once': {
      const day = parseDay(schedule.date);
      return day === null ? null : firstAfter([day], schedule.minute, after, zone);
    }
  }
}

function firstAfter(days: number[], minute: number, after: number, zone: string): number | null {
  for (const day of days) {
    const instant = instantAt(day, minute, zone);
    if (instant > after) return instant;
  }
  return null;
}

/** That day of this and of the coming months; months too short for it are left out. */
function daysOfMonths(today: number, dayOfMonth: number): number[] {
  const { year, month } = dateOf(today);
  return Array.from({ length: 13 }, (_, ahead) => dayOfDate(year, month + ahead, dayOfMonth)).filter(
    (day) => dateOf(day).dayOfMonth === dayOfMonth,
  );
}
