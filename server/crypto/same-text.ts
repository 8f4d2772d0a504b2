import { timingSafeEqual } from 'node:crypto';

/** Compares in a time that tells nothing of where two texts of the same length differ. */
export function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
