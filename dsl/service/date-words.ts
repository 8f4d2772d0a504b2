import { dateOf, dayAt, minuteAt, weekdayOf } from '../core/zone.js';
import type { Bilingual } from '../problem/problem.js';

const WEEKDAYS = [
  ['周一', 'Mon'],
  ['周二', 'Tue'],
  ['周三', 'Wed'],
  ['周四', 'Thu'],
  ['周五', 'Fri'],
  ['周六', 'Sat'],
  ['周日', 'Sun'],
] as const;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** A day number as people say it: `11月25日(周三)`, `Wed 25 Nov`. */
export function dayWords(day: number): Bilingual {
  const { month, dayOfMonth } = dateOf(day);
  const [zh, en] = WEEKDAYS[weekdayOf(day) - 1] ?? ['', ''];
  return { zh: `${month}月${dayOfMonth}日（${zh}）`, en: `${en} ${dayOfMonth} ${MONTHS[month - 1] ?? ''}` };
}

/** Minutes of the day as `9:05`. */
export function clockWords(minute: number): string {
  return `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
}

export function instantWords(instant: number, zone: string): Bilingual {
  const { zh, en } = dayWords(dayAt(instant, zone));
  const clock = clockWords(minuteAt(instant, zone));
  return { zh: `${zh} ${clock}`, en: `${en} ${clock}` };
}
