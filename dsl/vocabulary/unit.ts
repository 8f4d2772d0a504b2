import type { Spelling } from './language.js';

/** What a number with this unit is. */
export type Measure = 'duration' | 'money' | 'count' | 'pieces' | 'points' | 'percent' | 'day-of-month';

export interface UnitWord extends Spelling {
  measure: Measure;
  /** Seconds or fen in one unit; 1 for a count. Working time has no length without a duty calendar. */
  size: number;
}

/** English spellings are singular, then plural. */
export const UNITS = {
  second: { measure: 'duration', size: 1, zh: ['秒'], en: ['second', 'seconds'] },
  minute: { measure: 'duration', size: 60, zh: ['分钟'], en: ['minute', 'minutes'] },
  hour: { measure: 'duration', size: 3600, zh: ['小时'], en: ['hour', 'hours'] },
  day: { measure: 'duration', size: 86_400, zh: ['天'], en: ['day', 'days'] },
  week: { measure: 'duration', size: 604_800, zh: ['周'], en: ['week', 'weeks'] },
  'working-hour': { measure: 'duration', size: 0, zh: ['工作小时'], en: ['working hour', 'working hours'] },
  'working-day': { measure: 'duration', size: 0, zh: ['工作日'], en: ['working day', 'working days'] },
  yuan: { measure: 'money', size: 100, zh: ['元'], en: ['yuan', 'yuan'] },
  'ten-thousand-yuan': { measure: 'money', size: 1_000_000, zh: ['万元'], en: [] },
  time: { measure: 'count', size: 1, zh: ['次'], en: ['time', 'times'] },
  message: { measure: 'pieces', size: 1, zh: ['条'], en: ['message', 'messages'] },
  piece: { measure: 'pieces', size: 1, zh: ['张'], en: ['piece', 'pieces'] },
  point: { measure: 'points', size: 1, zh: ['分'], en: ['point', 'points'] },
  percent: { measure: 'percent', size: 1, zh: ['%'], en: ['%'] },
  'day-of-month': { measure: 'day-of-month', size: 1, zh: ['日'], en: [] },
} as const satisfies Record<string, UnitWord>;

export type Unit = keyof typeof UNITS;
export type DurationUnit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'working-hour' | 'working-day';
