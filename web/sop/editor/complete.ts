import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { Catalogue } from '@fanloom/dsl/catalogue/catalogue.js';
import { lex } from '@fanloom/dsl/lexer/lexer.js';
import * as types from '@fanloom/dsl/lexer/token-type.js';
import type { Token } from '@fanloom/dsl/lexer/token.js';
import { CHANNELS } from '@fanloom/dsl/vocabulary/channel.js';
import { EVENTS } from '@fanloom/dsl/vocabulary/event.js';
import { FIELDS } from '@fanloom/dsl/vocabulary/field.js';
import { KEYWORDS } from '@fanloom/dsl/vocabulary/keyword.js';
import { MERGE_FIELDS, MERGE_ROOTS } from '@fanloom/dsl/vocabulary/merge-field.js';
import { t } from '../../i18n/language.svelte.js';

/** What completion knows beside the language. A function, because the catalogue arrives later than the editor. */
export type Completer = () => Catalogue;

/** Offers names inside quotes by the word before them, merge fields inside braces, else the words of the language. */
export function completeSop(context: CompletionContext, catalogue: Completer): CompletionResult | null {
  const text = context.state.doc.toString();
  const { tokens, comments } = lex(text);
  if (comments.some(({ range }) => range.from < context.pos && context.pos <= range.to)) return null;
  const index = tokens.findIndex((token) => token.startOffset < context.pos && context.pos <= token.endOffset + 1);
  const token = tokens[index];
  if (token?.tokenType === types.Text && isInside(token, context.pos, text)) {
    return merge(context, token, tokens) ?? name(context, token, namesFor(tokens, index, catalogue()));
  }
  return words(context, isEnglish(tokens));
}

function isInside(token: Token, at: number, text: string): boolean {
  const closed = token.endOffset > token.startOffset && /["”“」]/.test(text.charAt(token.endOffset));
  return at <= token.endOffset || !closed;
}

function merge(context: CompletionContext, token: Token, tokens: Token[]): CompletionResult | null {
  const before = context.state.sliceDoc(token.startOffset, context.pos);
  const open = before.lastIndexOf('{');
  if (open < 0 || before.indexOf('}', open) >= 0) return null;
  const english = isEnglish(tokens);
  const options: Completion[] = Object.entries(MERGE_ROOTS).flatMap(([root, { zh }]) =>
    Object.entries(MERGE_FIELDS[root as keyof typeof MERGE_ROOTS]).map(([field, words]) => ({
      label: english ? `${root}.${field}` : `${zh}.${words.zh}`,
      type: 'variable',
    })),
  );
  return { from: token.startOffset + open + 1, options, validFor: /^[^{}"]*$/ };
}

/** The names that fit what stands before the quote. */
function namesFor(tokens: Token[], index: number, catalogue: Catalogue): readonly string[] {
  let at = index - 1;
  while (at > 0 && (tokens[at]?.tokenType === types.Comma || tokens[at]?.tokenType === types.Text)) at--;
  const before = tokens[at]?.tokenType.name ?? '';
  if (['Tag', 'AddTag', 'Untag'].includes(before)) return catalogue.tags ?? [];
  if (['Coupon', 'WithCoupon', 'Grant'].includes(before)) return Object.keys(catalogue.coupons ?? {});
  if (before === 'Segment') return Object.keys(catalogue.segments ?? {});
  if (before === 'WithSurvey') return catalogue.surveys ?? [];
  if (['Start', 'Stop', 'For'].includes(before)) return catalogue.sops ?? [];
  if (before === 'Message') return Object.keys(catalogue.texts ?? {});
  if (before === 'Words') return Object.keys(catalogue.words ?? {});
  if (before === 'Group') return catalogue.groups ?? [];
  if (before === 'Upgrade') return catalogue.levels ?? [];
  if (before === 'CustomField') return Object.keys(catalogue.fields ?? {});
  if (before === 'CustomEvent') return catalogue.events ?? [];
  return [];
}

function name(context: CompletionContext, token: Token, names: readonly string[]): CompletionResult | null {
  if (names.length === 0) return null;
  return {
    from: token.startOffset + 1,
    to: Math.max(context.pos, token.startOffset + 1),
    options: names.map((label) => ({ label, type: 'constant' })),
    validFor: /^[^"“”「」]*$/,
  };
}

function words(context: CompletionContext, english: boolean): CompletionResult | null {
  const typed = context.matchBefore(/[\p{Script=Han}a-z_.]+/u);
  if (!typed && !context.explicit) return null;
  const language = english ? 'en' : 'zh';
  const spell = (id: string, zh: string) => (english ? id : zh);
  const options: Completion[] = [
    ...Object.values(KEYWORDS).flatMap((word) => word[language].slice(0, 1).map((label) => ({ label, boost: 1 }))),
    ...Object.entries(EVENTS).map(([id, word]) => ({ label: spell(id, word.zh), detail: t('sop.complete.event') })),
    ...Object.entries(FIELDS).map(([id, word]) => ({ label: spell(id, word.zh), detail: t('sop.complete.field') })),
    ...Object.entries(CHANNELS).map(([id, word]) => ({ label: spell(id, word.zh), detail: t('sop.complete.channel') })),
    ...(english ? [] : Object.values(CHANNELS).map(({ zh }) => ({ label: `发${zh} `, boost: 2 }))),
  ];
  return { from: typed?.from ?? context.pos, options, validFor: /^[\p{Script=Han}a-z_.]*$/u };
}

function isEnglish(tokens: Token[]): boolean {
  const count = (language: 'zh' | 'en') => tokens.filter((token) => token.language === language).length;
  return count('en') > count('zh');
}
