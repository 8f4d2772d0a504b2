import type { Catalogue } from '@fanloom/dsl/catalogue/catalogue.js';
import type { Change } from '@fanloom/dsl/diff/diff.js';
import type { Explanation } from '@fanloom/dsl/explain/explain.js';
import type { Range } from '@fanloom/dsl/ir/program.js';
import type { Bilingual, Problem, TextEdit } from '@fanloom/dsl/problem/problem.js';
import type { CompletionItem } from '@fanloom/dsl/service/completion-item.js';
import type { Hover } from '@fanloom/dsl/service/hover-text.js';
import type { SemanticToken } from '@fanloom/dsl/service/semantic-token.js';
import type { TestOutcome } from '@fanloom/dsl/service/test-run.js';
import type { Language } from '@fanloom/dsl/vocabulary/language.js';
import type { SopView } from './sop-view.js';

/** What the editor may ask of the language. Every question carries its text, so that no answer is about another one. */
export interface LanguageApi {
  /** After every key press. */
  read(text: string): Reading;
  /** When typing pauses. */
  run(text: string): Outcome;
  draw(text: string, language: Language): Drawing[];
  explain(text: string, language: Language): Explanation[];
  complete(text: string, offset: number): CompletionItem[];
  hover(text: string, offset: number): Hover | null;
  definitions(text: string, offset: number): Range[];
  references(text: string, offset: number): Range[];
  renamable(text: string, offset: number): { name: string; range: Range } | null;
  rename(text: string, offset: number, name: string): { edits: TextEdit[] } | { why: Bilingual };
  format(text: string): TextEdit[];
  /** Into the other keyword set. */
  translate(text: string): TextEdit[];
  colour(text: string): SemanticToken[];
  /** By meaning; null where one of the two cannot run. */
  compare(before: string, after: string, language: Language): Change[] | null;
}

export interface Reading {
  problems: Problem[];
  tokens: SemanticToken[];
  sops: SopView[];
  millis: number;
}

export interface Outcome {
  tests: TestOutcome[];
  /** How many steps of each SOP its tests come to. */
  coverage: Record<string, { covered: number; total: number }>;
}

/** One SOP of the text as a picture. `ranges` are what its nodes stand for, by their ids. */
export interface Drawing {
  name: string;
  range: Range;
  svg: string;
  nodes: { id: string; range: Range }[];
}

/** What the language has to know beside the text. */
export interface ShopContext {
  catalogue: Catalogue;
  zone: string;
  now: number;
}

export type Method = keyof LanguageApi;

/** To the worker. */
export type Question =
  { kind: 'shop'; shop: ShopContext } | { kind: 'ask'; id: number; method: Method; args: readonly unknown[] };

/** From the worker. */
export type Answer = { id: number; value: unknown } | { id: number; failed: true };
