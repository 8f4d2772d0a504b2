import type { Range } from '../ir/program.js';
import type { Token } from '../lexer/token.js';
import { tokenRange } from '../lexer/token.js';
import * as types from '../lexer/token-type.js';
import { occurrencesIn } from './occurrence.js';
import type { Document } from './project.js';
import type { SemanticType } from './semantic-type.js';

export interface SemanticToken extends Range {
  type: SemanticType;
}

const keywords = new Set([...Object.values(types.KEYWORD_TYPES), types.Day, types.Channel]);
const numbers = new Set([types.NumberLiteral, types.DateLiteral, types.Time, ...Object.values(types.MEASURE_TYPES)]);

/** Stretches to colour, in the order of the text; none touch. Made from the language's own lexer, so none disagrees. */
export function semanticTokens(document: Document): SemanticToken[] {
  const { tokens, comments, text } = document.parsed;
  const names = new Set(occurrencesIn(document).map(({ range }) => range.from));
  const marks = tokens.flatMap((token) => marksOf(token, text, names.has(token.startOffset)));
  for (const { range } of comments) marks.push({ ...range, type: 'comment' });
  return marks.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from);
}

function marksOf(token: Token, text: string, named: boolean): SemanticToken[] {
  const type = token.tokenType;
  const range = tokenRange(token);
  if (type === types.Text) return named ? [{ ...range, type: 'name' }] : textMarks(range, text);
  if (keywords.has(type)) return [{ ...range, type: 'keyword' }];
  if (numbers.has(type)) return [{ ...range, type: 'number' }];
  if (type === types.Event) return [{ ...range, type: 'event' }];
  return type === types.Field || type === types.Property ? [{ ...range, type: 'field' }] : [];
}

/** A text for people, its merge fields apart. */
function textMarks({ from, to }: Range, text: string): SemanticToken[] {
  const marks: SemanticToken[] = [];
  let at = from;
  for (const found of text.slice(from, to).matchAll(/\{[^{}]*\}/g)) {
    const start = from + found.index;
    const end = start + found[0].length;
    marks.push({ from: at, to: start, type: 'text' }, { from: start, to: end, type: 'merge' });
    at = end;
  }
  return [...marks, { from: at, to, type: 'text' }];
}
