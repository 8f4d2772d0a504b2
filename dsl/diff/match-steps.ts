import type { Program, Step } from '../ir/program.js';
import { canonical, meaningOf, writtenSteps } from './meaning.js';

/** A step of the old version and the one that it has become. */
export interface StepPair {
  before: Step;
  after: Step;
  /** They do not do the same. */
  changed: boolean;
  /** The step stands elsewhere: in another branch or at another time, before or behind others. */
  moved: boolean;
}

export interface StepMatch {
  pairs: StepPair[];
  added: Step[];
  removed: Step[];
}

/**
 * Finds out what has become of each step: first by key and meaning, then by meaning alone, then by what is most alike in
 * the same block, last by key. A day or branch whose steps stayed is the same one, even if its own words have changed.
 */
export function matchSteps(before: Program, after: Program): StepMatch {
  return new Matcher(before, after).match();
}

/** More unlike each other than this are two steps, not one that has changed. */
const ALIKE = 0.5;
/** Blocks with more open steps than this are matched by key only: comparing all with all takes too long. */
const MOST_COMPARED = 60;

class Matcher {
  private readonly old: Side;
  private readonly new: Side;
  private readonly toNew = new Map<string, string>();
  private readonly toOld = new Map<string, string>();

  constructor(before: Program, after: Program) {
    this.old = new Side(before);
    this.new = new Side(after);
  }

  match(): StepMatch {
    this.pairBy((step) => `${step.key} ${this.meaning(step)}`);
    this.pairBy((step) => this.meaning(step));
    this.pairContainers();
    this.pairAlike();
    this.pairBy((step) => `${step.kind} ${step.key}`);
    this.pairContainers();
    this.pairAlike();
    return {
      pairs: this.pairs(),
      added: this.new.steps.filter(({ key }) => !this.toOld.has(key)),
      removed: this.old.steps.filter(({ key }) => !this.toNew.has(key)),
    };
  }

  private meaning(step: Step): string {
    return this.old.meanings.get(step) ?? this.new.meanings.get(step) ?? '';
  }

  private open(): { old: Step[]; new: Step[] } {
    return {
      old: this.old.steps.filter(({ key }) => !this.toNew.has(key)),
      new: this.new.steps.filter(({ key }) => !this.toOld.has(key)),
    };
  }

  private pair(before: Step, after: Step): void {
    this.toNew.set(before.key, after.key);
    this.toOld.set(after.key, before.key);
  }

  /** Pairs open steps that agree in something; of several the first with the first. */
  private pairBy(trait: (step: Step) => string): void {
    const open = this.open();
    const waiting = groupBy(open.new, trait);
    for (const step of open.old) {
      const other = waiting.get(trait(step))?.shift();
      if (other) this.pair(step, other);
    }
  }

  /** A day or branch is the same as the one into which the first of its steps has come. */
  private pairContainers(): void {
    for (const { key } of [...this.old.steps].reverse()) {
      const [parent, newChild] = [this.old.parent(key), this.toNew.get(key)];
      const newParent = newChild === undefined ? null : this.new.parent(newChild);
      if (!parent || !newParent || parent.step.kind !== newParent.step.kind) continue;
      if (this.toNew.has(parent.step.key) || this.toOld.has(newParent.step.key)) continue;
      this.pair(parent.step, newParent.step);
    }
  }

  /** Within each block, the most alike first. */
  private pairAlike(): void {
    const open = this.open();
    const place = (side: Side, { key, kind }: Step) => {
      const parent = side.parent(key);
      const known = parent && side === this.old ? this.toNew.get(parent.step.key) : parent?.step.key;
      return `${kind} ${parent?.arm ?? ''} ${known ?? ''}`;
    };
    const waiting = groupBy(open.new, (step) => place(this.new, step));
    for (const [where, old] of groupBy(open.old, (step) => place(this.old, step))) {
      const others = waiting.get(where) ?? [];
      if (old.length > MOST_COMPARED || others.length > MOST_COMPARED) continue;
      const candidates = old.flatMap((before) =>
        others.map((after) => ({ before, after, alike: likeness(this.meaning(before), this.meaning(after)) })),
      );
      candidates.sort((a, b) => b.alike - a.alike);
      for (const { before, after, alike } of candidates) {
        if (alike >= ALIKE && !this.toNew.has(before.key) && !this.toOld.has(after.key)) this.pair(before, after);
      }
    }
  }

