import type { DecimalSign } from '../notation.js';

const SCALES: Record<string, number> = { '': 1, k: 1_000, 千: 1_000, w: 10_000, 万: 10_000, 亿: 100_000_000 };

/** Digits in groups or not, decimals, and a scale. Indian groups have two digits but for the last. */
const NUMBERS: Record<DecimalSign, RegExp> = {
  '.': /^([+-]?)(\d{1,3}(?:[,，'’ ]\d{2,3})*[,，'’ ]\d{3}|\d+|(?=\.\d))(?:\.(\d*))?\s*([kw千万亿]?)\+?$/iu,
  ',': /^([+-]?)(\d{1,3}(?:[.'’ ]\d{3})+|\d+|(?=,\d))(?:,(\d*))?\s*([kw千万亿]?)\+?$/iu,
};

/** As spreadsheets in the north of Europe write it. */
export const MINUS = '\u2212';

/** Scripts write less than a thousandth so; what is large has lost its last digits. */
const TINY = /^[+-]?\d(?:\.\d+)?e-\d{1,3}$/i;

/** `1,234.5`, `1.2万`, `3w`, `-5`, `.99`, `1.7e-05`. Undefined for anything else. @param text cleaned, without a unit of its own */
export function scaledNumber(text: string, decimal: DecimalSign = '.'): number | undefined {
  if (TINY.test(text)) return Number(text);
  const match = NUMBERS[decimal].exec(text.replace(MINUS, '-'));
  if (!match) return undefined;
  const [, sign = '', whole = '', decimals = '', scale = ''] = match;
  const value = Number(`${whole.replace(/\D/g, '')}.${decimals}`);
  return (sign === '-' ? -1 : 1) * value * (SCALES[scale.toLowerCase()] ?? 1);
}
