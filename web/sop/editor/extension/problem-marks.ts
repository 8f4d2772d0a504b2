import type { Diagnostic } from '@codemirror/lint';
import type { EditorView } from '@codemirror/view';
import type { Fix, Problem } from '@fanloom/dsl/problem/problem.js';
import type { TestOutcome } from '@fanloom/dsl/service/test-run.js';
import { pick, t } from '../../../i18n/language.svelte.js';
import { changesOf } from './edits.js';

/** The language's problems as CodeMirror shows them, with their fixes to click. */
export function problemMarks(problems: readonly Problem[], length: number): Diagnostic[] {
  return problems.map((problem) => ({
    ...place(problem.range, length),
    severity: problem.severity,
    source: problem.code,
    message: pick(problem.message),
    actions: problem.fixes.map((fix) => ({ name: pick(fix.title), apply: (view) => applyFix(view, fix) })),
  }));
}

/** The lines of tests that came out differently. */
export function failureMarks(tests: readonly TestOutcome[], length: number): Diagnostic[] {
  return tests.flatMap(({ failures }) =>
    failures.map(({ range, message }) => ({
      ...place(range, length),
      severity: 'info' as const,
      source: t('sop.tests'),
      message: pick(message),
    })),
  );
}

function place({ from, to }: { from: number; to: number }, length: number): { from: number; to: number } {
  return { from: Math.min(from, length), to: Math.min(Math.max(to, from + 1), length) };
}

export function applyFix(view: EditorView, fix: Fix): void {
  view.dispatch({ changes: changesOf(fix.edits), scrollIntoView: true });
  view.focus();
}
