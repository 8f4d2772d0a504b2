import type { TokenType } from 'chevrotain';
import { fileTooLarge, numberTooLarge, tooDeep } from '../problem/catalogue/size.js';
import { monthLength, notWhole, smallerThanFen, thousandsSeparator } from '../problem/catalogue/values.js';
import {
  badEscape,
  chineseNumeral,
  clockTime,
  dateNeedsYear,
  hiddenCharacter,
  misnomer,
  needlessWord,
  noSuchTime,
  notUtf8,
  textOverLines,
  unclosedQuote,
} from '../problem/catalogue/writing.js';
import { fix, replaceWith } from '../problem/define.js';
import type { Range } from '../ir/program.js';
import type { Fix, Problem } from '../problem/problem.js';
import { UNITS, type Unit } from '../vocabulary/unit.js';
import { byteLength, isBlank, isLineBreak, narrow } from './character.js';
import { clockOf, clockText, SPOKEN_TIME } from './clock.js';
import { endsWord, matchIdiom } from './idiom.js';
import { CHINESE_NUMERAL, chineseNumber, measure, type NumberMatch } from './number.js';
import { matchQuoted } from './quoted.js';
import { makeToken, NEEDLESS, type Comment, type Token, type TokenParts } from './token.js';
import * as types from './token-type.js';
import { matchWord } from './word.js';

export interface Lexed {
  tokens: Token[];
  comments: Comment[];
  problems: Problem[];
  /** A limit was passed: what follows was not read, so nothing more should be said about the text. */
  stopped: boolean;
}

const MAX_BYTES = 256 * 1024;
const MAX_DEPTH = 64;
const MAX_NUMBER = 1e12;
/** What may follow a backslash. */
const ESCAPED = '"\\n“”「」';

/** What a day, time, date or number may begin with. */
const BEGINS_MEASURE = /[\d第零〇一二两三四五六七八九十百千半凌早清上中下傍晚夜深d]/;
const CHINESE_DAY = /第[ \t]*([零〇一二两三四五六七八九十百千半]+)[ \t]*天/y;
const DAY = /第[ \t]*(\d+)[ \t]*天|day[ \t]+(\d+)(?![\d:])/y;
const DATE = /(\d{4})-(\d{1,2})-(\d{1,2})/y;
const YEARLESS = /(\d{1,2})月(\d{1,2})[日号]/y;
const TIME = /(\d{1,2}):(\d{2})(?!\d|[ \t]*[APap]\.?m)/y;
const NUMBER = /\d+(?:\.\d+)?/y;
const GROUPED = /\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)/y;
const MONTHS = /(\d+)[ \t]*(个月|年)/y;
const OTHER_COMMENT = /\/\/|-{2,}/y;
const BULLET =
  /(?:[·•●▪■◆→➜⇒*]|\d{1,2}[.),](?!\d)|[①-⑳]|(?:步骤|阶段)[ \t]*[一二三四五六七八九十\d]+[:.,)]?|第[一二三四五六七八九十\d]+步[:.,]?)[ \t]*/y;
