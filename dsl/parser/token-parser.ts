import { EmbeddedActionsParser, type IParserErrorMessageProvider, type IToken, type TokenType } from 'chevrotain';
import type { Range } from '../ir/program.js';
import { makeToken, type Token } from '../lexer/token.js';
import * as t from '../lexer/token-type.js';
import type { Problem } from '../problem/problem.js';

export const K = t.KEYWORD_TYPES;
/** Going on after a mistake is slow work; a text with so many in one definition is not one of ours. */
const MAX_ERRORS = 100;

/** Ends the reading of a definition that is nothing but mistakes. */
export class TooManyErrors extends Error {}

/** The message of an exception is only the name of the token that was expected; `syntax-problem.ts` words it. */
class Messages implements IParserErrorMessageProvider {
  count = 0;

  buildMismatchTokenMessage({ expected }: { expected: TokenType }): string {
    return this.counted(expected.name);
  }

  buildNotAllInputParsedMessage(): string {
    return this.counted('');
  }

  buildNoViableAltMessage(): string {
    return this.counted('');
  }

  buildEarlyExitMessage(): string {
    return this.counted('');
  }

  private counted(message: string): string {
    if (++this.count > MAX_ERRORS) throw new TooManyErrors();
    return message;
  }
}

function isToken(token: IToken): token is Token {
  return 'startsLine' in token;
}

/** How tokens are read, and where things stand. Chevrotain's recovery is on; rules return usable nodes always. */
export abstract class TokenParser extends EmbeddedActionsParser {
  /** What the grammar allows only so that it can be said better than "cannot stand here". */
  readonly extra: Problem[] = [];
  private readonly messages: Messages;

  constructor() {
    const messages = new Messages();
    super(t.ALL_TYPES, { recoveryEnabled: true, maxLookahead: 2, errorMessageProvider: messages });
    this.messages = messages;
  }

  /** Makes ready for the next tokens. */
  protected begin(tokens: Token[]): void {
    this.messages.count = 0;
    this.extra.length = 0;
    this.input = tokens;
  }

  /** A missing token that recovery makes up: empty, where the next one begins. */
  override getTokenToInsert(type: TokenType): IToken {
    const at = this.LA(1).startOffset;
    return { ...makeToken(type, '', at, at), isInsertedInRecovery: true };
  }

  protected take(type: TokenType, occurrence = 0): Token {
    const token = this.consume(occurrence, type);
    return isToken(token) ? token : makeToken(type, '', 0, 0);
  }

  /** Is the token `ahead` of one of these types? */
  protected sees(ahead: number, ...expected: TokenType[]): boolean {
    return expected.includes(this.LA(ahead).tokenType);
  }

  protected here(): number {
    return this.LA(1).startOffset;
  }

  /** From `from` to the end of the last token read. */
  protected since(from: number): Range {
    const last = this.LA(0);
    const end = (last.endOffset ?? from - 1) + 1;
    return { from, to: Number.isNaN(end) ? from : Math.max(from, end) };
  }

  /** Where reading goes on after an error. */
  protected lost(): Range {
    const next = this.LA(1).startOffset;
    const at = Number.isNaN(next) ? (this.LA(0).endOffset ?? 0) + 1 : next;
    return Number.isNaN(at) ? { from: 0, to: 0 } : { from: at, to: at };
  }
}

/** `Omit` that keeps a union a union. */
export type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
