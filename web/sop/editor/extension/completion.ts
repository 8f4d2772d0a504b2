import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  snippet,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { CompletionItem } from '@fanloom/dsl/service/completion-item.js';
import { pick } from '../../../i18n/language.svelte.js';
import type { LanguageClient } from '../language-client.js';

/** Completion by the language service. */
export function completion(language: LanguageClient): Extension {
  return autocompletion({ override: [(context) => complete(context, language)], icons: false });
}

async function complete(context: CompletionContext, language: LanguageClient): Promise<CompletionResult | null> {
  const text = context.state.doc.toString();
  const items = await language.ask('complete', text, context.pos).catch(() => []);
  const inQuotes = items.some(({ kind }) => kind === 'name' || kind === 'merge');
  const typed = items.filter(({ range }) => range.from < context.pos);
  // Unasked, only what continues something typed is offered; names and merge fields always are.
  const offered = context.explicit || inQuotes ? items : typed.length > 0 ? items : [];
  if (offered.length === 0) return null;
  const from = Math.min(...offered.map(({ range }) => range.from));
  return { from, options: offered.map((item) => option(item, text, from)), filter: true };
}

const ORDER: Record<CompletionItem['kind'], number> = {
  name: 3,
  merge: 3,
  keyword: 2,
  channel: 2,
  event: 1,
  field: 0,
  value: 1,
  snippet: -1,
};

/** The list compares with all that is typed from `from` on, so labels begin there. */
function option(item: CompletionItem, text: string, from: number): Completion {
  const before = text.slice(from, item.range.from);
  return {
    label: before + item.label,
    displayLabel: item.label,
    boost: ORDER[item.kind],
    apply: (view, _, __, to) => insert(view, item, to),
    ...(item.detail && { detail: pick(item.detail) }),
  };
}

function insert(view: EditorView, { kind, range, text }: CompletionItem, typedTo: number): void {
  const to = Math.max(range.to, typedTo);
  if (kind === 'snippet') return snippet(text)(view, null, range.from, to);
  view.dispatch({
    changes: { from: range.from, to, insert: text },
    selection: { anchor: range.from + text.length },
    userEvent: 'input.complete',
  });
}