const HIDDEN =
  /[\u200b\u2060\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/gu;

/** Of a word that stands in the right text only. */
const EMPTY = { image: '', startsLine: false };

/** Splits a text into tokens. Never throws; whatever cannot be read is a problem, and often read as what was meant. */
export function lex(text: string): Lexed {
  const bytes = byteLength(text);
  if (bytes > MAX_BYTES) {
    const range = { from: 0, to: 0 };
    return { tokens: [], comments: [], problems: [fileTooLarge(range, [], Math.ceil(bytes / 1024))], stopped: true };
  }
  return new Lexer(text).run();
}

class Lexer {
  private readonly tokens: Token[] = [];
  private readonly comments: Comment[] = [];
  private readonly problems: Problem[] = [];
  private readonly narrowed: string;
  private at = 0;
  private depth = 0;
  private startsLine = true;

  constructor(private readonly text: string) {
    this.narrowed = narrow(text);
  }

  run(): Lexed {
    this.findHidden();
    while (this.at < this.text.length) {
      if (this.depth > MAX_DEPTH) {
        const range = { from: this.at - 1, to: this.at };
        return { tokens: [], comments: [], problems: [tooDeep(range, [])], stopped: true };
      }
      this.next();
    }
    return { tokens: this.tokens, comments: this.comments, problems: this.problems, stopped: false };
  }

  private next(): void {
    const c = this.narrowed[this.at];
    if (isBlank(c)) {
      if (isLineBreak(c)) this.startsLine = true;
      this.at++;
    } else if (c === '#') this.comment();
    else if (this.startsLine && this.lineMarker()) return;
    else if (!(this.quoted() || this.idiom() || this.measured() || this.word() || this.punctuation())) this.unknown();
  }

  private push(type: TokenType, to: number, parts: TokenParts = {}): true {
    const image = this.text.slice(this.at, to);
    this.tokens.push(makeToken(type, image, this.at, to, { ...parts, startsLine: this.startsLine }));
    this.at = to;
    this.startsLine = false;
    return true;
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    return pattern.exec(this.narrowed);
  }

  private comment(): void {
    const from = this.at;
    while (this.at < this.text.length && !isLineBreak(this.text[this.at])) this.at++;
    this.comments.push({ range: { from, to: this.at }, text: this.text.slice(from, this.at).trimEnd() });
  }

  private quoted(): boolean {
    const found = matchQuoted(this.text, this.narrowed, this.at);
    if (!found) return false;
    const value = this.text.slice(found.content.from, found.content.to);
    if (found.overLines) {
      const edits = [found.from, found.to - 1].map((from) => ({ range: { from, to: from + 1 }, text: '"""' }));
      const fenced = { title: { zh: '改用三个引号', en: 'Use three quotes' }, edits };
      this.problems.push(textOverLines({ from: found.from, to: found.to }, [fenced]));
    } else if (!found.closed) {
      const end = { from: found.to, to: found.to };
      const title = fix('补上引号', 'Close the quote', end, value.startsWith('""') ? '"""' : '"');
      this.problems.push(unclosedQuote({ from: found.from, to: found.to }, [title]));
    }
    for (const escape of value.matchAll(/\\(.)/gsu)) {
      if (ESCAPED.includes(escape[1] ?? '')) continue;
      const from = found.content.from + escape.index;
      this.problems.push(
        badEscape({ from, to: from + 2 }, [fix('写成 \\\\', 'Write \\\\', { from, to: from }, '\\')], escape[0]),
      );
    }
    return this.push(types.Text, found.to, { value });
  }

  private measured(): boolean {
    return BEGINS_MEASURE.test(this.narrowed.charAt(this.at)) && (this.dayOrTime() || this.number());
  }

  private dayOrTime(): boolean {
    const day = this.match(DAY);
    if (day) return this.push(types.Day, this.at + day[0].length, { amount: this.bounded(day[1] ?? day[2] ?? '') });
    const chinese = this.match(CHINESE_DAY);
    if (chinese) {
      const amount = chineseNumber(chinese[1] ?? '') ?? 0;
      const range = { from: this.at, to: this.at + chinese[0].length };
      this.problems.push(chineseNumeral(range, [replaceWith(range, `第${amount}天`)], { zh: '天数', en: 'the day' }));
      return this.push(types.Day, range.to, { amount });
    }
    const date = this.match(DATE);
    if (date) return this.date(date);
    const yearless = this.match(YEARLESS);
    if (yearless) {
      const to = this.at + yearless[0].length;
      this.problems.push(dateNeedsYear({ from: this.at, to }, [], yearless[1] ?? '', yearless[2] ?? ''));
      return this.push(types.DateLiteral, to);
    }
    const time = this.match(TIME);
    if (time) return this.time(time);
    return this.spokenTime();
  }

  private date(match: RegExpExecArray): true {
    const [image, year, month, day] = match;
    const value = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
    const to = this.at + image.length;
    const parsed = new Date(`${value}T00:00:00Z`);
    if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== value) {
      this.problems.push(noSuchTime({ from: this.at, to }, [], image));
    }
    return this.push(types.DateLiteral, to, { value });
  }

  private time(match: RegExpExecArray): true {
    const amount = Number(match[1]) * 60 + Number(match[2]);
    const to = this.at + match[0].length;
    if (Number(match[2]) > 59 || amount > 1440) this.problems.push(noSuchTime({ from: this.at, to }, [], match[0]));
    return this.push(types.Time, to, { amount: Math.min(amount, 1440) });
  }

  private spokenTime(): boolean {
    const match = this.match(SPOKEN_TIME);
    if (!match) return false;
    const [image] = match;
    if (/[点时]$/.test(image) && (matchWord(this.narrowed, this.at + image.length - 1)?.to ?? 0) > 0) return false;
    const before = this.tokens.at(-1)?.tokenType;
    const minutes = clockOf(match, before === types.Minus || before === types.KEYWORD_TYPES.UpTo);
    if (minutes === null) return false;
    const range = { from: this.at, to: this.at + image.length };
    this.problems.push(clockTime(range, [replaceWith(range, clockText(minutes))], image));
    return this.push(types.Time, range.to, { amount: Math.min(minutes, 1440) });
  }

  private bounded(digits: string): number {
    const value = Number(digits);
    if (value <= MAX_NUMBER) return value;
    this.problems.push(numberTooLarge({ from: this.at, to: this.at + digits.length }, [], digits.slice(0, 20)));
    return MAX_NUMBER;
  }

  private number(): boolean {
    const month = this.match(MONTHS);
    if (month) return this.months(month);
    const grouped = this.inList() ? null : this.match(GROUPED);
    const match = grouped ?? this.match(NUMBER);
    if (!match) return this.chineseNumber();
    const digits = match[0].replaceAll(',', '');
    const end = this.at + match[0].length;
    if (grouped) {
      const range = { from: this.at, to: end };
      this.problems.push(thousandsSeparator(range, [replaceWith(range, digits)], digits));
    }
    return this.pushMeasure(measure(this.narrowed, end, this.bounded(digits)));
  }

  /** Months and years have no fixed length; read as about as many days. */
  private months([image, digits, unit]: RegExpExecArray): true {
    const days = this.bounded(digits ?? '') * (unit === '年' ? 365 : 30);
    const range = { from: this.at, to: this.at + image.length };
    this.problems.push(monthLength(range, [replaceWith(range, `${days}天`)], image, days));
    return this.push(types.Duration, range.to, { amount: days, unit: 'day' });
  }

  /** `(100,200)` are two numbers, `2,000元` is one. */
  private inList(): boolean {
    const before = this.tokens.at(-1)?.tokenType;
    return before === types.LeftParen || before === types.Comma;
  }

  private pushMeasure(found: NumberMatch): true {
    const range = { from: this.at, to: found.to };
    const image = this.text.slice(range.from, range.to);
    const counted = found.type === types.Count || found.type === types.Pieces;
    if (counted && !Number.isInteger(found.amount)) this.problems.push(notWhole(range, [], image));
    if (found.unit !== null && found.type === types.Money && !isWholeFen(found.amount, found.unit)) {
      this.problems.push(smallerThanFen(range, [], image));
    }
    return this.push(found.type, found.to, { amount: found.amount, unit: found.unit });
  }

  /** 等待三天: a Chinese numeral with a unit, where no word of the language begins. */
  private chineseNumber(): boolean {
    const match = this.match(CHINESE_NUMERAL);
    if (!match || matchWord(this.narrowed, this.at)) return false;
    const amount = chineseNumber(match[0]);
    const found = amount === null ? null : measure(this.narrowed, this.at + match[0].length, amount);
    if (!found?.unit) return false;
    const range = { from: this.at, to: this.at + match[0].length };
    const what =
      found.type === types.Duration ? { zh: '时长', en: 'the length of time' } : { zh: '数字', en: 'the number' };
    this.problems.push(chineseNumeral(range, [replaceWith(range, String(amount))], what));
    return this.pushMeasure(found);
  }

  private word(): boolean {
    const match = matchWord(this.narrowed, this.at);
    if (!match) return false;
    const { type, value, amount, language } = match.word;
    return this.push(type, match.to, { value, amount, language });
  }

  private punctuation(): boolean {
    const c = this.narrowed.charAt(this.at);
    const type = types.PUNCTUATION[c];
    if (!type) return false;
    if (c === '{' || c === '(') this.depth++;
    if ((c === '}' || c === ')') && this.depth > 0) this.depth--;
    return this.push(type, this.at + 1, { value: c });
  }

  /** What people put before the lines of a plan, and the comment signs of other languages. */
  private lineMarker(): boolean {
    const comment = this.match(OTHER_COMMENT);
    const match = comment ?? this.match(BULLET);
    if (!match) return false;
    const range = { from: this.at, to: this.at + match[0].length };
    const image = this.text.slice(range.from, range.to).trim();
    if (comment) {
      this.problems.push(misnomer(range, [replaceWith(range, '#')], image, ['#']));
      this.comment();
    } else {
      this.problems.push(needlessWord(range, [fix('删掉它', 'Remove it', range, '')], image));
      this.at = range.to;
    }
    return true;
  }

  /** Other words for ours, read as what they mean. */
  private idiom(): boolean {
    const idiom = matchIdiom(this.text, this.narrowed, this.at);
    if (!idiom) return false;
    const [right = ''] = idiom.rights;
    const range = { from: this.at, to: idiom.to };
    const fixes = idiom.rights.map((words) => (words === '' ? this.removal(range) : replaceWith(range, words)));
    const image = this.text.slice(range.from, range.to);
    this.problems.push(right === '' ? needlessWord(range, fixes, image) : misnomer(range, fixes, image, idiom.rights));
    const [first, ...others] = new Lexer(right).run().tokens;
    this.push(first?.tokenType ?? types.Unknown, range.to, first ?? { value: NEEDLESS });
    for (const token of others)
      this.tokens.push({ ...token, ...EMPTY, startOffset: range.to, endOffset: range.to - 1 });
    return true;
  }

  /** Without the blanks that follow. */
  private removal({ from, to }: Range): Fix {
    let end = to;
    while (this.narrowed[end] === ' ' || this.narrowed[end] === '\t') end++;
    return fix('删掉它', 'Remove it', { from, to: end }, '');
  }

  /** A run up to the next blank, sign or longer word. */
  private unknown(): void {
    let to = this.at + 1;
    const sign = this.narrowed.charAt(this.at) === ':';
    while (!sign && to < this.text.length && !endsWord(this.narrowed, to)) to++;
    this.push(types.Unknown, to);
  }

  /** Zero-width and direction characters, halves of surrogate pairs, and what is left of another encoding. */
  private findHidden(): void {
    const lost = this.text.indexOf('\ufffd');
    if (lost >= 0) this.problems.push(notUtf8({ from: lost, to: lost + 1 }, []));
    for (const { index, 0: character } of this.text.matchAll(HIDDEN)) {
      const code = character.codePointAt(0) ?? 0;
      if (!(index === 0 && code === 0xfeff)) this.hidden(index, code);
    }
  }

  private hidden(at: number, code: number): void {
    const range = { from: at, to: at + 1 };
    const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    this.problems.push(hiddenCharacter(range, [fix('删掉它', 'Remove it', range, '')], name));
  }
}

function isWholeFen(amount: number, unit: Unit): boolean {
  const fen = amount * UNITS[unit].size;
  return Math.abs(fen - Math.round(fen)) < 1e-6;
}
