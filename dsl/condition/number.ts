/** Larger numbers are missing and smaller ones are 0, so that no arithmetic overflows in either evaluator. */
export const LARGEST = 1e15;
export const SMALLEST = 1e-15;

export function bounded(value: number): number | null {
  const size = Math.abs(value);
  if (!(size <= LARGEST)) return null;
  return size < SMALLEST ? 0 : value;
}
