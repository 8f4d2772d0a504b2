/** The five scores, and in what their bounds are written on screen: the API keeps fen and seconds. */
export const SCORES = [
  { name: 'R', per: 1 },
  { name: 'F', per: 1 },
  { name: 'M', per: 100 },
  { name: 'I', per: 1 },
  { name: 'W', per: 60 },
] as const;

type ScoreName = (typeof SCORES)[number]['name'];

/** Whether the bounds get harder from 2 to 5: fewer days since the last purchase, more of anything else. */
export function inOrder(name: ScoreName, bounds: readonly number[]): boolean {
  return bounds.every((bound, i) => {
    const last = bounds[i - 1] ?? bound;
    return name === 'R' ? bound <= last : bound >= last;
  });
}
