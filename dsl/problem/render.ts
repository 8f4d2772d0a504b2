import type { Language } from '../vocabulary/language.js';
import { displayWidth, lineAt, lineStarts, locate } from './locate.js';
import type { Problem, TextEdit } from './problem.js';

const WORDS = {
  zh: { error: '错误', warning: '提醒', fix: '改法' },
  en: { error: 'error', warning: 'reminder', fix: 'fix' },
};

/** What a terminal shows of one problem: place, sentence, the line with carets, and the fixes. */
export function renderProblem(problem: Problem, text: string, language: Language): string {
  const words = WORDS[language];
  const { line, column } = locate(text, problem.range.from);
  const place = `${problem.file ?? ''}${problem.file === undefined ? '' : ':'}${line}:${column}`;
  const fixes = problem.fixes.map((fix) => {
    const after = fixedLine(text, fix.edits);
    return `  ${words.fix}: ${fix.title[language]}${after === null ? '' : `  →  ${after}`}`;
  });
  const head = `${place} ${words[problem.severity]} ${problem.code}: ${problem.message[language]}`;
  return [head, ...quoteLine(text, problem.range), ...fixes].join('\n');
}

/** The first line of the range, with carets under it. */
function quoteLine(text: string, { from, to }: Problem['range']): string[] {
  const starts = lineStarts(text);
  const number = lineAt(starts, from);
  const start = starts[number] ?? 0;
  const line = lineText(text, start);
  if (line.trim() === '') return [];
  const marked = line.slice(from - start, Math.max(from, Math.min(to, start + line.length)) - start);
  const gutter = `${number + 1} | `;
  const before = ' '.repeat(gutter.length + displayWidth(line.slice(0, from - start)));
  return [gutter + line, before + '^'.repeat(Math.max(1, displayWidth(marked)))];
}

function lineText(text: string, start: number): string {
  return /^[^\r\n]*/.exec(text.slice(start))?.[0].replaceAll('\t', ' ') ?? '';
}

/** The line as it is after edits that all stay on it. */
function fixedLine(text: string, edits: readonly TextEdit[]): string | null {
  const [first, ...others] = [...edits].sort((a, b) => b.range.from - a.range.from || b.range.to - a.range.to);
  if (!first) return null;
  const starts = lineStarts(text);
  const line = lineAt(starts, first.range.from);
  if (others.some(({ range }) => lineAt(starts, range.from) !== line)) return null;
  if (edits.some(({ range, text: added }) => /[\r\n]/.test(text.slice(range.from, range.to) + added))) return null;
  const after = (whole: string, { range, text: added }: TextEdit) =>
    whole.slice(0, range.from) + added + whole.slice(range.to);
  return lineText([first, ...others].reduce(after, text), starts[line] ?? 0).trim();
}
