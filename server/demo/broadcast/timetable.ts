import { DAY, HOUR } from '@fanloom/dsl/core/zone.js';
import { localTime, midnightBefore } from '../generate/world.js';

/** How many people come in an hour of the shop's day when no broadcast is on. */
const AT_NIGHT = 1;
const BY_DAY = 5;
const IN_BROADCAST = 55;
const IN_OPENING = 200;
const WAKING_HOURS = { from: 8, to: 24 };

/** Each evening's broadcast. */
const EVENING = { from: 20, to: 23 };

/** Hours since the demo began; hour 0 is the opening broadcast. */
export function arrivalsIn(startsAt: number, hour: number): number {
  if (hour === 0) return IN_OPENING;
  const ofDay = hourOfDay(startsAt + hour * HOUR);
  if (isEvening(ofDay)) return IN_BROADCAST;
  return ofDay >= WAKING_HOURS.from && ofDay < WAKING_HOURS.to ? BY_DAY : AT_NIGHT;
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
