import { scaledNumber } from './scaled-number.js';

const LARGEST = 2_000_000_000;

/** A count: `12`, `1,234`, `1.2万`, `3次`. Undefined when it cannot be read or is negative. @param text cleaned */
export function parseCount(text: string): number | undefined {
  const value = scaledNumber(text.replace(/\s*[次个件条人张级分枚]$/u, ''));
  if (value === undefined || value < 0 || value > LARGEST) return undefined;
  return Math.round(value);
}
