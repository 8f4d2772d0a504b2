import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { lintGutter, lintKeymap } from '@codemirror/lint';
import { EditorState, type Extension, Prec } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  tooltips,
} from '@codemirror/view';
import type { Problem } from '@fanloom/dsl/problem/problem.js';
import { t } from '../../../i18n/language.svelte.js';
import type { LanguageClient } from '../language-client.js';
import { theme } from '../theme.js';
import { colours } from './colours.js';
import { completion } from './completion.js';
import { fixMenu } from './fix-menu.js';
import { goTo } from './go-to.js';
import { hoverTip } from './hover-tip.js';
import { renamePanel } from './rename-panel.js';
import { testMarks } from './test-marks.js';

interface Wiring {
  language: LanguageClient;
  problems: () => readonly Problem[];
  onsave: () => void;
}

/** All that makes a text field an editor of SOPs. */
export function extensions({ language, problems, onsave }: Wiring): Extension {
  return [
    lineNumbers(),
    testMarks,
    lintGutter(),
    history(),
    drawSelection(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    bracketMatching(),
    closeBrackets(),
    fixMenu(problems),
    completion(language),
    hoverTip(language),
    renamePanel(language),
    goTo(language),
    EditorView.lineWrapping,
    EditorState.tabSize.of(2),
    // Tips are not cut off by the columns of the page.
    tooltips({ position: 'fixed' }),
    EditorView.contentAttributes.of({ 'aria-label': t('sop.editor'), tabindex: '0' }),
    Prec.high(keymap.of([{ key: 'Mod-s', preventDefault: true, run: () => (onsave(), true) }])),
    keymap.of([
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...historyKeymap,
      ...completionKeymap,
      ...lintKeymap,
      indentWithTab,
    ]),
    colours,
    theme,
  ];
}
