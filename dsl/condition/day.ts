import { parseDay } from '../core/zone.js';

/** Days that a date may name: 1000-01-01 to 9999-12-31. */
export const FIRST_DAY = -354_285;
export const LAST_DAY = 2_932_896;

export function validDay(day: number | null): number | null {
  return day !== null && day >= FIRST_DAY && day <= LAST_DAY ? day : null;
}

/** Day number of a text `YYYY-MM-DD`; null when it is no such date. */
export function dayOfText(text: string): number | null {
  return /^[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}$/.test(text) ? validDay(parseDay(text)) : null;
}
