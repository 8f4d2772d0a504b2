import type { Diagnostic } from '@codemirror/lint';
import type { EditorView } from '@codemirror/view';
import type { Fix, Problem } from '@fanloom/dsl/problem/problem.js';
import { pick } from '../../i18n/language.svelte.js';

/** The language's problems as CodeMirror shows them, with their fixes to click. */
export function diagnostics(problems: Problem[], length: number): Diagnostic[] {
  return problems.map((problem) => ({
    from: Math.min(problem.range.from, length),
    to: Math.min(Math.max(problem.range.to, problem.range.from + 1), length),
    severity: problem.severity,
    source: problem.code,
    message: pick(problem.message),
    actions: problem.fixes.map((fix) => ({ name: pick(fix.title), apply: (view) => applyFix(view, fix) })),
  }));
}

function applyFix(view: EditorView, fix: Fix): void {
  const changes = fix.edits.map(({ range, text }) => ({ from: range.from, to: range.to, insert: text }));
  view.dispatch({ changes, scrollIntoView: true });
  view.focus();
}
