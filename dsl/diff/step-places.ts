import type { SopNode } from '../ast/file.js';
import type { StepNode } from '../ast/step.js';
import type { StepWords } from '../explain/step-words.js';
import type { Range } from '../ir/program.js';

/** A step in words, and where it stands: the times and branches around it, outermost first. */
export interface StepPlace {
  place: string[];
  words: string;
}

/** All steps of an SOP by where they are written. */
export class StepPlaces {
  private readonly places = new Map<string, StepPlace>();

  constructor(
    { heads, steps }: SopNode,
    private readonly words: StepWords,
  ) {
    this.add(steps, []);
    const { phrase: p, conditions } = words;
    for (const head of heads) {
      if (head.kind === 'leave') {
        const condition = conditions.condition(head.condition);
        this.add(head.block?.steps ?? [], [p.either(`一旦${condition}`, `when the fan ${condition}`)]);
      } else if (head.kind === 'expire') {
        const length = p.duration(head.after);
        this.add(head.block?.steps ?? [], [p.either(`满${length}`, `after ${length}`)]);
      }
    }
  }

  at(range: Range): StepPlace {
    return this.places.get(keyOf(range)) ?? { place: [], words: '' };
  }

  private add(steps: readonly StepNode[], place: string[]): void {
    for (const step of steps) {
      this.places.set(keyOf(step.range), { place, words: this.words.step(step) });
      if (step.kind === 'day') this.add(step.block.steps, [...place, this.words.day(step)]);
      for (const { label, block } of this.words.ways(step)) this.add(block?.steps ?? [], [...place, label]);
    }
  }
}

function keyOf({ from, to }: Range): string {
  return `${String(from)}-${String(to)}`;
}
