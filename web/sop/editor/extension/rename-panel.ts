import { type Extension, StateEffect, StateField } from '@codemirror/state';
import { EditorView, keymap, type Panel, showPanel } from '@codemirror/view';
import { pick, t } from '../../../i18n/language.svelte.js';
import type { LanguageClient } from '../language-client.js';
import { applyEdits } from './edits.js';

interface Renaming {
  offset: number;
  name: string;
}

const setRenaming = StateEffect.define<Renaming | null>();

/** F2 asks for another name of what stands at the cursor and changes it everywhere in the text. */
export function renamePanel(language: LanguageClient): Extension {
  return [
    StateField.define<Renaming | null>({
      create: () => null,
      update(open, { effects, docChanged }) {
        for (const effect of effects) if (effect.is(setRenaming)) return effect.value;
        return docChanged ? null : open;
      },
      provide: (field) => showPanel.from(field, (open) => open && ((view: EditorView) => panel(view, open, language))),
    }),
    keymap.of([{ key: 'F2', preventDefault: true, run: (view) => (void begin(view, language), true) }]),
  ];
}

async function begin(view: EditorView, language: LanguageClient): Promise<void> {
  const offset = view.state.selection.main.head;
  const found = await language.ask('renamable', view.state.doc.toString(), offset).catch(() => null);
  if (view.state.readOnly) return;
  if (found) view.dispatch({ effects: setRenaming.of({ offset, name: found.name }) });
  else view.dispatch({ effects: EditorView.announce.of(t('sop.rename.none')) });
}

function panel(view: EditorView, { offset, name }: Renaming, language: LanguageClient): Panel {
  const dom = document.createElement('form');
  dom.className = 'sop-rename';
  const label = dom.appendChild(document.createElement('label'));
  label.textContent = t('sop.rename', { name });
  const input = label.appendChild(document.createElement('input'));
  input.value = name;
  input.setAttribute('main-field', 'true');
  const error = dom.appendChild(document.createElement('span'));
  error.setAttribute('role', 'alert');
  const close = () => {
    view.dispatch({ effects: setRenaming.of(null) });
    view.focus();
  };
  dom.onkeydown = (event) => {
    if (event.key === 'Escape') close();
  };
  dom.onsubmit = async (event) => {
    event.preventDefault();
    const text = view.state.doc.toString();
    const renamed = await language.ask('rename', text, offset, input.value).catch(() => null);
    if (!renamed) return;
    if ('why' in renamed) {
      error.textContent = pick(renamed.why);
      return;
    }
    applyEdits(view, renamed.edits, text);
    close();
  };
  return { dom, top: true, mount: () => input.select() };
}
