import type { OutlineNode } from './outline.js';

interface Counted {
  key: string;
  kind: string;
  /** Fans for whom the step was done. Waits are never done, only passed. */
  arrived: number;
  now: number;
}

const WAITS = new Set(['day', 'wait', 'till', 'until']);

/**
 * How many came to a step: those for whom it was done, or who went on into it or past it, and those who stand there now.
 * `at` is its place in its block.
 */
export function came(block: readonly OutlineNode<Counted>[], at: number): number {
  const node = block[at];
  if (!node) return 0;
  const inside = node.arms.reduce((sum, arm) => sum + came(arm.nodes, 0), 0);
  const past = node.arms.length === 0 && WAITS.has(node.step.kind) ? came(block, at + 1) : 0;
  return node.step.now + Math.max(node.step.arrived, inside, past);
}
