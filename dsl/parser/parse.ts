import { EOF, type IRecognitionException } from 'chevrotain';
import type { Range } from '../ir/program.js';
import type { FileNode } from '../ast/file.js';
import { lex } from '../lexer/lexer.js';
import { tokenRange, type Comment, type Token } from '../lexer/token.js';
import { LeftBrace, RightBrace } from '../lexer/token-type.js';
import { otherLanguage } from '../problem/catalogue/writing.js';
import { replaceWith } from '../problem/define.js';
import { lineAt, lineStarts } from '../problem/locate.js';
import type { Problem } from '../problem/problem.js';
import { spell } from '../vocabulary/spell.js';
import type { Language } from '../vocabulary/language.js';
import { balance } from './balance.js';
import { FileParser } from './file-parser.js';
import { repairWords } from './repair.js';
import { syntaxProblem } from './syntax-problem.js';

export interface Parsed {
  text: string;
  /** Definitions that could be read; those with `sound: false` have gaps. */
  file: FileNode;
  /** As written, for highlighting. */
  tokens: Token[];
  comments: Comment[];
  /** Offsets at which lines begin. */
  lines: readonly number[];
  /** How it is written: codes 1xx, 8xx and a few 3xx. In the order of the text. */
  problems: Problem[];
  /** The keyword set that most of the file uses. */
  language: Language;
}

const MAX_PROBLEMS = 100;

let parser: FileParser | undefined;

/** The one parser: building it takes longer than reading a file. */
export function fileParser(): FileParser {
  return (parser ??= new FileParser());
}

/** Reads a file of SOPs, definitions and tests. Pure; never throws; every mistake is a problem, and reading goes on. */
export function parse(text: string): Parsed {
  const { tokens, comments, problems, stopped } = lex(text);
  const language = languageOf(tokens);
  const empty: FileNode = { definitions: [], range: { from: 0, to: text.length } };
  const lines = lineStarts(text);
  if (stopped) return { text, file: empty, tokens, comments, lines, problems, language };
  const repaired = repairWords(text, tokens);
  const balanced = balance(text, lines, repaired.tokens);
  const read = parseRegions(text, balanced.regions);
  const words = outside(repaired.unquoted, problems);
  const causes = [...words, ...repaired.problems, ...balanced.problems, ...read.extra];
  const errors = [...causes, ...firstOfEachLine(lines, read.problems, causes)];
  const file = { ...read.file, range: empty.range };
  markUnsound(
    file,
    errors.filter((problem) => !balanced.understood.has(problem)),
  );
  const reminders = tokens.flatMap((token) => languageProblem(token, language));
  const all = [...errors, ...reminders].sort((a, b) => a.range.from - b.range.from).slice(0, MAX_PROBLEMS);
  return { text, file, tokens, comments, lines, problems: all, language };
}

/** The problems that lie in none of the ranges, which follow each other in the text. */
function outside(ranges: readonly Range[], problems: readonly Problem[]): Problem[] {
  let next = 0;
  return [...problems]
    .sort((a, b) => a.range.from - b.range.from)
    .filter(({ range }) => {
      while ((ranges[next]?.to ?? Infinity) < range.to) next++;
      return (ranges[next]?.from ?? Infinity) > range.from;
    });
}

interface Read {
  file: FileNode;
  problems: Problem[];
  extra: Problem[];
}

function parseRegions(text: string, regions: readonly Token[][]): Read {
  const read: Read = { file: { definitions: [], range: { from: 0, to: 0 } }, problems: [], extra: [] };
  for (const region of regions) {
    if (read.problems.length >= MAX_PROBLEMS) break;
    const { file, problems, extra } = parseTokens(text, region);
    read.file.definitions.push(...file.definitions);
    read.problems.push(...problems);
    read.extra.push(...extra);
  }
  return read;
}

function parseTokens(text: string, tokens: Token[]): Read {
  parser ??= new FileParser();
  const file = parser.read(tokens);
  const problems = parser.errors
    .filter((error, i, errors) => i === 0 || !isLeftOver(error, errors[i - 1]))
    .map((error) => syntaxProblem(text, error, tokens));
  return { file, problems, extra: [...parser.extra] };
}

/** Brackets are balanced before parsing; one that closes where none should only follows from an earlier mistake. */
function isLeftOver(error: IRecognitionException, before: IRecognitionException | undefined): boolean {
  if (error.message === RightBrace.name && before?.message === LeftBrace.name) return true;
  const closes = error.token.tokenType === RightBrace || error.token.tokenType === EOF;
  return closes && (error.message === RightBrace.name || error.name === 'NotAllInputParsedException');
}

/** A line on which something was said already only stumbles over the same mistake. */
function firstOfEachLine(starts: readonly number[], problems: Problem[], causes: Problem[]): Problem[] {
  const taken = new Set(causes.map((cause) => lineAt(starts, cause.range.from)));
  return problems.filter((problem) => {
    const line = lineAt(starts, problem.range.from);
    if (taken.has(line)) return false;
    taken.add(line);
    return true;
  });
}

function markUnsound(file: FileNode, errors: Problem[]): void {
  file.definitions.forEach((definition, i) => {
    const from = i === 0 ? 0 : definition.range.from;
    const to = file.definitions[i + 1]?.range.from ?? Infinity;
    definition.sound = !errors.some(
      (problem) => problem.severity === 'error' && problem.range.from >= from && problem.range.from < to,
    );
  });
}

function languageOf(tokens: readonly Token[]): Language {
  const chinese = tokens.filter((token) => token.language === 'zh').length;
  const english = tokens.filter((token) => token.language === 'en').length;
  return english > chinese ? 'en' : 'zh';
}

function languageProblem(token: Token, language: Language): Problem[] {
  if (token.language === null || token.language === language) return [];
  const right = spell(token.value, token.amount, language);
  if (right === null) return [];
  const range = tokenRange(token);
  return [otherLanguage(range, [replaceWith(range, right)], language, token.image, right)];
}
