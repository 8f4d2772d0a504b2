import type { WorkDuration } from '../ir/program.js';
import { dayAt, formatDay, HOUR, instantAt, MINUTE, weekdayOf } from './zone.js';

/** When the people of a shop are at work. */
export interface DutyHours {
  /** Monday is 1, Sunday 7. */
  weekdays: readonly number[];
  /** Half-open `[from, to)`, minutes of the day. */
  from: number;
  to: number;
  /** Dates (`YYYY-MM-DD`) without work although their weekday has it, and dates with work although it has none. */
  rest: readonly string[];
  work: readonly string[];
}

export const OFFICE_HOURS: DutyHours = { weekdays: [1, 2, 3, 4, 5], from: 540, to: 1080, rest: [], work: [] };

/** A calendar that goes so long without a day of work has none at all. */
const MOST_DAYS = 3_660;

/**
 * The instant at which a length of time is over. Seconds run by the clock, working time only while people are at work; a
 * working day is as long as a day of theirs. Without any day of work it runs by the clock, a day having 24 hours.
 */
export function dueAfter(from: number, duration: WorkDuration, duty: DutyHours, zone: string): number {
  if (duration.unit === 'seconds') return from + duration.amount * 1000;
  const inDays = duration.unit === 'working-days';
  let left = duration.amount * (inDays ? (duty.to - duty.from) * MINUTE : HOUR);
  if (left <= 0) return from;
  for (let day = dayAt(from, zone), last = day + MOST_DAYS; day <= last; day++) {
    if (!isWorked(day, duty)) continue;
    const start = Math.max(from, instantAt(day, duty.from, zone));
    const worked = Math.max(0, instantAt(day, duty.to, zone) - start);
    if (left <= worked) return start + left;
    left -= worked;
  }
  return from + duration.amount * (inDays ? 24 : 1) * HOUR;
}

function isWorked(day: number, { weekdays, rest, work }: DutyHours): boolean {
  const date = formatDay(day);
  return work.includes(date) || (weekdays.includes(weekdayOf(day)) && !rest.includes(date));
}
