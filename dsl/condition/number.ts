/** Larger numbers are missing and smaller ones are 0, so that no arithmetic overflows in either evaluator. */
export const LARGEST = 1e15;
export const SMALLEST = 1e-15;

export function bounded(value: number): number | null {
  const size = Math.abs(value);
  if (!(size <= LARGEST)) return null;
  return size < SMALLEST ? 0 : value;
}

/** Days that a date may name: 1000-01-01 to 9999-12-31. */
export const FIRST_DAY = -354_285;
export const LAST_DAY = 2_932_896;

export function isDay(day: number): boolean {
  return day >= FIRST_DAY && day <= LAST_DAY;
}
