export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The smallest value that at least this share of the values does not exceed; the mean of the middle two for an even half. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = sorted.length * share;
  const upper = sorted[Math.max(0, Math.ceil(at) - 1)];
  if (upper === undefined) throw new RangeError('No values');
  const next = Number.isInteger(at) && share === 0.5 ? sorted[at] : undefined;
  return next === undefined ? upper : (upper + next) / 2;
}

/** Runs the work and tells how long it took, in seconds. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return (performance.now() - since) / 1_000;
}
