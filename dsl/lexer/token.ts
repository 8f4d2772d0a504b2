import type { IToken, TokenType } from 'chevrotain';
import type { Range } from '../ir/program.js';
import type { Language } from '../vocabulary/language.js';
import type { Unit } from '../vocabulary/unit.js';

/** A token of the language, in the form Chevrotain reads. Offsets are UTF-16 code units. */
export interface Token extends IToken {
  endOffset: number;
  /** Id of a keyword or vocabulary word; the raw text between the quotes of a string; else the image. */
  value: string;
  /** The number of a number, measure, day, weekday (1 = Monday) or time (minutes of the day). */
  amount: number;
  unit: Unit | null;
  /** The keyword set a word belongs to; null for what both share. */
  language: Language | null;
  /** First token of its line. */
  startsLine: boolean;
}

/** Value of an unknown token that is to be left out, as was said already. */
export const NEEDLESS = '';

/** `#` to the end of its line. */
export interface Comment {
  range: Range;
  text: string;
}

export interface TokenParts {
  value?: string;
  amount?: number;
  unit?: Unit | null;
  language?: Language | null;
  startsLine?: boolean;
}

export function makeToken(type: TokenType, image: string, from: number, to: number, parts: TokenParts = {}): Token {
  return {
    image,
    startOffset: from,
    endOffset: to - 1,
    tokenType: type,
    tokenTypeIdx: type.tokenTypeIdx ?? 0,
    value: parts.value ?? image,
    amount: parts.amount ?? 0,
    unit: parts.unit ?? null,
    language: parts.language ?? null,
    startsLine: parts.startsLine ?? false,
  };
}

export function tokenRange(token: Token): Range {
  return { from: token.startOffset, to: token.endOffset + 1 };
}
