/** The middle value; of an even number the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = (sorted.length - 1) / 2;
  return (at(sorted, Math.floor(middle)) + at(sorted, Math.ceil(middle))) / 2;
}

/** The smallest value that at least this share (0 to 1) of the values does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  return at(ascending(values), Math.max(0, Math.ceil(values.length * share) - 1));
}

/** Runs the work and tells how long it took, in seconds. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return (performance.now() - since) / 1_000;
}

function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

function at(sorted: readonly number[], index: number): number {
  const value = sorted[index];
  if (value === undefined) throw new RangeError('There are no values');
  return value;
}
