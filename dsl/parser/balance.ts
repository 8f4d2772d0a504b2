import type { TokenType } from 'chevrotain';
import { makeToken, tokenRange, type Token } from '../lexer/token.js';
import * as t from '../lexer/token-type.js';
import { incomplete, strayBracket, unclosedBrace, unclosedParen } from '../problem/catalogue/writing.js';
import { fix } from '../problem/define.js';
import { lineAt } from '../problem/locate.js';
import type { Problem } from '../problem/problem.js';

/*
 * Brackets are the only structure of the language, so a forgotten one would spoil everything after it. Missing ones
 * are put in before parsing, where the text shows that they belong: a forgotten bracket costs one message.
 */

const K = t.KEYWORD_TYPES;

/** Words that begin a definition and, at the start of a line, nothing else. */
const DEFINES_ALWAYS = new Set<TokenType>([K.Sop, K.Test]);
/** Words that begin a definition when they stand at the very left. */
const DEFINES_AT_MARGIN = new Set<TokenType>([K.Segment, K.Tag, K.Score, K.Coupon, K.Message, K.Words]);

/** Words that begin a rule or a step and never stand inside parentheses. */
const BEGINS_LINE = new Set<TokenType>([
  ...[K.When, K.PerFan, K.Per, K.Once, K.Again, K.Quiet, K.OnlyIn, K.Limit, K.Budget, K.Goal, K.IfEver, K.LeaveWhen],
  ...[K.Expire, K.Wait, K.WaitTill, K.WaitUpTo, K.If, K.ElseIf, K.Else, K.Split, K.Send, K.AddTag, K.Untag, K.Start],
]);

interface Open {
  token: Token;
  /** The `第N天` whose block this brace opens. */
  day: Token | null;
}

export interface Balanced {
  /** Stretches of tokens that can be read by themselves: what is wrong in one says nothing about the next. */
  regions: Token[][];
  problems: Problem[];
  /** Of these, the ones that leave no doubt how the text is read. */
  understood: ReadonlySet<Problem>;
}

/** Tokens in which every bracket has its partner, cut where a definition must begin. */
export function balance(text: string, starts: readonly number[], tokens: readonly Token[]): Balanced {
  const balancers = regions(text, tokens).map((region) => new Balancer(text, starts, region));
  for (const balancer of balancers) balancer.run();
  return {
    regions: balancers.map((balancer) => balancer.tokens),
    problems: balancers.flatMap((balancer) => balancer.problems),
    understood: new Set(balancers.flatMap((balancer) => balancer.understood ?? [])),
  };
}

/** The tokens cut where a definition must begin, whatever is still open. */
function regions(text: string, tokens: readonly Token[]): Token[][] {
  const regions: Token[][] = [[]];
  let depth = 0;
  tokens.forEach((token, i) => {
    const named = tokens[i + 1]?.tokenType === t.Text;
    const atMargin = token.startOffset === 0 || /[\r\n\ufeff]/.test(text.charAt(token.startOffset - 1));
    const begins =
      named &&
      token.startsLine &&
      (DEFINES_ALWAYS.has(token.tokenType) || (depth > 0 && atMargin && DEFINES_AT_MARGIN.has(token.tokenType)));
    if (begins) {
      regions.push([]);
      depth = 0;
    }
    if (token.tokenType === t.LeftBrace) depth++;
    if (token.tokenType === t.RightBrace) depth--;
    regions.at(-1)?.push(token);
  });
  return regions;
}

/** A text with more of them is no text of ours. */
const MAX_STRAY = 100;

class Balancer {
  readonly tokens: Token[] = [];
  readonly problems: Problem[] = [];
  understood: Problem | null = null;
  private readonly open: Open[] = [];
  /** Closing braces that the region lacks. */
  private missing: number;
  /** Index of the token before which the brace of an SOP or a test is missing; -1 if it is there. */
  private readonly header: number;

  constructor(
    private readonly text: string,
    private readonly starts: readonly number[],
    private readonly region: readonly Token[],
  ) {
    const count = (type: TokenType) => region.filter((token) => token.tokenType === type).length;
    this.missing = count(t.LeftBrace) - count(t.RightBrace);
    const [kind, , after, more] = region;
    const bare = kind && DEFINES_ALWAYS.has(kind.tokenType) && after && after.startsLine;
    this.header = bare && after.tokenType !== t.LeftBrace && more ? 2 : -1;
  }

