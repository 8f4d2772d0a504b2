import type { TokenType } from 'chevrotain';
import { UNITS, type Unit, type UnitWord } from '../vocabulary/unit.js';
import * as types from './token-type.js';
import { matchWord } from './word.js';

export interface NumberMatch {
  type: TokenType;
  amount: number;
  unit: Unit | null;
  to: number;
}

const spellings = Object.entries(UNITS as Record<Unit, UnitWord>)
  .flatMap(([unit, word]) => [...word.zh, ...word.en].map((text) => ({ unit: unit as Unit, text })))
  .sort((a, b) => b.text.length - a.text.length);

/** The unit at `from`; null when there is none, or when a longer word begins there (`7 分流`; but `1周一次` is a week). */
function matchUnit(text: string, from: number): { unit: Unit; to: number } | null {
  const found = spellings.find(
    ({ text: unit }) =>
      text.startsWith(unit, from) && !(/[a-z]$/.test(unit) && /[A-Za-z_]/.test(text.charAt(from + unit.length))),
  );
  if (!found) return null;
  const to = from + found.text.length;
  const word = matchWord(text, from);
  return word && word.to > to && word.word.type !== types.Weekday ? null : { unit: found.unit, to };
}

/** A token of `amount` with the unit that follows at `from`, if one does on the same line. */
export function measure(text: string, from: number, amount: number): NumberMatch {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  const match = matchUnit(text, at);
  if (!match) return { type: types.NumberLiteral, amount, unit: null, to: from };
  return { type: types.MEASURE_TYPES[UNITS[match.unit].measure], amount, unit: match.unit, to: match.to };
}

const DIGITS: Record<string, number> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};
const PLACES: Record<string, number> = { 十: 10, 百: 100, 千: 1000 };
export const CHINESE_NUMERAL = /[零〇一二两三四五六七八九十百千半]+/y;

/** 三十五 → 35; 半 → 0.5. Null for what is no number (十百). */
export function chineseNumber(text: string): number | null {
  if (text === '半') return 0.5;
  let total = 0;
  let digit: number | null = null;
  for (const c of text) {
    const place = PLACES[c];
    if (place !== undefined) {
      total += (digit ?? 1) * place;
      digit = null;
    } else {
      const next = DIGITS[c];
      if (next === undefined || (digit !== null && digit !== 0)) return null;
      digit = next;
    }
  }
  return total + (digit ?? 0);
}
