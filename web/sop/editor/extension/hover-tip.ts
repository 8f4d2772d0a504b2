import type { Extension } from '@codemirror/state';
import { hoverTooltip } from '@codemirror/view';
import { pick } from '../../../i18n/language.svelte.js';
import type { LanguageClient } from '../language-client.js';

/** What the word under the pointer means. */
export function hoverTip(language: LanguageClient): Extension {
  return hoverTooltip(async (view, offset) => {
    const found = await language.ask('hover', view.state.doc.toString(), offset).catch(() => null);
    if (!found) return null;
    return {
      pos: found.range.from,
      end: found.range.to,
      above: true,
      create: () => ({ dom: box(pick(found.title), pick(found.text)) }),
    };
  });
}

function box(title: string, text: string): HTMLElement {
  const dom = document.createElement('div');
  dom.className = 'sop-hover';
  const head = dom.appendChild(document.createElement('b'));
  head.textContent = title;
  const body = dom.appendChild(document.createElement('div'));
  body.textContent = text;
  return dom;
}
