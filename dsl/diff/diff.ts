import type { HeadNode, SopNode } from '../ast/file.js';
import type { CompileContext } from '../compile/context.js';
import { explain } from '../explain/explain.js';
import { StepWords } from '../explain/step-words.js';
import type { Program, Range, Step } from '../ir/program.js';
import type { Language } from '../vocabulary/language.js';
import { matchSteps, type StepMatch, type StepPair } from './match-steps.js';
import { canonical } from './meaning.js';
import { StepPlaces } from './step-places.js';

/** One version of an SOP. */
export interface Version {
  sop: SopNode;
  program: Program;
  context: CompileContext;
}

/** Something said in one version: in words, where it stands, and for a step its key. */
export interface Said {
  words: string;
  place: string[];
  range: Range;
  key: string | null;
}

/** A difference in meaning. What was only written differently is none. */
export type Change =
  | { kind: 'added'; before: null; after: Said }
  | { kind: 'removed'; before: Said; after: null }
  /** `moved` together with a change: both at once. */
  | { kind: 'changed' | 'moved'; before: Said; after: Said };

export interface Diff {
  changes: Change[];
  /** What has become of each step. */
  steps: StepMatch;
}

/** Compares two versions by what they do: first who comes in, when they leave and what limits there are, then the steps. */
export function diff(before: Version, after: Version, language: Language): Diff {
  const steps = matchSteps(before.program, after.program);
  const [old, current] = [new Reading(before, language), new Reading(after, language)];
  const changes = [
    ...headChanges(old, current),
    ...namedChanges(old, current, 'segments'),
    ...namedChanges(old, current, 'coupons'),
    ...stepChanges(steps, old, current),
  ];
  return { changes, steps };
}

/** A version with its words. */
class Reading {
  private readonly places: StepPlaces;
  private readonly sentences: ReadonlyMap<number, string>;
  readonly words: StepWords;

  constructor(
    readonly version: Version,
    language: Language,
  ) {
    const { sop, context } = version;
    this.words = new StepWords(language, context);
    this.places = new StepPlaces(sop, this.words);
    const lines = explain(sop, context, language).sections.flatMap((section) => section.lines);
    this.sentences = new Map(lines.flatMap(({ depth, range, text }) => (depth === 0 ? [[range.from, text]] : [])));
  }

  head(head: HeadNode): Said {
    const words = this.sentences.get(head.range.from) ?? '';
    return {
      words: words.replace(/(，同时：|; then:)$/, this.words.phrase.either('。', '.')),
      place: [],
      range: head.range,
      key: null,
    };
  }

  step({ range, key }: Step): Said {
    return { ...this.places.at(range), range, key };
  }
}

/** Parts of a program by the clause that states them; equal parts mean the same however they are written. */
function clausesOf({ version: { sop, program } }: Reading): { kind: string; head: HeadNode; meaning: string }[] {
  const counts = new Map<string, number>();
  return sop.heads.flatMap((head) => {
    const no = counts.get(head.kind) ?? 0;
    counts.set(head.kind, no + 1);
    const meaning = meaningOfHead(head, no, program);
    return meaning === null ? [] : [{ kind: head.kind, head, meaning: canonical(meaning) }];
  });
}

function meaningOfHead(head: HeadNode, no: number, program: Program): unknown {
  switch (head.kind) {
    case 'when':
      return withoutSteps(program.triggers);
    case 'reentry':
      return program.reentry;
    case 'quiet':
      return program.quiet;
    case 'only':
      return program.only;
    case 'limit':
      return program.limits[no];
    case 'budget':
      return program.budget;
    case 'goal':
      return program.goal;
    case 'leave':
      return program.leaves[no]?.condition;
    case 'expire':
      return program.expire?.seconds;
    case 'note':
    case 'error':
      return null;
  }
}

/** The hidden steps that triggers wait in are part of what they mean; where these stand in the list is not. */
function withoutSteps(triggers: Program['triggers']): unknown {
  return triggers.map((trigger) => ('step' in trigger ? { ...trigger, step: null } : trigger));
}

