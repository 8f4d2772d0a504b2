import type { SopNode } from '../ast/file.js';
import { atomsOf, eventsOf } from '../ast/walk.js';
import { isBlank, isLineBreak, narrow } from '../lexer/character.js';
import type { Token } from '../lexer/token.js';
import * as t from '../lexer/token-type.js';
import type { Parsed } from '../parser/parse.js';
import { eventWord } from '../vocabulary/event.js';
import type { Language } from '../vocabulary/language.js';
import { UNITS, type UnitWord } from '../vocabulary/unit.js';
import type { CompletionItem } from './completion-item.js';
import { expectedTypes, tokensBefore } from './expected-types.js';
import { knownNames } from './known-name.js';
import { mergeCompletions } from './merge-completion.js';
import { namesExpected } from './name-context.js';
import type { NamedKind } from './occurrence.js';
import { documentAt, type Project } from './project.js';
import { SNIPPETS } from './snippet.js';
import { type VocabularyWord, wordsOf } from './word-table.js';

const LATIN = /[A-Za-z_.]$/;

/** What may stand at an offset: words that the grammar allows there, real names inside quotes, fields after `{`. */
export function complete(project: Project, path: string, offset: number): CompletionItem[] {
  const document = documentAt(project, path);
  if (!document) return [];
  const { parsed } = document;
  if (parsed.comments.some(({ range }) => range.from < offset && offset <= range.to)) return [];
  const quoted = parsed.tokens.find((token) => token.tokenType === t.Text && isInside(token, offset));
  if (quoted) {
    const before = tokensBefore(parsed.text, quoted.startOffset, parsed.tokens);
    const expected = namesExpected(before);
    if (expected === 'field' && isOfEvent(expectedTypes(before.slice(0, -1), false)))
      return namesInside(project, parsed.text, quoted, 'property');
    if (expected) return namesInside(project, parsed.text, quoted, expected);
    return mergeCompletions(project, document, quoted, offset);
  }
  return new WordCompletion(
    project,
    parsed.text,
    offset,
    parsed.language,
    sopAround(parsed.file.definitions, offset),
    endsInsideWord(parsed, offset),
  ).at(tokensBefore(parsed.text, offset, parsed.tokens));
}

/** Whether a name stands for something that an event tells, not for something of the fan. */
function isOfEvent(expected: ReadonlySet<string>): boolean {
  return expected.has('Property') && !expected.has('Field');
}

function endsInsideWord({ text, tokens }: Parsed, offset: number): boolean {
  const unknown = tokens.some(
    (token) => token.tokenType === t.Unknown && token.startOffset < offset && offset <= token.endOffset + 1,
  );
  return unknown || LATIN.test(narrow(text.slice(Math.max(0, offset - 1), offset)));
}

function sopAround(definitions: readonly { kind: string; range: { from: number } }[], offset: number): SopNode | null {
  const isSop = (one: { kind: string }): one is SopNode => one.kind === 'sop';
  return definitions.filter(isSop).findLast(({ range }) => range.from <= offset) ?? null;
}

