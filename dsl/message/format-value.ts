import type { Json } from '../condition/facts.js';
import { birthdayText } from '../core/birthday.js';
import { dayAt, formatDay } from '../core/zone.js';
import type { ValueType } from '../vocabulary/value-type.js';

/**
 * A value as a fan reads it in a message; null when there is none. Money comes in fen, durations in seconds, moments
 * in milliseconds; of a list the first stands for all.
 */
export function formatValue(value: Json, type: ValueType, zone: string): string | null {
  if (Array.isArray(value)) return formatValue(value[0] ?? null, type, zone);
  if (typeof value === 'string') return value === '' ? null : type === 'date' ? birthdayText(value) : value;
  if (typeof value !== 'number') return null;
  switch (type) {
    case 'money':
      return `${decimal(value / 100, 2)}元`;
    case 'duration':
      return formatDuration(value);
    case 'percent':
      return `${decimal(value, 1)}%`;
    case 'moment':
      return Math.abs(value) > LAST_MOMENT ? null : formatDay(dayAt(value, zone));
    default:
      return decimal(value, 2);
  }
}

/** The last instant that a Date can hold. */
const LAST_MOMENT = 8.64e15;

function decimal(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

const UNITS = [
  { seconds: 86_400, name: '天' },
  { seconds: 3600, name: '小时' },
  { seconds: 60, name: '分钟' },
];

/** In the largest unit that fits, rounded down. */
function formatDuration(seconds: number): string {
  const unit = UNITS.find((candidate) => seconds >= candidate.seconds) ?? { seconds: 1, name: '秒' };
  return `${String(Math.floor(seconds / unit.seconds))}${unit.name}`;
}
