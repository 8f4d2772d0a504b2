import type { ChangeSpec } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { TextEdit } from '@fanloom/dsl/problem/problem.js';

/** Edits of the language service as changes of the editor. */
export function changesOf(edits: readonly TextEdit[]): ChangeSpec[] {
  return edits.map(({ range, text }) => ({ from: range.from, to: range.to, insert: text }));
}

/** Applies edits that were made for `text`; not to another one. */
export function applyEdits(view: EditorView, edits: readonly TextEdit[], text: string): void {
  if (edits.length === 0 || view.state.doc.toString() !== text) return;
  view.dispatch({ changes: changesOf(edits), scrollIntoView: true });
}
