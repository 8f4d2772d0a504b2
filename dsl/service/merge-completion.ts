import { atomsOf, eventsOf } from '../ast/walk.js';
import type { Token } from '../lexer/token.js';
import { eventWord } from '../vocabulary/event.js';
import type { Language } from '../vocabulary/language.js';
import { MERGE_FIELDS, MERGE_ROOTS, type MergeRoot } from '../vocabulary/merge-field.js';
import type { CompletionItem } from './completion-item.js';
import { knownNames } from './known-name.js';
import type { Document, Project } from './project.js';

/** Inside `{…}` of a text: the fields that can be filled in, and the shop's own. */
export function mergeCompletions(
  project: Project,
  document: Document,
  { startOffset, endOffset }: Token,
  offset: number,
): CompletionItem[] {
  const { text, language } = document.parsed;
  const before = text.slice(startOffset, offset);
  const open = before.lastIndexOf('{');
  if (open < 0 || /[}|]/.test(before.slice(open))) return [];
  const after = /^[^{}|"“”」\s]*(\}?)/.exec(text.slice(offset, endOffset + 1));
  const closed = (after?.[1] ?? '') !== '' || /^[^{}"]*\|/.test(text.slice(offset, endOffset + 1));
  const range = { from: startOffset + open + 1, to: offset + (after?.[0].length ?? 0) - (after?.[1]?.length ?? 0) };
  return fields(project, document, language).map((label) => ({
    label,
    kind: 'merge',
    detail: null,
    range,
    text: closed ? label : `${label}}`,
  }));
}

function fields(project: Project, document: Document, language: Language): string[] {
  const carried = carriedByEntry(document);
  const builtIn = Object.entries(MERGE_ROOTS).flatMap(([root, { zh }]) =>
    Object.entries(MERGE_FIELDS[root as MergeRoot]).flatMap(([field, words]) => {
      if (root === 'entry' && carried.size > 0 && !carried.has(field)) return [];
      return language === 'zh' ? `${zh}.${words.zh}` : `${root}.${field}`;
    }),
  );
  const fan = language === 'zh' ? MERGE_ROOTS.fan.zh : 'fan';
  const own = [...knownNames(project, 'field'), ...knownNames(project, 'score')];
  return [...builtIn, ...own.map(({ name }) => `${fan}.「${name}」`)];
}

/** Properties of the events that fans of this document enter by. */
function carriedByEntry({ parsed }: Document): Set<string> {
  const heads = parsed.file.definitions.flatMap((one) => (one.kind === 'sop' ? one.heads : []));
  const conditions = heads.flatMap((head) => (head.kind === 'when' ? [head.condition] : []));
  const events = conditions.flatMap((condition) => [...atomsOf(condition)].flatMap(eventsOf));
  return new Set(events.flatMap(({ type }) => eventWord(type)?.properties ?? []));
}
