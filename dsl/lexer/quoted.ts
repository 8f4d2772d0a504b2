import { closingQuotes, isBlank, isLineBreak } from './character.js';
import { matchWord } from './word.js';

/** A quoted text: `content` is what stands between the quotes, unchanged. */
export interface Quoted {
  from: number;
  to: number;
  content: { from: number; to: number };
  closed: boolean;
  /** The quote that closes it stands on a later line. */
  overLines?: true;
}

const FENCE = '"""';

/** Words that follow a text on its line; where one closes a text by accident, the quote before it was forgotten. */
const AFTER_TEXT = new Set(['WithCoupon', 'WithSurvey', 'Undelivered', 'Note', 'To', 'Due']);

/** The quoted text that opens at `from`. One without a closing quote ends before what looks like the rest of its line. */
export function matchQuoted(text: string, narrowed: string, from: number): Quoted | null {
  const closing = closingQuotes(text.charAt(from));
  if (closing === null) return null;
  if (text.startsWith(FENCE, from)) return matchFenced(text, from);
  const end = findClosing(text, from + 1, closing);
  if (end === null)
    return overLines(text, narrowed, from, closing) ?? unclosed(text, narrowed, from, lineEnd(text, from));
  const swallowed = swallowedWord(narrowed, from + 1, end);
  if (swallowed !== null && !quotesPair(text, end + 1)) return unclosed(text, narrowed, from, swallowed);
  return { from, to: end + 1, content: { from: from + 1, to: end }, closed: true };
}

function matchFenced(text: string, from: number): Quoted {
  const start = from + FENCE.length;
  let end = start;
  while (end < text.length && !text.startsWith(FENCE, end)) end += text[end] === '\\' ? 2 : 1;
  const closed = end < text.length;
  end = Math.min(end, text.length);
  return { from, to: closed ? end + FENCE.length : end, content: { from: start, to: end }, closed };
}

function findClosing(text: string, from: number, closing: string): number | null {
  for (let i = from; i < text.length && !isLineBreak(text[i]); i++) {
    if (text[i] === '\\' && !isLineBreak(text[i + 1])) i++;
    else if (closing.includes(text.charAt(i))) return i;
  }
  return null;
}

const MOST_LINES = 20;

/** A text that goes on over lines of plain prose up to a closing quote: it was meant as one. */
function overLines(text: string, narrowed: string, from: number, closing: string): Quoted | null {
  let start = lineEnd(text, from);
  for (let lines = 0; lines < MOST_LINES && start < text.length; lines++) {
    while (start < text.length && (isBlank(text[start]) || isBlank(narrowed[start]))) start++;
    if (start >= text.length || '{}#"'.includes(narrowed.charAt(start)) || matchWord(narrowed, start)) return null;
    const end = findClosing(text, start, closing);
    if (end !== null) return { from, to: end + 1, content: { from: from + 1, to: end }, closed: true, overLines: true };
    start = lineEnd(text, start);
  }
  return null;
}

function lineEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && !isLineBreak(text[end])) end++;
  return end;
}

/** No line that people write goes on for longer after a text. */
const MOST_AFTER = 300;

/** Do the quotes from `from` to the end of the line close each other? */
function quotesPair(text: string, from: number): boolean {
  for (let i = from; i < Math.min(text.length, from + MOST_AFTER) && !isLineBreak(text[i]) && text[i] !== '#'; i++) {
    const closing = closingQuotes(text.charAt(i));
    if (closing === null) continue;
    const end = findClosing(text, i + 1, closing);
    if (end === null) return false;
    i = end;
  }
  return true;
}

/** Where ` 附券 ` stands at the end of a text: the quote that closes it was meant to open a name. */
function swallowedWord(narrowed: string, from: number, end: number): number | null {
  for (let i = end - 1; i > from; i--) {
    if (!isBlank(narrowed[i - 1])) continue;
    const match = matchWord(narrowed, i);
    if (match && AFTER_TEXT.has(match.word.value) && narrowed.slice(match.to, end).trim() === '') return i;
  }
  return null;
}

function unclosed(text: string, narrowed: string, from: number, limit: number): Quoted {
  let end = limit;
  while (end > from + 1 && (isBlank(text[end - 1]) || '{}'.includes(narrowed.charAt(end - 1)))) end--;
  return { from, to: end, content: { from: from + 1, to: end }, closed: false };
}
