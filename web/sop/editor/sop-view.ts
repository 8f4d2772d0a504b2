import type { HeadNode, SopNode } from '@fanloom/dsl/ast/file.js';
import type { BlockNode, StepNode } from '@fanloom/dsl/ast/step.js';
import type { Range } from '@fanloom/dsl/ir/program.js';
import { textWords, titleAndText } from '../words/text-words.js';

/** One SOP of the text, in its own words. */
export interface SopView {
  name: string;
  range: Range;
  heads: HeadView[];
  steps: StepView[];
  sends: { channel: string; words: string; coupon: string | null }[];
}

export interface HeadView {
  kind: 'when' | 'reentry' | 'quiet' | 'only' | 'limit' | 'budget' | 'goal' | 'leave' | 'expire' | 'note';
  text: string;
  range: Range;
  /** What runs on leaving or expiring. */
  steps: StepView[];
}

export interface StepView {
  title: string;
  text: string;
  range: Range;
  /** What stands inside: on a day without label, in a branch with its own. */
  arms: { label: string | null; steps: StepView[] }[];
}

const LONGEST_HEAD = 120;
const LONGEST_SEND = 80;

/** An SOP as the timeline shows it. Made from the syntax tree, so that it is there while the text has errors. */
export function sopView(sop: SopNode, text: string): SopView {
  return {
    name: sop.name.value,
    range: sop.range,
    heads: sop.heads.flatMap((head) => headView(head, text)),
    steps: steps(sop.steps, text),
    sends: allSends(sop).map((send) => ({
      channel: send.channel,
      words: titleAndText(textWords(text, send.range, LONGEST_SEND)).text,
      coupon: send.coupon?.value ?? null,
    })),
  };
}

function headView(head: HeadNode, text: string): HeadView[] {
  if (head.kind === 'error') return [];
  const inner = head.kind === 'when' || head.kind === 'leave' ? head.condition.range : head.range;
  const block = head.kind === 'leave' || head.kind === 'expire' ? head.block : null;
  const words = textWords(text, inner, LONGEST_HEAD);
  return [{ kind: head.kind, text: words, range: head.range, steps: steps(block?.steps ?? [], text) }];
}

function steps(nodes: StepNode[], text: string): StepView[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'error') return [];
    const words = titleAndText(textWords(text, node.range));
    return [{ ...words, range: node.range, arms: armsOf(node, text).filter((arm) => arm.steps.length > 0) }];
  });
}

function armsOf(node: StepNode, text: string): StepView['arms'] {
  const arm = (label: string | null, block: BlockNode | null) => ({ label, steps: steps(block?.steps ?? [], text) });
  switch (node.kind) {
    case 'day':
      return [arm(null, node.block)];
    case 'until':
      return [arm('met', node.met), arm('unmet', node.unmet)];
    case 'if':
      return [
        ...node.arms.map(({ condition, block }) => arm(source(text, condition.range), block)),
        arm('else', node.otherwise),
      ];
    case 'split':
      return node.arms.map(({ name, percent, block }) => arm(`${name.value} ${percent}%`, block));
    case 'send':
      return [arm('undelivered', node.undelivered)];
    default:
      return [];
  }
}

function source(text: string, range: Range): string {
  return textWords(text, range, LONGEST_HEAD);
}

type Send = Extract<StepNode, { kind: 'send' }>;

function allSends(sop: SopNode): Send[] {
  const blocks = sop.heads.flatMap((head) => (head.kind === 'leave' || head.kind === 'expire' ? [head.block] : []));
  return [...sop.steps, ...blocks.flatMap((block) => block?.steps ?? [])].flatMap(sendsIn);
}

function sendsIn(node: StepNode): Send[] {
  const inside = (block: BlockNode | null) => (block?.steps ?? []).flatMap(sendsIn);
  switch (node.kind) {
    case 'send':
      return [node, ...inside(node.undelivered)];
    case 'day':
      return inside(node.block);
    case 'until':
      return [...inside(node.met), ...inside(node.unmet)];
    case 'if':
      return [...node.arms.flatMap(({ block }) => inside(block)), ...inside(node.otherwise)];
    case 'split':
      return node.arms.flatMap(({ block }) => inside(block));
    default:
      return [];
  }
}
