import type { Catalogue } from '@fanloom/dsl/catalogue/catalogue.js';
import type { Range } from '@fanloom/dsl/ir/program.js';
import type { Bilingual, Problem } from '@fanloom/dsl/problem/problem.js';

/** What the editor asks of the language. Answers carry the question's number. */
export interface Question {
  no: number;
  text: string;
  catalogue: Catalogue;
}

export interface Answer {
  no: number;
  problems: Problem[];
  sops: SopView[];
  tests: TestOutcome[];
  millis: number;
}

/** One SOP of the text, in its own words. */
export interface SopView {
  name: string;
  range: Range;
  heads: HeadView[];
  steps: StepView[];
  sends: { channel: string; words: string; coupon: string | null }[];
  /** How many of its steps its tests come to; null when it cannot run. */
  coverage: { covered: number; total: number } | null;
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

export interface TestOutcome {
  name: string;
  range: Range;
  /** Null: it could not run. */
  passed: boolean | null;
  detail: Bilingual | null;
}
