import { blocksOf } from '../ast/walk.js';
import type { SopNode } from '../ast/file.js';
import type { StepNode } from '../ast/step.js';
import { couponTermsOf } from '../catalogue/coupon.js';
import type { CompileContext } from '../compile/context.js';

/** The most that one fan can get in one stay; no way through the SOP gives more of anything. */
export interface MostSent {
  /** By channel, in the order of the text. */
  messages: Map<string, number>;
  coupons: number;
  /** Face value of those coupons; a percentage has none. */
  couponFen: number;
}

export function mostSent({ heads, steps }: SopNode, context: CompileContext): MostSent {
  const endings = heads.flatMap((head) =>
    (head.kind === 'leave' || head.kind === 'expire') && head.block ? [inTurn(head.block.steps, context)] : [],
  );
  return sum([inTurn(steps, context), most(endings)]);
}

function inTurn(steps: readonly StepNode[], context: CompileContext): MostSent {
  return sum(steps.map((step) => ofStep(step, context)));
}

function ofStep(step: StepNode, context: CompileContext): MostSent {
  const inside = blocksOf(step).map((block) => inTurn(block.steps, context));
  // A fallback comes in the place of what could not be sent.
  if (step.kind === 'send') return most([ownOf(step, context), ...inside]);
  // Every rung of an overdue task may come, of other branches one.
  const branches = step.kind === 'task' ? sum(inside) : most(inside);
  return sum([ownOf(step, context), branches]);
}

/** Without its branches. */
function ownOf(step: StepNode, context: CompileContext): MostSent {
  const coupon = step.kind === 'send' || step.kind === 'grant' ? step.coupon : null;
  const off = coupon ? couponTermsOf(coupon.value, context)?.off : undefined;
  return {
    messages: new Map(step.kind === 'send' ? [[step.channel, 1]] : []),
    coupons: coupon ? 1 : 0,
    couponFen: off && 'fen' in off ? off.fen : 0,
  };
}

function sum(parts: readonly MostSent[]): MostSent {
  return combined(parts, (a, b) => a + b);
}

function most(parts: readonly MostSent[]): MostSent {
  return combined(parts, Math.max);
}

function combined(parts: readonly MostSent[], join: (a: number, b: number) => number): MostSent {
  const total: MostSent = { messages: new Map(), coupons: 0, couponFen: 0 };
  for (const { messages, coupons, couponFen } of parts) {
    for (const [channel, count] of messages) total.messages.set(channel, join(total.messages.get(channel) ?? 0, count));
    total.coupons = join(total.coupons, coupons);
    total.couponFen = join(total.couponFen, couponFen);
  }
  return total;
}