/** Between the quotes of a text; after its opening one where it is not closed. */
function isInside(token: Token, offset: number): boolean {
  const closed = token.image.length > 1 && /["”“」』]$/.test(token.image);
  return token.startOffset < offset && (closed ? offset <= token.endOffset : offset <= token.endOffset + 1);
}

function namesInside(
  project: Project,
  text: string,
  { startOffset, endOffset, image }: Token,
  kind: NamedKind,
): CompletionItem[] {
  const close = /["”“」』]$/.test(image) && image.length > 1 ? 1 : 0;
  const range = { from: startOffset + 1, to: endOffset + 1 - close };
  // Before the closing quote of the next text on the line the one that opens here was never closed.
  const quote = close === 1 ? '' : text.charAt(startOffset) === '“' ? '”' : '"';
  return knownNames(project, kind).map(({ name, detail }) => ({
    label: name,
    kind: 'name',
    detail,
    range,
    text: name + quote,
  }));
}

/** How many words before the cursor may be the beginning of a longer one (`wait up` of `wait up to`). */
const MOST_WORDS = 4;

class WordCompletion {
  private readonly narrowed: string;
  private readonly found = new Map<string, CompletionItem>();

  constructor(
    private readonly project: Project,
    private readonly text: string,
    private readonly offset: number,
    private readonly language: Language,
    private readonly sop: SopNode | null,
    /** The cursor ends what is no whole word yet. */
    private readonly insideWord: boolean,
  ) {
    this.narrowed = narrow(text.slice(0, offset));
  }

  at(before: readonly Token[]): CompletionItem[] {
    const starts = this.starts(before);
    for (const start of starts) {
      const prefix = before.filter((token) => token.startOffset < start);
      const typed = this.narrowed.slice(start);
      this.addUnits(before, start);
      const expected = expectedTypes(prefix, this.isLineStart(start));
      for (const type of expected) this.addType(type, start, typed, prefix);
      if (expected.has('CustomField'))
        this.addCustom(isOfEvent(expected) ? 'property' : 'field', 'CustomField', start, typed);
    }
    return [...this.found.values()];
  }

  /** Where the word at the cursor may begin. */
  private starts(before: readonly Token[]): number[] {
    const starts: number[] = [];
    if (!this.insideWord) starts.push(this.offset);
    let word = this.offset;
    while (word > 0 && !this.ends(word - 1)) word--;
    if (word < this.offset) starts.push(word);
    const line = this.lineStart();
    const open = before.filter((token) => token.startOffset >= line && token.startOffset < this.offset);
    for (const token of open.slice(-MOST_WORDS)) if (!isMark(token)) starts.push(token.startOffset);
    return [...new Set(starts)].sort((a, b) => a - b);
  }

  private isLineStart(at: number): boolean {
    return this.narrowed.slice(this.lineStart(), at).trim() === '';
  }

  private lineStart(): number {
    let at = this.offset;
    while (at > 0 && !isLineBreak(this.narrowed[at - 1])) at--;
    return at;
  }

  private ends(at: number): boolean {
    return isBlank(this.narrowed[at]) || '{}(),#"“”「」'.includes(this.narrowed.charAt(at));
  }

  private addType(type: string, from: number, typed: string, before: readonly Token[]): void {
    if (type === 'Text') return this.addNames(from, typed, before);
    if (type === 'Send') return this.addSend(from, typed);
    if (type === 'CustomEvent') this.addCustom('event', type, from, typed);
    const snippet = SNIPPETS[type]?.[this.language];
    for (const word of wordsOf(type, this.language)) {
      if (type === 'Property' && !this.carries(before, word.id)) continue;
      this.add(word, from, typed);
    }
    const first = wordsOf(type, this.language)[0]?.text ?? (this.language === 'zh' ? '第' : 'day');
    if (snippet && first.startsWith(typed)) {
      this.put({ ...snippet, kind: 'snippet', detail: null, range: { from, to: this.offset } });
    }
  }

  /** `发私信`: the channel belongs to the word. */
  private addSend(from: number, typed: string): void {
    const [send] = wordsOf('Send', this.language);
    const allowed = this.project.shop.catalogue.channels;
    for (const channel of wordsOf('Channel', this.language)) {
      if (!send || (allowed && !allowed.includes(channel.id))) continue;
      const text = this.language === 'zh' ? `${send.text}${channel.text}` : `${send.text} ${channel.text}`;
      this.add({ ...channel, text, kind: 'keyword' }, from, typed);
    }
  }

  private addCustom(kind: 'field' | 'property' | 'event', type: string, from: number, typed: string): void {
    const word = wordsOf(type, this.language)[0]?.text ?? '';
    for (const { name, detail } of knownNames(this.project, kind)) {
      this.add({ id: name, text: `${word} "${name}"`, kind: 'name', detail }, from, typed);
    }
  }

  private addNames(from: number, typed: string, before: readonly Token[]): void {
    const expected = namesExpected(before);
    if (!expected) return;
    for (const { name, detail } of knownNames(this.project, expected)) {
      this.add({ id: name, text: `"${name}"`, kind: 'name', detail }, from, typed);
    }
  }

  /** `3` becomes `3天`, `3小时` …, of what may stand where the number does. */
  private addUnits(before: readonly Token[], from: number): void {
    const number = before.at(-1);
    const bare = number?.tokenType === t.NumberLiteral && number.endOffset + 1 === this.offset;
    if (!bare || number.startOffset !== from) return;
    const expected = expectedTypes(before.slice(0, -1), this.isLineStart(from));
    for (const { measure, zh, en } of Object.values<UnitWord>(UNITS)) {
      if (!expected.has(t.MEASURE_TYPES[measure].name)) continue;
      const unit = this.language === 'zh' ? zh[0] : ` ${en.at(number.amount === 1 ? 0 : 1) ?? en[0] ?? ''}`;
      if (unit === undefined || unit.trim() === '') continue;
      const text = number.image + unit;
      this.put({ label: text, text, kind: 'value', detail: null, range: { from, to: this.offset } });
    }
  }

  /** Does the event that a filter or 本次 is about carry the property? */
  private carries(before: readonly Token[], property: string): boolean {
    const last = before.at(-1)?.tokenType;
    const ofEntry = last === t.Dot || last === t.KEYWORD_TYPES.Per || last === t.KEYWORD_TYPES.Same;
    const events = ofEntry ? this.entryEvents() : eventOfFilter(before);
    const known = events.flatMap((id) => eventWord(id)?.properties ?? []);
    return known.length === 0 || known.some((one) => one === property);
  }

  private entryEvents(): string[] {
    const conditions = (this.sop?.heads ?? []).flatMap((head) => (head.kind === 'when' ? [head.condition] : []));
    return conditions.flatMap((condition) => [...atomsOf(condition)].flatMap(eventsOf)).map(({ type }) => type);
  }

  private add(word: VocabularyWord, from: number, typed: string): void {
    if (word.text === typed || !word.text.includes(typed)) return;
    this.put({
      label: word.text,
      text: word.text,
      kind: word.kind,
      detail: word.detail,
      range: { from, to: this.offset },
    });
  }

  /** The same word can be reached from two starts; the longer beginning stays. */
  private put(item: CompletionItem): void {
    const whole = this.text.slice(0, item.range.from) + item.label;
    if (!this.found.has(whole)) this.found.set(whole, item);
  }
}

function isMark({ tokenType }: Token): boolean {
  return tokenType === t.Text || Object.values(t.PUNCTUATION).includes(tokenType);
}

/** The event before the parenthesis that is still open. */
function eventOfFilter(before: readonly Token[]): string[] {
  let depth = 0;
  for (let i = before.length - 1; i >= 0; i--) {
    const type = before[i]?.tokenType;
    if (type === t.RightParen) depth++;
    if (type === t.LeftParen && depth-- === 0) {
      const event = before.slice(0, i).findLast(({ tokenType }) => tokenType !== t.Text);
      return event?.tokenType === t.Event ? [event.value] : [];
    }
  }
  return [];
}
