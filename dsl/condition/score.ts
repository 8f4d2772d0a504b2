/** After so many half-lives nothing is left of an event's points, and no power of ½ gets too small to hold. */
export const FADED = 64;

/** How many of a signal's newest events can be worth anything; undefined: all. */
export function countedEvents(points: number, most: number | null): number | undefined {
  if (most === null) return undefined;
  return points > 0 ? Math.min(Math.ceil(most / points), 1e9) : 0;
}
