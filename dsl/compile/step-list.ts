import { END, type Step } from '../ir/program.js';

/** Sets where a way out of a step leads. */
export type Exit = (index: number) => void;

/**
 * The flat list while it is written. Steps are appended in the order of the text, and a way out always leads to a step
 * that is appended later, so the list is in topological order by construction.
 */
export class StepList {
  readonly steps: Step[] = [];
  private open: Exit[] = [];

  /** Appends a step; every open way leads to it. Its own ways out are `exits`. */
  append(step: Step, ...exits: Exit[]): void {
    const index = this.steps.length;
    for (const exit of this.open) exit(index);
    this.steps.push(step);
    this.open = exits;
  }

  /** Writes branches that begin at different exits and meet again behind the last one. */
  branch(branches: { from: Exit[]; write: () => void }[], straight: Exit[] = []): void {
    const ends = [...straight];
    for (const { from, write } of branches) {
      this.open = from;
      write();
      ends.push(...this.open);
    }
    this.open = ends;
  }

  /** Writes a part of its own, entered by `from` alone; its ways out end. */
  separate(from: Exit, write: () => void): void {
    this.finish();
    this.open = [from];
    write();
    this.finish();
  }

  /** Lets `exit` lead to the next step, too. */
  enter(exit: Exit): void {
    this.open.push(exit);
  }

  /** All open ways end here. */
  finish(): void {
    for (const exit of this.open) exit(END);
    this.open = [];
  }
}
