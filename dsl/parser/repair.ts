import type { TokenType } from 'chevrotain';
import { closingQuotes, isBlank, narrow } from '../lexer/character.js';
import { makeToken, tokenRange, type Token } from '../lexer/token.js';
import * as t from '../lexer/token-type.js';
import { WORDS } from '../lexer/word.js';
import { misnomer, unknownWord, unquotedName, unquotedText } from '../problem/catalogue.js';
import { fix, replaceWith } from '../problem/define.js';
import type { Problem } from '../problem/problem.js';
import { closest } from '../problem/similar.js';

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
}

/** Tokens without unknown words. */
export function repairWords(text: string, tokens: readonly Token[]): Repaired {
  const narrowed = narrow(text);
  const out: Token[] = [];
  const problems: Problem[] = [];
  for (let i = 0; i < tokens.length;) {
    const token = tokens[i];
    if (!token) break;
    const before = out.at(-1)?.tokenType;
    const known = token.tokenType !== t.Unknown;
    let end = -1;
    if (wantsName(before, token)) {
      end = runEnd(text, narrowed, token);
      problems.push(nameProblem(text, token, end));
    } else if (before && BEFORE_TEXT.has(before) && !known && !token.startsLine) {
      end = textEnd(tokens, i);
      const range = { from: token.startOffset, to: end };
      problems.push(unquotedText(range, [fix('加引号', 'Add quotes', range, `"${text.slice(range.from, end)}"`)]));
    }
    if (end >= 0) {
      const value = text.slice(token.startOffset, end);
      out.push(makeToken(t.Text, `"${value}"`, token.startOffset, end, { value, startsLine: token.startsLine }));
      while (i < tokens.length && (tokens[i]?.startOffset ?? end) < end) i++;
      continue;
    }
    if (isOnce(token, out)) {
      problems.push(misnomer(tokenRange(token), [replaceWith(tokenRange(token), '一次')], token.image, '一次'));
      out.push({ ...makeToken(K.Once, token.image, token.startOffset, token.endOffset + 1), value: 'Once' });
    } else if (isLeaveNow(token, out, tokens[i + 1])) {
      problems.push(misnomer(tokenRange(token), [replaceWith(tokenRange(token), '就离开')], token.image, '就离开'));
      out.push({ ...makeToken(K.LeaveNow, token.image, token.startOffset, token.endOffset + 1), value: 'LeaveNow' });
    } else if (known) out.push(token);
    else problems.push(unknownProblem(token, problems.length < MAX_SUGGESTIONS));
    i++;
  }
  return { tokens: out, problems };
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

function wantsName(before: TokenType | undefined, token: Token): boolean {
  if (!before || token.startsLine || token.tokenType === t.Text) return false;
  if (token.tokenType === t.Unknown) return BEFORE_NAME.has(before) || BEFORE_UNKNOWN_NAME.has(before);
  return BEFORE_NAME.has(before) && !isPunctuation(token);
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

function nameProblem(text: string, token: Token, end: number): Problem {
  const range = { from: token.startOffset, to: end };
  const name = text.slice(range.from, range.to);
  return unquotedName(range, [fix('加引号', 'Add quotes', range, `"${name}"`)], name);
}

/** Looking for a similar word takes time; a text full of unknown words is no text of ours. */
const MAX_SUGGESTIONS = 20;

const SPELLINGS = WORDS.map((word) => word.text);

function unknownProblem(token: Token, suggest: boolean): Problem {
  if (/^\p{P}+$/u.test(token.image)) {
    return unknownWord(
      tokenRange(token),
      [fix('删掉它', 'Remove it', tokenRange(token), '')],
      token.image.slice(0, 40),
    );
  }
  const near = suggest ? closest(token.image, SPELLINGS) : null;
  return unknownWord(
    tokenRange(token),
    near === null ? [] : [replaceWith(tokenRange(token), near)],
    token.image.slice(0, 40),
  );
}
