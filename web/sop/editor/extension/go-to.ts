import type { Extension } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import type { Range } from '@fanloom/dsl/ir/program.js';
import { t } from '../../../i18n/language.svelte.js';
import type { LanguageClient } from '../language-client.js';

/** F12 and Ctrl-click go to where a name is defined; Shift-F12 walks through all its places. */
export function goTo(language: LanguageClient): Extension {
  return [
    keymap.of([
      { key: 'F12', preventDefault: true, run: (view) => (void toDefinition(view, head(view), language), true) },
      { key: 'Shift-F12', preventDefault: true, run: (view) => (void toNext(view, language), true) },
    ]),
    EditorView.domEventHandlers({
      mousedown(event, view) {
        const offset = event.ctrlKey || event.metaKey ? view.posAtCoords({ x: event.clientX, y: event.clientY }) : null;
        if (offset === null) return false;
        event.preventDefault();
        void toDefinition(view, offset, language);
        return true;
      },
    }),
  ];
}

const head = (view: EditorView) => view.state.selection.main.head;

async function toDefinition(view: EditorView, offset: number, language: LanguageClient): Promise<void> {
  const [first] = await language.ask('definitions', view.state.doc.toString(), offset).catch(() => []);
  show(view, first);
}

async function toNext(view: EditorView, language: LanguageClient): Promise<void> {
  const places = await language.ask('references', view.state.doc.toString(), head(view)).catch(() => []);
  const sorted = [...places].sort((a, b) => a.from - b.from);
  show(view, sorted.find(({ from }) => from > head(view)) ?? sorted[0]);
}

function show(view: EditorView, range: Range | undefined): void {
  if (!range) return view.dispatch({ effects: EditorView.announce.of(t('sop.goTo.none')) });
  view.dispatch({
    selection: { anchor: range.from, head: Math.min(range.to, view.state.doc.length) },
    effects: EditorView.scrollIntoView(range.from, { y: 'center' }),
  });
  view.focus();
}
