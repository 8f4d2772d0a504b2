import type { TokenType } from 'chevrotain';
import { closingQuotes, isBlank, narrow } from '../lexer/character.js';
import { makeToken, NEEDLESS, tokenRange, type Token } from '../lexer/token.js';
import * as t from '../lexer/token-type.js';
import { misnomer, unquotedName, unquotedText } from '../problem/catalogue/writing.js';
import { fix, replaceWith } from '../problem/define.js';
import type { Problem } from '../problem/problem.js';
import type { Range } from '../ir/program.js';
import { MAX_SUGGESTIONS, unknownProblem } from './unknown-word.js';

/*
 * Before the parser sees them, unknown words become what was most likely meant, each with one problem, so that one
 * mistake costs one message and the rest of the text is still checked.
 */

const K = t.KEYWORD_TYPES;

/** After these a name stands always. */
const BEFORE_NAME = new Set<TokenType>([
  ...[K.AddTag, K.Untag, K.Tag, K.WithCoupon, K.WithSurvey, K.Message, K.Words, K.Segment, K.Score, K.Sop, K.Test],
  ...[K.Split, K.Start, K.Stop, K.Task, K.Upgrade, K.Grant, K.Group, K.CustomField, K.CustomEvent, K.Webhook],
]);

/** After these a name may stand. */
const BEFORE_UNKNOWN_NAME = new Set<TokenType>([K.Coupon, t.Comma]);

/** After these a text for people stands. */
const BEFORE_TEXT = new Set<TokenType>([t.Channel, K.Note]);

/** What a text on its line ends before. */
const AFTER_TEXT = new Set<TokenType>([K.WithCoupon, K.WithSurvey, K.Undelivered, t.LeftBrace, t.RightBrace]);

export interface Repaired {
  tokens: Token[];
  problems: Problem[];
  /** Names and texts without quotes: what the lexer said of the words in them means nothing. */
  unquoted: Range[];
}

/** Tokens without unknown words. */
export function repairWords(text: string, tokens: readonly Token[]): Repaired {
  const narrowed = narrow(text);
  const out: Token[] = [];
  const problems: Problem[] = [];
  const unquoted: Range[] = [];
  for (let i = 0; i < tokens.length;) {
    const token = tokens[i];
    if (!token) break;
    const before = out.at(-1)?.tokenType;
    const next = tokens[i + 1];
    const range = quotable(text, narrowed, tokens, i, before);
    if (range) {
      const maker = before !== undefined && BEFORE_TEXT.has(before) ? unquotedText : unquotedName;
      const value = text.slice(range.from, range.to).replace(ODD_QUOTES, '');
      problems.push(maker(range, [fix('加引号', 'Add quotes', range, `"${value}"`)], value));
      out.push(makeToken(t.Text, `"${value}"`, range.from, range.to, { value, startsLine: token.startsLine }));
      unquoted.push(range);
      while (i < tokens.length && (tokens[i]?.startOffset ?? range.to) < range.to) i++;
      continue;
    }
    const right = otherWord(token, out, next);
    if (right) {
      problems.push(
        misnomer(tokenRange(token), [replaceWith(tokenRange(token), right.text)], token.image, [right.text]),
      );
      const { startOffset, endOffset, amount, startsLine } = token;
      out.push(makeToken(right.type, token.image, startOffset, endOffset + 1, { ...right, amount, startsLine }));
    } else if (token.tokenType !== t.Unknown) out.push(token);
    else if (token.value !== NEEDLESS)
      problems.push(unknownProblem(token, before, next, problems.length < MAX_SUGGESTIONS));
    i++;
  }
  return { tokens: out, problems, unquoted };
}

/** Quotes of other kinds and other languages. */
const ODD_QUOTES = /^[‘’'`《【[]+|[‘’'`》】\]]+$/g;

/** The stretch at a token that should stand in quotes; null if none. */
function quotable(
  text: string,
  narrowed: string,
  tokens: readonly Token[],
  i: number,
  before: TokenType | undefined,
): Range | null {
  const token = tokens[i];
  const next = tokens[i + 1];
  if (!token || !before) return null;
  const unknown = token.tokenType === t.Unknown;
  const textFollows = unknown && next?.tokenType === t.Text && !next.startsLine;
  if (wantsName(before, token, next) && !textFollows)
    return { from: token.startOffset, to: runEnd(text, narrowed, token) };
  if (!BEFORE_TEXT.has(before) || !unknown || token.startsLine || textFollows) return null;
  return { from: token.startOffset, to: textEnd(tokens, i) };
}

interface RightWord {
  type: TokenType;
  value: string;
  text: string;
}

/** Words that mean another one where they stand. */
function otherWord(token: Token, before: readonly Token[], next: Token | undefined): RightWord | null {
  if (isOnce(token, before)) return { type: K.Once, value: 'Once', text: '一次' };
  if (isLeaveNow(token, before, next)) return { type: K.LeaveNow, value: 'LeaveNow', text: '就离开' };
  return null;
}

/** `每人1次`, `每人每30天1次`: the word is 一次. */
function isOnce(token: Token, before: readonly Token[]): boolean {
  if (token.tokenType !== t.Count || token.amount !== 1) return false;
  const [third, second, last] = [-3, -2, -1].map((i) => before.at(i)?.tokenType);
  if (last === K.PerFan || second === K.Per) return true;
  return (
    last === t.Duration && second === K.Every && (third === K.PerFan || third === t.Property || third === K.Coupon)
  );
}

/** `一旦 支付 离开`: the word is 就离开; `离开分群 "x"` is something else. */
function isLeaveNow(token: Token, before: readonly Token[], next: Token | undefined): boolean {
  if (token.tokenType !== K.Leaves || next?.tokenType === K.Segment) return false;
  const opens = before.findLastIndex(({ tokenType }) => tokenType === K.IfEver || tokenType === K.LeaveNow);
  const clause = before.slice(opens + 1);
  return before[opens]?.tokenType === K.IfEver && !clause.some(({ startsLine }) => startsLine);
}

function wantsName(before: TokenType, token: Token, next: Token | undefined): boolean {
  if (token.tokenType === t.Text) return false;
  const unknown = token.tokenType === t.Unknown;
  if (unknown && next?.tokenType === t.Percent && !next.startsLine) return true;
  if (token.startsLine) return false;
  return BEFORE_NAME.has(before) ? !isPunctuation(token) : unknown && BEFORE_UNKNOWN_NAME.has(before);
}

function isPunctuation(token: Token): boolean {
  return Object.values(t.PUNCTUATION).includes(token.tokenType) || /^[=<>!]/.test(token.image);
}

/** End of the run of characters at a token: the next blank, quote, bracket or comma. */
function runEnd(text: string, narrowed: string, token: Token): number {
  let end = token.endOffset + 1;
  while (end < text.length && !isBlank(narrowed[end]) && !'{}(),#'.includes(narrowed.charAt(end))) {
    if (closingQuotes(text.charAt(end)) !== null) break;
    end++;
  }
  return end;
}

function textEnd(tokens: readonly Token[], first: number): number {
  let end = tokens[first]?.endOffset ?? 0;
  for (let i = first + 1; i < tokens.length; i++) {
    const token = tokens[i];
    if (!token || token.startsLine || AFTER_TEXT.has(token.tokenType) || token.tokenType === t.Text) break;
    end = token.endOffset;
  }
  return end + 1;
}
