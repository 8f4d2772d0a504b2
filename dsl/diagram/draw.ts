import type { DurationNode } from '../ast/common.js';
import type { HeadNode, SopNode } from '../ast/file.js';
import type { BlockNode } from '../ast/step.js';
import type { CompileContext } from '../compile/context.js';
import { StepWords } from '../explain/step-words.js';
import type { Language } from '../vocabulary/language.js';
import { Canvas, GAP, LINE, MARGIN, PADDING } from './canvas.js';
import type { Diagram, DiagramNode } from './diagram.js';
import { type Placed, Sequence } from './sequence.js';

const TITLE_HEIGHT = 52;
const AXIS_HEIGHT = LINE + 2 * PADDING;

/** Lays out an SOP: who comes in on the left, times from left to right, what may happen at any time below. */
export function draw(sop: SopNode, context: CompileContext, language: Language): Diagram {
  const words = new StepWords(language, context);
  const { phrase: p } = words;
  const canvas = new Canvas();
  const axis = MARGIN + TITLE_HEIGHT;
  const top = axis + AXIS_HEIGHT + 2 * GAP;
  const entries = drawEntry(sop, words, canvas, { axis, top });
  const steps = new Sequence(canvas, words, { column: 1, y: top }, entries, axis).place(sop.steps).placed();
  drawEnd(steps, words, canvas, top);
  const below = Math.max(steps.bottom, ...entries.map(({ y, height }) => y + height)) + 4 * GAP;
  const hasEndings = drawEndings(sop, words, canvas, below + LINE + 2 * GAP);
  return {
    name: sop.name.value,
    rules: rulesOf(sop, words),
    nodes: canvas.nodes,
    edges: canvas.edges,
    anyTime: hasEndings ? { y: below, title: p.either('随时可能', 'At any time') } : null,
    ...canvas.size(),
  };
}

function drawEntry({ heads, name }: SopNode, words: StepWords, canvas: Canvas, at: { axis: number; top: number }) {
  const { phrase: p } = words;
  const title = p.either('进入', 'Entry');
  canvas.put({ kind: 'time', title, words: title, range: name.range, onAxis: true }, 0, at.axis);
  let y = at.top;
  return heads.flatMap((head): DiagramNode[] => {
    if (head.kind !== 'when') return [];
    const condition = words.conditions.condition(head.condition);
    const said = p.either(condition, `A fan who ${condition}`);
    const node = canvas.put({ kind: 'entry', title: said, words: said, range: head.range }, 0, y);
    y += node.height + GAP;
    return [node];
  });
}

function drawEnd({ exits, lastColumn }: Placed, { phrase: p }: StepWords, canvas: Canvas, y: number): void {
  if (exits.length === 0) return;
  const title = p.either('走完', 'Done');
  canvas.connect(exits, canvas.put({ kind: 'end', title, words: title, range: null }, lastColumn + 1, y));
}

/** The leave clauses and the longest stay, one under the other, each with its block on the right. */
function drawEndings({ heads }: SopNode, words: StepWords, canvas: Canvas, top: number): boolean {
  let y = top;
  for (const head of heads) {
    if (head.kind !== 'leave' && head.kind !== 'expire') continue;
    const title = endingWords(head, words);
    const range = { from: head.range.from, to: head.block?.range.from ?? head.range.to };
    const node = canvas.put({ kind: 'leave', title, words: title, range }, 0, y);
    const { bottom } = ending(head.block, words, canvas, node);
    y = Math.max(node.y + node.height, bottom) + 2 * GAP;
  }
  return y > top;
}

function ending(block: BlockNode | null, words: StepWords, canvas: Canvas, from: DiagramNode): Placed {
  return new Sequence(canvas, words, { column: 1, y: from.y }, [from], null).place(block?.steps ?? []).placed();
}

function endingWords(
  head: Extract<HeadNode, { kind: 'leave' | 'expire' }>,
  { phrase: p, conditions }: StepWords,
): string {
  if (head.kind === 'expire') {
    return p.either(`满${p.duration(head.after)}还没走完，就结束`, `Still in it after ${p.duration(head.after)}: out`);
  }
  const condition = conditions.condition(head.condition);
  return p.either(`一旦${condition}，就离开`, `Whoever ${condition} leaves`);
}

function rulesOf({ heads }: SopNode, { phrase: p, conditions }: StepWords): string[] {
  const span = (node: { from: { minute: number }; to: { minute: number } }) =>
    [node.from, node.to].map(({ minute }) => p.time({ minute, range: { from: 0, to: 0 } })).join('–');
  const once = (every: DurationNode | null) =>
    every ? p.either(`${p.duration(every)}内一次`, `once in ${p.duration(every)}`) : p.either('每人一次', 'once');
  return heads.flatMap((head) => {
    switch (head.kind) {
      case 'reentry':
        return head.again ? [] : [once(head.every)];
      case 'quiet':
        return [p.either(`免打扰 ${span(head.span)}`, `quiet ${span(head.span)}`)];
      case 'only':
        return [p.either(`仅在 ${span(head.span)}`, `only ${span(head.span)}`)];
      case 'limit':
        return [
          p.either(
            `${p.duration(head.every)}内最多${String(head.messages)}条`,
            `${p.measure(head.messages, 'message')} in ${p.duration(head.every)}`,
          ),
        ];
      case 'budget':
        return [p.either(`预算 ${p.money(head.fen)}`, `budget ${p.money(head.fen)}`)];
      case 'goal': {
        const length = head.window.kind === 'within' ? p.duration(head.window.length) : '';
        return [
          p.either('目标', 'goal: ') +
            p.either(
              `：${length}内${conditions.events(head.events, false)}`,
              `${conditions.events(head.events, false)} within ${length}`,
            ),
        ];
      }
      default:
        return [];
    }
  });
}
