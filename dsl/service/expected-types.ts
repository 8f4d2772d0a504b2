import type { TokenType } from 'chevrotain';
import { repairWords } from '../parser/repair.js';
import { fileParser } from '../parser/parse.js';
import { lex } from '../lexer/lexer.js';
import type { Token } from '../lexer/token.js';
import * as t from '../lexer/token-type.js';

const K = t.KEYWORD_TYPES;

/** Words that begin a definition wherever they begin a line; others do in the first column only. */
const ALWAYS_TOP = new Set([K.Sop, K.Test]);
const TOP = new Set([...ALWAYS_TOP, K.Segment, K.Tag, K.Score, K.Coupon, K.Message, K.Words]);

/** Each open parenthesis may begin a condition or a value, so the ways to read a text double with every one. */
const MOST_OPEN = 6;

/**
 * The definition that a place belongs to, up to that place: tokens as the parser reads them, offsets those of the
 * whole text.
 */
export function tokensBefore(text: string, offset: number, tokens: readonly Token[]): Token[] {
  const start = tokens.findLast((token) => token.startOffset < offset && beginsDefinition(token, text));
  const from = start?.startOffset ?? 0;
  const part = text.slice(from, offset);
  return repairWords(part, lex(part).tokens).tokens.map((token) => ({
    ...token,
    startOffset: token.startOffset + from,
    endOffset: token.endOffset + from,
  }));
}

function beginsDefinition({ tokenType, startsLine, startOffset }: Token, text: string): boolean {
  if (!startsLine || !TOP.has(tokenType)) return false;
  return ALWAYS_TOP.has(tokenType) || startOffset === 0 || /[\r\n]/.test(text.charAt(startOffset - 1));
}

/**
 * Names of the token types that may follow, by the grammar itself. Mistakes further up do not matter. On a new line a
 * statement may begin, even where the one before it is not complete.
 */
export function expectedTypes(before: readonly Token[], newLine: boolean): ReadonlySet<string> {
  const count = (type: TokenType) => before.filter(({ tokenType }) => tokenType === type).length;
  if (count(t.LeftParen) - count(t.RightParen) > MOST_OPEN) return new Set();
  const found = mayFollow(recent(before)) ?? mayFollow(openLines(before)) ?? mayFollow(innermost(before)) ?? [];
  const incomplete = newLine && !found.includes(t.RightBrace.name);
  return new Set(incomplete ? [...found, ...(mayFollow(openLines(before, true)) ?? [])] : found);
}

function mayFollow(tokens: readonly Token[]): string[] | null {
  const found = fileParser().computeContentAssist('file', [...tokens]);
  return found.length === 0 ? null : found.map(({ nextTokenType }) => nextTokenType.name);
}

/** Following the grammar through more tokens than this takes longer than a key press. */
const MOST_TOKENS = 300;

/** All of a short definition; of a long one the last lines, inside the blocks that are open. */
function recent(tokens: readonly Token[]): readonly Token[] {
  if (tokens.length <= MOST_TOKENS) return tokens;
  const cut = tokens.findIndex(({ startsLine }, i) => startsLine && i >= tokens.length - MOST_TOKENS);
  return cut < 0 ? tokens.slice(-MOST_TOKENS) : [...openLines(tokens.slice(0, cut), true), ...tokens.slice(cut)];
}

/** The last line, and of those before it the ones whose block is still open. */
function openLines(tokens: readonly Token[], newLine = false): Token[] {
  const open: Token[][] = [];
  let line: Token[] = [];
  for (const token of tokens) {
    if (token.startsLine) line = [];
    line.push(token);
    if (token.tokenType === t.LeftBrace) {
      open.push(line);
      line = [];
    } else if (token.tokenType === t.RightBrace) {
      open.pop();
      line = [];
    }
  }
  return [...open.flat(), ...(newLine ? [] : line)];
}

/** The last line alone, as a step or a rule of an SOP. */
function innermost(tokens: readonly Token[]): Token[] {
  const start = Math.max(
    tokens.findLastIndex((token) => token.startsLine),
    tokens.findLastIndex(({ tokenType }) => tokenType === t.LeftBrace || tokenType === t.RightBrace) + 1,
  );
  return [...lex('sop "" {').tokens, ...tokens.slice(Math.max(0, start))];
}
