import type { Token } from '../lexer/token.js';
import * as t from '../lexer/token-type.js';
import { type NamedKind, subjectKind } from './occurrence.js';

const BY_WORD: Record<string, NamedKind> = {
  Tag: 'tag',
  AddTag: 'tag',
  Untag: 'tag',
  Coupon: 'coupon',
  WithCoupon: 'coupon',
  Grant: 'coupon',
  Segment: 'segment',
  WithSurvey: 'survey',
  Start: 'sop',
  Stop: 'sop',
  For: 'sop',
  Message: 'message',
  Words: 'words',
  Score: 'score',
  Group: 'group',
  Upgrade: 'level',
  CustomField: 'field',
  CustomEvent: 'event',
};

/** Words that name something new when they begin a definition. */
const DEFINES = new Set(['Segment', 'Score', 'Coupon', 'Message', 'Words', 'Tag', 'Sop', 'Test']);

/** What the name after these tokens is the name of; null where a text for people stands, or a new name. */
export function namesExpected(before: readonly Token[]): NamedKind | null {
  let at = before.length - 1;
  while (at > 0 && (before[at]?.tokenType === t.Comma || before[at]?.tokenType === t.Text)) at--;
  const word = before[at];
  if (!word) return null;
  if (word.tokenType === t.Event) {
    const kind = subjectKind(word.value);
    return kind && at === before.length - 1 ? kind : null;
  }
  const { name } = word.tokenType;
  if (name === 'Split' || name === 'Equal') return afterSplit(before, at);
  if (at === 0 && DEFINES.has(name)) return null;
  const expected = BY_WORD[name];
  if (expected === undefined) return name === 'Task' && isExpectation(before, at) ? 'task' : null;
  return expected;
}

/** `分流 "召回AB" = "…"` in a test. */
function afterSplit(before: readonly Token[], at: number): NamedKind | null {
  if (before[at]?.tokenType === t.KEYWORD_TYPES.Split) {
    return before[0]?.tokenType === t.KEYWORD_TYPES.Test ? 'split' : null;
  }
  const field = before[at - 1];
  if (field?.tokenType === t.Field && field.value === 'member_level') return 'level';
  return before[at - 2]?.tokenType === t.KEYWORD_TYPES.Split ? 'arm' : null;
}

function isExpectation(before: readonly Token[], at: number): boolean {
  return before[at - 1]?.tokenType === t.KEYWORD_TYPES.Expect;
}
