import pg from 'pg';

const { builtins, getTypeParser } = pg.types;
const parseUnusual = getTypeParser(builtins.TIMESTAMPTZ, 'text') as (text: string) => Date;

/** What pg makes of values, but for three types. */
export const valueTypes = new pg.TypeOverrides();
// Counts, fen and ids of outbox rows stay far below 2^53.
valueTypes.setTypeParser(builtins.INT8, Number);
valueTypes.setTypeParser(builtins.DATE, (text) => text);
valueTypes.setTypeParser(builtins.TIMESTAMPTZ, parseInstant);

/**
 * The instant of `2026-11-22 10:00:00.123456+08`. Lists are full of them, and pg's own parser, which takes any form, is
 * five times as long at it.
 */
export function parseInstant(text: string): Date {
  const zoneAt = text.length - 3;
  const sign = text[zoneAt];
  if (text.startsWith('0') || text[4] !== '-' || text[10] !== ' ' || (sign !== '+' && sign !== '-'))
    return parseUnusual(text);
  const hours = two(text, zoneAt + 1) * (sign === '+' ? 1 : -1);
  const [year, month, day] = [100 * two(text, 0) + two(text, 2), two(text, 5), two(text, 8)];
  const [hour, minute, second] = [two(text, 11), two(text, 14), two(text, 17)];
  return new Date(Date.UTC(year, month - 1, day, hour - hours, minute, second, milliseconds(text, zoneAt)));
}

/** `2026-11-22 10:00:00.123456+00` in ISO 8601, as JSON has it, without a Date between: long lists are full of them. */
export function isoInstant(text: string): string {
  if (text[4] !== '-' || !text.endsWith('+00')) return parseInstant(text).toISOString();
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).slice(0, 3).padEnd(3, '0')}Z`;
}

function milliseconds(text: string, end: number): number {
  let sum = 0;
  let worth = 100;
  for (let at = 20; at < end; at++, worth /= 10) sum += worth * digit(text, at);
  return sum;
}

function two(text: string, at: number): number {
  return 10 * digit(text, at) + digit(text, at + 1);
}

function digit(text: string, at: number): number {
  return text.charCodeAt(at) - 48;
}