function headChanges(old: Reading, current: Reading): Change[] {
  const [before, after] = [clausesOf(old), clausesOf(current)];
  const kinds = [...new Set([...before, ...after].map(({ kind }) => kind))];
  return kinds.flatMap((kind): Change[] => {
    const gone = before.filter((one) => one.kind === kind && !after.some((other) => isSame(one, other)));
    const come = after.filter((one) => one.kind === kind && !before.some((other) => isSame(one, other)));
    return [
      ...gone.map((one, i): Change => {
        const [before, other] = [old.head(one.head), come[i]];
        return other
          ? { kind: 'changed', before, after: current.head(other.head) }
          : { kind: 'removed', before, after: null };
      }),
      ...come.slice(gone.length).map((one): Change => ({ kind: 'added', before: null, after: current.head(one.head) })),
    ];
  });
}

function isSame(a: { kind: string; meaning: string }, b: { kind: string; meaning: string }): boolean {
  return a.kind === b.kind && a.meaning === b.meaning;
}

/** Segments and coupons that both versions name and that now mean something else. */
function namedChanges(old: Reading, current: Reading, what: 'segments' | 'coupons'): Change[] {
  const [before, after] = [old.version.program[what], current.version.program[what]];
  return Object.keys(after).flatMap((name): Change[] => {
    if (!Object.hasOwn(before, name) || canonical(before[name]) === canonical(after[name])) return [];
    return [{ kind: 'changed', before: named(old, what, name), after: named(current, what, name) }];
  });
}

function named({ words, version }: Reading, what: 'segments' | 'coupons', name: string): Said {
  const { phrase: p, conditions } = words;
  const { definitions } = version.context;
  const range = (definitions[what].get(name) ?? version.sop).name.range;
  const segment = what === 'segments' ? definitions.segments.get(name) : undefined;
  const said = segment ? p.either('：', ': ') + conditions.condition(segment.condition) : '';
  const title =
    what === 'segments'
      ? p.either('分群', 'The segment ') + p.name(name)
      : p.either('优惠券', 'The coupon ') + words.coupon(name);
  return { words: title + said, place: [], range, key: null };
}

/** In the order of the new text; what is gone where it stood in the old one. */
function stepChanges({ pairs, added, removed }: StepMatch, old: Reading, current: Reading): Change[] {
  const order = new Map(current.version.program.steps.map(({ key }, i) => [key, i]));
  const orderOf = ({ key }: Step) => order.get(key) ?? 0;
  const placed: { at: number; change: Change }[] = [];
  const stayed = new Map(pairs.map(({ before, after }) => [before.key, orderOf(after)]));
  const gone = new Set(removed);
  let last = -1;
  for (const step of old.version.program.steps) {
    if (gone.has(step))
      placed.push({ at: last + 0.5, change: { kind: 'removed', before: old.step(step), after: null } });
    last = stayed.get(step.key) ?? last;
  }
  for (const step of added) {
    placed.push({ at: orderOf(step), change: { kind: 'added', before: null, after: current.step(step) } });
  }
  const moved = new Set(pairs.filter((pair) => pair.moved).map(({ after }) => after.key));
  for (const pair of pairs) {
    const kind = changeOf(pair, moved);
    if (kind === null) continue;
    const change = { kind, before: old.step(pair.before), after: current.step(pair.after) };
    placed.push({ at: orderOf(pair.after), change });
  }
  return placed.sort((a, b) => a.at - b.at).map(({ change }) => change);
}

/** What stands in something that has moved has moved with it, which need not be said again. */
function changeOf({ after, changed, moved }: StepPair, allMoved: ReadonlySet<string>): 'changed' | 'moved' | null {
  if (changed) return 'changed';
  const carried = outerKeys(after.key).some((key) => allMoved.has(key));
  return moved && !carried ? 'moved' : null;
}

function outerKeys(key: string): string[] {
  const parts = key.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}
