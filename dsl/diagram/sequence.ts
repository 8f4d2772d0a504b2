import type { BlockNode, StepNode } from '../ast/step.js';
import type { StepWords } from '../explain/step-words.js';
import type { Range } from '../ir/program.js';
import { type Canvas, GAP } from './canvas.js';
import { cardOf } from './card.js';
import type { DiagramNode } from './diagram.js';

export interface Placed {
  /** Nodes from which a fan goes on to what comes next. */
  exits: DiagramNode[];
  lastColumn: number;
  bottom: number;
}

/**
 * Puts steps that follow each other: what happens at one time stands in one column, from top to bottom, and every wait
 * begins a new column. Branches stand one above the other right of the step they begin at, and meet again in the column
 * behind the longest of them.
 */
export class Sequence {
  private column: number;
  private lastColumn: number;
  private y: number;
  private bottom: number;
  private isEmpty = true;
  private isTimed = false;

  /** @param axis where times stand that are everybody's; null inside a branch, where each stands in its column */
  constructor(
    private readonly canvas: Canvas,
    private readonly words: StepWords,
    private readonly start: { column: number; y: number },
    private exits: DiagramNode[],
    private readonly axis: number | null,
  ) {
    this.column = this.lastColumn = start.column;
    this.y = this.bottom = start.y;
  }

  place(steps: readonly StepNode[]): this {
    for (const step of steps) this.step(step);
    return this;
  }

  /** The label of a branch. */
  label(title: string, range: Range): this {
    this.put({ kind: 'way', title, words: title, range });
    return this;
  }

  placed(): Placed {
    return { exits: this.exits, lastColumn: this.lastColumn, bottom: this.bottom };
  }

  private step(step: StepNode): void {
    switch (step.kind) {
      case 'day':
        this.time(step, { from: step.range.from, to: step.block.range.from });
        this.place(step.block.steps);
        return;
      case 'wait':
      case 'till':
        return this.time(step, step.range);
      case 'until':
        if (!this.isEmpty) this.newColumn();
        this.deadline(step);
        return this.branch(step);
      case 'end':
        this.put({ ...cardOf(step, this.words), range: step.range });
        this.exits = [];
        return;
      default:
        return this.branch(step);
    }
  }

  private time(step: StepNode, range: Range): void {
    if (!this.isEmpty || this.isTimed) this.newColumn();
    const { kind, title, words } = cardOf(step, this.words);
    if (this.axis === null) return void this.put({ kind, title, words, range });
    const node = this.canvas.put({ kind, title, words, range, onAxis: true }, this.column, this.axis);
    this.canvas.connect(this.exits, node);
    this.exits = [node];
    this.isTimed = true;
    this.lastColumn = Math.max(this.lastColumn, this.column);
  }

  /** How long the column may last in which somebody waits for something. */
  private deadline({ duration }: Extract<StepNode, { kind: 'until' }>): void {
    if (this.axis === null) return;
    const { phrase: p } = this.words;
    const title = p.either(`最多${p.duration(duration)}`, `up to ${p.duration(duration)}`);
    this.canvas.put({ kind: 'time', title, words: title, range: null, onAxis: true }, this.column, this.axis);
  }

  /** A step, and what follows from it on each of its ways; where it has only one the next step stands below. */
  private branch(step: StepNode): void {
    const { body, ...card } = cardOf(step, this.words);
    const ways = this.words.ways(step);
    const head = ways.length > 0 ? headOf(step, ways[0]?.block ?? null) : step.range;
    const node = this.put({ ...card, body, range: head });
    if (ways.length === 0) return;
    // Whoever is not concerned goes straight on, past the branch.
    const straight = step.kind === 'send' || step.kind === 'task';
    const ends: DiagramNode[] = straight ? [node] : [];
    let y = straight ? node.y + node.height + GAP : node.y;
    for (const { label, block } of ways) {
      const way = new Sequence(this.canvas, this.words, { column: this.column + 1, y }, [node], null);
      const { exits, lastColumn, bottom } = way
        .label(label, block?.range ?? step.range)
        .place(block?.steps ?? [])
        .placed();
      ends.push(...exits);
      this.lastColumn = Math.max(this.lastColumn, lastColumn);
      this.bottom = Math.max(this.bottom, bottom);
      y = bottom + 2 * GAP;
    }
    this.exits = ends;
    this.newColumn();
  }

  private put(node: Parameters<Canvas['put']>[0]): DiagramNode {
    const placed = this.canvas.put(node, this.column, this.y);
    this.canvas.connect(this.exits, placed);
    this.exits = [placed];
    this.isEmpty = false;
    this.y = placed.y + placed.height + GAP;
    this.bottom = Math.max(this.bottom, placed.y + placed.height);
    this.lastColumn = Math.max(this.lastColumn, this.column);
    return placed;
  }

  private newColumn(): void {
    this.column = this.lastColumn + 1;
    this.y = this.start.y;
    this.isEmpty = true;
    this.isTimed = false;
  }
}

/** What is written before a step's first block, so that the cursor inside a block lights what stands there. */
function headOf({ range }: StepNode, first: BlockNode | null): Range {
  return { from: range.from, to: Math.max(range.from, first?.range.from ?? range.to) };
}
