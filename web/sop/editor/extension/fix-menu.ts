import { type Extension, Prec, StateEffect, StateField } from '@codemirror/state';
import { EditorView, keymap, showTooltip, type Tooltip } from '@codemirror/view';
import type { Fix } from '@fanloom/dsl/problem/problem.js';
import type { Problem } from '@fanloom/dsl/problem/problem.js';
import { quickFixes } from '@fanloom/dsl/service/quick-fix.js';
import { pick, t } from '../../../i18n/language.svelte.js';
import { applyFix } from './problem-marks.js';

interface Menu {
  at: number;
  fixes: readonly Fix[];
  selected: number;
}

const setMenu = StateEffect.define<Menu | null>();

const menu = StateField.define<Menu | null>({
  create: () => null,
  update(open, { effects, docChanged, selection }) {
    for (const effect of effects) if (effect.is(setMenu)) return effect.value;
    return docChanged || selection ? null : open;
  },
  provide: (field) => showTooltip.from(field, (open) => open && tooltip(open)),
});

/** Ctrl-. shows what can be done about the problem at the cursor, to choose with the arrow keys. */
export function fixMenu(problems: () => readonly Problem[]): Extension {
  return [
    menu,
    Prec.highest(
      keymap.of([
        { key: 'Mod-.', preventDefault: true, run: (view) => openMenu(view, problems()) },
        { key: 'ArrowDown', run: (view) => move(view, 1) },
        { key: 'ArrowUp', run: (view) => move(view, -1) },
        { key: 'Enter', run: choose },
        { key: 'Escape', run: close },
      ]),
    ),
  ];
}

function openMenu(view: EditorView, problems: readonly Problem[]): boolean {
  const { from, to } = view.state.doc.lineAt(view.state.selection.main.head);
  const at = view.state.selection.main.head;
  const here = quickFixes(problems, { from: at, to: at });
  // Away from the problem its line is near enough.
  const fixes = here.length > 0 ? here : quickFixes(problems, { from, to });
  if (fixes.length === 0) view.dispatch({ effects: EditorView.announce.of(t('sop.fix.none')) });
  else show(view, { at, fixes, selected: 0 });
  return true;
}

function show(view: EditorView, open: Menu): void {
  const title = open.fixes[open.selected]?.title;
  view.dispatch({ effects: [setMenu.of(open), EditorView.announce.of(title ? pick(title) : '')] });
}

function move(view: EditorView, by: number): boolean {
  const open = view.state.field(menu);
  if (!open) return false;
  show(view, { ...open, selected: (open.selected + by + open.fixes.length) % open.fixes.length });
  return true;
}

function choose(view: EditorView): boolean {
  const open = view.state.field(menu);
  const fix = open?.fixes[open.selected];
  if (!fix) return false;
  view.dispatch({ effects: setMenu.of(null) });
  applyFix(view, fix);
  return true;
}

function close(view: EditorView): boolean {
  if (!view.state.field(menu)) return false;
  view.dispatch({ effects: setMenu.of(null) });
  return true;
}

function tooltip(open: Menu): Tooltip {
  return {
    pos: open.at,
    create: (view) => {
      const dom = document.createElement('ul');
      dom.className = 'sop-fixes';
      dom.setAttribute('role', 'listbox');
      dom.setAttribute('aria-label', t('sop.fix'));
      open.fixes.forEach((fix, i) => dom.append(line(view, fix, i === open.selected)));
      return { dom };
    },
  };
}

function line(view: EditorView, fix: Fix, selected: boolean): HTMLElement {
  const item = document.createElement('li');
  item.setAttribute('role', 'option');
  item.setAttribute('aria-selected', String(selected));
  item.textContent = pick(fix.title);
  item.onmousedown = (event) => {
    event.preventDefault();
    view.dispatch({ effects: setMenu.of(null) });
    applyFix(view, fix);
  };
  return item;
}
