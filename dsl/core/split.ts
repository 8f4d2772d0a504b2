import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * A fan's arm of a split: the same for ever for the same SOP, split and fan. The engine computes it in SQL from the
 * same bytes (`workflows/activities/steps/split.sql.ts`).
 *
 * @returns index of the arm
 */
export function armOf(sop: string, split: string, fan: string, weights: readonly number[]): number {
  const [a = 0, b = 0, c = 0, d = 0] = sha256(utf8ToBytes(`${sop}/${split}/${fan}`));
  const point = ((a * 0x1000000 + b * 0x10000 + c * 0x100 + d) / 0x1_0000_0000) * weights.reduce(sum, 0);
  let reached = 0;
  for (const [index, weight] of weights.entries()) {
    reached += weight;
    if (point < reached) return index;
  }
  return weights.length - 1;
}

function sum(a: number, b: number): number {
  return a + b;
}
