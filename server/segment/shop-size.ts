import type { Ability } from '../access/ability.js';

/** A size is asked for at every change of a text, and itself changes little meanwhile. */
const KEPT_MS = 30_000;

interface Kept {
  at: number;
  fans: Promise<number | null>;
}

const sizes = new WeakMap<Ability, Map<string, Kept>>();

/**
 * How many fans of a shop those with this ability see, as it was within the last half minute.
 *
 * @param count asks now; null when it took too long, which is not kept
 */
export function shopSize(
  ability: Ability,
  shopId: string,
  count: () => Promise<number | null>,
): Promise<number | null> {
  const known = sizes.get(ability) ?? new Map<string, Kept>();
  sizes.set(ability, known);
  const kept = known.get(shopId);
  if (kept && performance.now() - kept.at < KEPT_MS) return kept.fans;
  const fans = count();
  known.set(shopId, { at: performance.now(), fans });
  const forget = () => known.delete(shopId);
  fans.then((n) => n === null && forget(), forget);
  return fans;
}
