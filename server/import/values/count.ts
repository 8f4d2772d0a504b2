import type { DecimalSign } from '../notation.js';
import { scaledNumber } from './scaled-number.js';

/** Sums of what is counted stay what PostgreSQL takes as an integer. */
const LARGEST = 100_000_000;

/** A count: `12`, `1,234`, `1.2万`, `3次`. Undefined when it cannot be read. @param text cleaned */
export function parseCount(text: string, decimal?: DecimalSign): number | undefined {
  // Scripts write 1.0 for 1, whatever the decimals of amounts.
  const value = scaledNumber(text.replace(/\s*[次个件条人张级分枚]$|(?<=^\d+)\.0{1,2}$/u, ''), decimal);
  if (value === undefined || Math.abs(value) > LARGEST) return undefined;
  return Math.round(value);
}
