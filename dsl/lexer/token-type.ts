import { createToken, type TokenType } from 'chevrotain';
import { KEYWORDS, type Keyword } from '../vocabulary/keyword.js';
import type { Measure } from '../vocabulary/unit.js';

function type(name: string): TokenType {
  return createToken({ name });
}

/** One token type per keyword, named as in the vocabulary. */
export const KEYWORD_TYPES = Object.fromEntries(Object.keys(KEYWORDS).map((name) => [name, type(name)])) as Record<
  Keyword,
  TokenType
>;

/** Words of the vocabulary: the token's `value` says which. */
export const Event = type('Event');
export const Field = type('Field');
export const Property = type('Property');
export const Channel = type('Channel');
export const Weekday = type('Weekday');

export const Text = type('Text');
export const NumberLiteral = type('NumberLiteral');
export const Day = type('Day');
export const DateLiteral = type('DateLiteral');
export const Time = type('Time');
export const Duration = type('Duration');
export const Money = type('Money');
export const Count = type('Count');
export const Pieces = type('Pieces');
export const Points = type('Points');
export const Percent = type('Percent');
export const DayOfMonth = type('DayOfMonth');

export const MEASURE_TYPES: Record<Measure, TokenType> = {
  duration: Duration,
  money: Money,
  count: Count,
  pieces: Pieces,
  points: Points,
  percent: Percent,
  'day-of-month': DayOfMonth,
};

export const LeftBrace = type('LeftBrace');
export const RightBrace = type('RightBrace');
export const LeftParen = type('LeftParen');
export const RightParen = type('RightParen');
export const Comma = type('Comma');
export const Dot = type('Dot');
export const Plus = type('Plus');
export const Minus = type('Minus');
export const Star = type('Star');
export const Slash = type('Slash');

export const PUNCTUATION: Record<string, TokenType> = {
  '{': LeftBrace,
  '}': RightBrace,
  '(': LeftParen,
  ')': RightParen,
  ',': Comma,
  '.': Dot,
  的: Dot,
  '+': Plus,
  '-': Minus,
  '*': Star,
  '×': Star,
  '/': Slash,
  '÷': Slash,
};

/** A run that is no word of the language. It never reaches the parser. */
export const Unknown = type('Unknown');

export const ALL_TYPES: TokenType[] = [
  ...Object.values(KEYWORD_TYPES),
  ...[Event, Field, Property, Channel, Weekday, Text, NumberLiteral, Day, DateLiteral, Time],
  ...Object.values(MEASURE_TYPES),
  ...new Set(Object.values(PUNCTUATION)),
];
