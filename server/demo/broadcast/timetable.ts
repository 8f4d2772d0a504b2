import { DAY, HOUR } from '@fanloom/dsl/core/zone.js';
import { localTime, midnightBefore } from '../generate/world.js';

/** New people come in a few hours of the day, so that a fast clock does not open a cohort for each hour. */
const NEWCOMERS = new Map([
  [12, 12],
  [16, 12],
  [20, 60],
  [21, 60],
]);
const NEWCOMERS_IN_OPENING = 200;
/** Those whom the shop knows come all day long. */
const REGULARS = 6;
const WAKING_HOURS = { from: 8, to: 24 };

/** Each evening's broadcast. */
const EVENING = { from: 20, to: 22 };

/** How many come for the first time in an hour, counted from the demo's beginning; hour 0 is the opening broadcast. */
export function newcomersIn(startsAt: number, hour: number): number {
  return hour === 0 ? NEWCOMERS_IN_OPENING : (NEWCOMERS.get(hourOfDay(startsAt + hour * HOUR)) ?? 0);
}

/** How many of the fans that the shop knows come in an hour. */
export function regularsIn(startsAt: number, hour: number): number {
  const ofDay = hourOfDay(startsAt + hour * HOUR);
  return ofDay >= WAKING_HOURS.from && ofDay < WAKING_HOURS.to ? REGULARS : 0;
}

/** Name of the broadcast that is on at an instant; null when none is. */
export function sessionAt(startsAt: number, at: number): string | null {
  const day = localTime(at).slice(0, 10);
  if (at >= startsAt && at < startsAt + HOUR) return `${day} 早场`;
  return isEvening(hourOfDay(at)) ? `${day} 晚场` : null;
}

/** When the broadcast of the evening so many days later begins. */
export function eveningAfter(at: number, days: number): number {
  return midnightBefore(at) + days * DAY + EVENING.from * HOUR;
}

function isEvening(hour: number): boolean {
  return hour >= EVENING.from && hour < EVENING.to;
}

function hourOfDay(at: number): number {
  return Math.floor((at - midnightBefore(at)) / HOUR);
}