  run(): void {
    this.region.forEach((token, i) => {
      if (i === this.header) this.openHeader(token);
      switch (token.tokenType) {
        case t.LeftBrace:
          this.closeParens(token);
          this.open.push({ token, day: this.dayBefore(i) });
          break;
        case t.LeftParen:
          this.open.push({ token, day: null });
          break;
        case t.RightParen:
          if (this.open.at(-1)?.token.tokenType !== t.LeftParen) return this.stray(token);
          this.open.pop();
          break;
        case t.RightBrace:
          this.closeParens(token);
          if (this.open.length === 0) return this.stray(token);
          this.open.pop();
          break;
        case t.Day:
          this.closeDay(token, i);
          break;
        case K.Else:
        case K.ElseIf:
          this.closeArm(token, this.region[i - 1]);
          break;
        default:
          if (token.startsLine && BEGINS_LINE.has(token.tokenType)) this.closeParens(token);
      }
      this.tokens.push(token);
    });
    this.closeAll();
  }

  /** `流程 "x"` and then its first rule on the next line. */
  private openHeader(first: Token): void {
    const end = this.lastEnd(first);
    const name = this.tokens.at(-1);
    this.insert(t.LeftBrace);
    const brace = this.tokens.at(-1);
    if (!name || !brace) return;
    this.missing++;
    this.open.push({ token: brace, day: null });
    const add = fix('补上 {', 'Add {', { from: end, to: end }, ' {');
    this.understood = incomplete(tokenRange(name), [add], name.image, { zh: '{', en: '{' });
    this.problems.push(this.understood);
  }

  private dayBefore(brace: number): Token | null {
    for (let i = brace - 1; i >= Math.max(0, brace - 3); i--) {
      const token = this.region[i];
      if (token?.tokenType === t.Day) return token;
      if (token?.tokenType !== t.Time && token?.tokenType !== K.At) return null;
    }
    return null;
  }

  private stray(token: Token): void {
    if (this.problems.length >= MAX_STRAY) return;
    const range = tokenRange(token);
    this.problems.push(strayBracket(range, [fix('删掉它', 'Remove it', range, '')], token.value));
  }

  /** A brace ends every parenthesis before it. */
  private closeParens(before: Token): void {
    for (let top = this.open.at(-1); top?.token.tokenType === t.LeftParen; top = this.open.at(-1)) {
      this.insert(t.RightParen);
      const end = this.lastEnd(before);
      const title = fix('补上 )', 'Add )', { from: end, to: end }, ')');
      this.problems.push(unclosedParen(tokenRange(top.token), [title]));
      this.open.pop();
    }
  }

  /** `第3天 {` directly inside the block of `第0天`, in a region that lacks a `}`: it was forgotten right here. */
  private closeDay(token: Token, i: number): void {
    const top = this.open.at(-1);
    if (!top?.day || this.missing <= 0 || !this.opensBlock(i)) return;
    this.missing--;
    this.insert(t.RightBrace);
    this.report(tokenRange(token), top, token.image, top.day.image, this.lastEnd(token));
    this.open.pop();
  }

  /** `否则 {` where no block ends before it, in a region that lacks a `}`: it was forgotten right here. */
  private closeArm(token: Token, before: Token | undefined): void {
    this.closeParens(token);
    const top = this.open.at(-1);
    if (!top || this.missing <= 0 || before?.tokenType === t.RightBrace) return;
    this.missing--;
    this.insert(t.RightBrace);
    const line = lineAt(this.starts, top.token.startOffset) + 1;
    const end = this.lastEnd(token);
    const add = fix('补上 }', 'Add }', { from: end, to: end }, '\n}');
    this.problems.push(unclosedBrace(tokenRange(top.token), [add], null, '', line));
    this.open.pop();
  }

  private opensBlock(day: number): boolean {
    return this.region.slice(day + 1, day + 4).some((token) => token.tokenType === t.LeftBrace);
  }

  private closeAll(): void {
    let reported = false;
    for (let top = this.open.pop(); top; top = this.open.pop()) {
      const brace = top.token.tokenType === t.LeftBrace;
      this.insert(brace ? t.RightBrace : t.RightParen);
      if (reported) continue;
      reported = true;
      const end = this.lastEnd(null);
      if (brace) this.report(tokenRange(top.token), top, null, '', end);
      else
        this.problems.push(unclosedParen(tokenRange(top.token), [fix('补上 )', 'Add )', { from: end, to: end }, ')')]));
    }
  }

  private report(range: Problem['range'], open: Open, inner: string | null, owner: string, end: number): void {
    const line = lineAt(this.starts, open.token.startOffset) + 1;
    const text = inner === null ? '\n}' : ' }';
    this.problems.push(
      unclosedBrace(range, [fix('补上 }', 'Add }', { from: end, to: end }, text)], inner, owner, line),
    );
  }

  /** End of the last token before `before`, or of the region. */
  private lastEnd(before: Token | null): number {
    const last = this.tokens.findLast((token) => token.image !== '' && token !== before);
    return last ? last.endOffset + 1 : this.text.length;
  }

  private insert(type: TokenType): void {
    const at = (this.tokens.at(-1)?.endOffset ?? -1) + 1;
    this.tokens.push(makeToken(type, '', at, at));
  }
}
