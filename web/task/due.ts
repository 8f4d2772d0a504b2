import type { DutyHours } from '@fanloom/dsl/core/duty.js';
import { dayAt, formatDay, instantAt, minuteAt, parseDay } from '@fanloom/dsl/core/zone.js';
import { minuteOf } from '../shop/minute.js';

/** When a task is mostly due: at the end of work of today, while that is to come, of tomorrow, and of the third day on. */
export function dueChoices(now: Date, { to }: Pick<DutyHours, 'to'>, zone: string) {
  const today = dayAt(now.getTime(), zone);
  const ends = [
    { id: 'today', days: 0 },
    { id: 'tomorrow', days: 1 },
    { id: 'threeDays', days: 3 },
  ] as const;
  return ends
    .map(({ id, days }) => ({ id, at: new Date(instantAt(today + days, to, zone)) }))
    .filter(({ at }) => at > now);
}

/** What the browser's input of date and time says, by the shop's clock; null for nothing. */
export function dueAt(text: string, zone: string): Date | null {
  const [date = '', time = ''] = text.split('T');
  const [day, minute] = [parseDay(date), minuteOf(time)];
  return day === null || minute === null ? null : new Date(instantAt(day, minute, zone));
}

/** An instant as the browser's input of date and time writes it, by the shop's clock. */
export function dueText(due: Date, zone: string): string {
  const minute = minuteAt(due.getTime(), zone);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${formatDay(dayAt(due.getTime(), zone))}T${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
