import type { DurationNode } from '../ast/common.js';
import type { WorkDuration } from '../ir/program.js';
import { UNITS } from '../vocabulary/unit.js';

/** Exact seconds; a day is 24 hours. Working time has no fixed length and counts as none. */
export function secondsOf(duration: DurationNode): number {
  return Math.round(duration.amount * UNITS[duration.unit].size);
}

/** Days of the calendar, of a length in days or weeks. */
export function wholeDays({ amount, unit }: DurationNode): number {
  return unit === 'week' ? amount * 7 : amount;
}

export function workDuration(duration: DurationNode): WorkDuration {
  if (duration.unit === 'working-hour') return { amount: duration.amount, unit: 'working-hours' };
  if (duration.unit === 'working-day') return { amount: duration.amount, unit: 'working-days' };
  return { amount: secondsOf(duration), unit: 'seconds' };
}