  private pairs(): StepPair[] {
    const pairs = this.old.steps.flatMap((before) => {
      const after = this.new.byKey.get(this.toNew.get(before.key) ?? '');
      return after ? [{ before, after }] : [];
    });
    const inOrder = longestRising(pairs.map(({ after }) => this.new.order.get(after.key) ?? 0));
    return pairs.map(({ before, after }, i) => ({
      before,
      after,
      changed: this.meaning(before) !== this.meaning(after),
      moved: !inOrder.has(i) || !this.staysInBlock(before, after),
    }));
  }

  private staysInBlock(before: Step, after: Step): boolean {
    const [from, to] = [this.old.parent(before.key), this.new.parent(after.key)];
    if (from === null || to === null) return from === to && this.old.root(before.key) === this.new.root(after.key);
    return this.toNew.get(from.step.key) === to.step.key && from.arm === to.arm;
  }
}

/** One version's steps with what is asked of them. */
class Side {
  readonly steps: Step[];
  readonly byKey: ReadonlyMap<string, Step>;
  readonly order: ReadonlyMap<string, number>;
  readonly meanings: ReadonlyMap<Step, string>;

  constructor(private readonly program: Program) {
    this.steps = writtenSteps(program);
    this.byKey = new Map(this.steps.map((step) => [step.key, step]));
    this.order = new Map(this.steps.map(({ key }, i) => [key, i]));
    this.meanings = new Map(this.steps.map((step) => [step, meaningOf(step)]));
  }

  /** Steps outside every other one stand in the main part, in the block of a leave clause or in that of `最长`. */
  root(key: string): string {
    const clause = /^leave:(\d+)\//.exec(key)?.[1];
    if (clause !== undefined) return `leave ${canonical(this.program.leaves[Number(clause) - 1]?.condition)}`;
    return key.startsWith('expire/') ? 'expire' : '';
  }

  /** The step in whose block this one stands, and which of its blocks; null outside all of them. */
  parent(key: string): { step: Step; arm: string } | null {
    for (let end = key.lastIndexOf('/'); end > 0; end = key.lastIndexOf('/', end - 1)) {
      const step = this.byKey.get(key.slice(0, end));
      if (step) return { step, arm: key.slice(end + 1, Math.max(end + 1, key.lastIndexOf('/'))) };
    }
    return null;
  }
}

function groupBy<T>(items: readonly T[], trait: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(trait(item));
    if (group) group.push(item);
    else groups.set(trait(item), [item]);
  }
  return groups;
}

/** From 0 to 1: the share of pairs of neighbouring characters that two texts have in common. */
function likeness(a: string, b: string): number {
  const [first, second] = [pairsOf(a), pairsOf(b)];
  let common = 0;
  for (const [pair, count] of first) common += Math.min(count, second.get(pair) ?? 0);
  return (2 * common) / Math.max(1, a.length + b.length - 2);
}

function pairsOf(text: string): Map<string, number> {
  const pairs = new Map<string, number>();
  for (let i = 0; i + 1 < text.length; i++) {
    const pair = text.slice(i, i + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
}

/** Positions of a longest rising subsequence. */
function longestRising(values: readonly number[]): ReadonlySet<number> {
  const tails: number[] = [];
  const previous = values.map(() => -1);
  for (const [i, value] of values.entries()) {
    let [low, high] = [0, tails.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[tails[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    previous[i] = tails[low - 1] ?? -1;
    tails[low] = i;
  }
  const chosen = new Set<number>();
  for (let i = tails.at(-1) ?? -1; i >= 0; i = previous[i] ?? -1) chosen.add(i);
  return chosen;
}
