import type { Program } from '@fanloom/dsl/ir/program.js';
import type { TestCase } from '@fanloom/dsl/ir/test-case.js';
import { runTest } from '@fanloom/dsl/simulate/run-test.js';
import { runText } from '@fanloom/dsl/simulate/testing/run-text.js';
import type { TraceEntry } from '@fanloom/dsl/simulate/trace.js';

/** What one fan is and does: a test of a file, down one way through its splits. */
export interface Story {
  name: string;
  test: TestCase;
  /** The arm to take, by name of the split. */
  arms: Readonly<Record<string, string>>;
}

/** What became of a fan in all SOPs together. */
export interface Fate {
  /** When, on which channel. */
  sent: string[];
  /** When, which. */
  tasks: string[];
  /** Which SOP, how the stay in it ended. */
  ends: string[];
  /** Those that the SOPs and the test have given. */
  tags: string[];
}

/** Something that an SOP did with the fan. */
interface Moment {
  program: Program;
  entry: TraceEntry;
}

/** The stories that the tests of these texts tell, and the SOPs that they are about. */
export function readStories(texts: readonly string[]): { programs: Program[]; stories: Story[] } {
  const files = texts.map((text) => runText(text));
  const stories = files.flatMap(({ results }) =>
    results.flatMap(({ test, runs }) =>
      runs.map(({ arms }) => ({ name: [test.sop, test.name, ...Object.values(arms)].join(' · '), test, arms })),
    ),
  );
  return { programs: files.flatMap((file) => file.programs), stories };
}

/**
 * What the simulation says becomes of the fan of a story in a shop that runs all these SOPs.
 *
 * @param until minute of the test up to which fans enter by schedule
 */
export function foretell({ test, arms }: Story, programs: readonly Program[], until: number): Fate {
  const doings = test.lines.filter(({ kind }) => kind !== 'expect');
  const last = { kind: 'expect', expect: { kind: 'finished' }, minute: until, range: test.range } as const;
  const lives = programs.flatMap((program): Moment[] => {
    const alone = { ...test, sop: program.name, arms: { ...arms }, lines: [...doings, last] };
    const [run, ...others] = runTest(alone, programs).runs;
    if (!run || others.length > 0) throw new Error(`${test.name} leaves a split of ${program.name} open`);
    return run.trace.map((entry) => ({ program, entry }));
  });
  lives.sort((a, b) => a.entry.at - b.entry.at);
  return {
    sent: lives.flatMap(({ entry }) => (entry.kind === 'sent' ? said(entry.at, entry.channel) : [])).sort(),
    tasks: lives.flatMap(({ entry }) => (entry.kind === 'task' ? said(entry.at, entry.title) : [])).sort(),
    ends: lives.flatMap(({ program, entry: { kind } }) => (isEnd(kind) ? `${program.name} ${kind}` : [])).sort(),
    tags: [...tagsAfter(test.fan.tags, lives)].sort(),
  };
}

/** How a fate tells that something happened. */
export function said(at: number, what: string): string {
  return `${new Date(at).toISOString()} ${what}`;
}

function isEnd(kind: TraceEntry['kind']): boolean {
  return kind === 'left' || kind === 'finished' || kind === 'expired';
}

/** What each of the SOPs does to tags, whoever has put them on. */
function tagsAfter(first: readonly string[], lives: readonly Moment[]): Set<string> {
  const tags = new Set(first);
  for (const { program, entry } of lives) {
    if (entry.kind !== 'reached') continue;
    const step = program.steps.find(({ key }) => key === entry.step);
    if (step?.kind === 'tag') for (const name of step.names) tags.add(name);
    if (step?.kind === 'untag') for (const name of step.names) tags.delete(name);
  }
  return tags;
}
