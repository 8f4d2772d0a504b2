import type { TokenType } from 'chevrotain';
import {
  badEscape,
  chineseNumeral,
  clockTime,
  fileTooLarge,
  hiddenCharacter,
  misnomer,
  monthLength,
  noSuchTime,
  notUtf8,
  notWhole,
  numberTooLarge,
  smallerThanFen,
  textOverLines,
  thousandsSeparator,
  tooDeep,
  unclosedQuote,
} from '../problem/catalogue.js';
import { fix, replaceWith } from '../problem/define.js';
import type { Problem } from '../problem/problem.js';
import { CHANNELS } from '../vocabulary/channel.js';
import { eventWord } from '../vocabulary/event.js';
import { KEYWORDS } from '../vocabulary/keyword.js';
import { MISNOMERS } from '../vocabulary/misnomer.js';
import { UNITS, type Unit } from '../vocabulary/unit.js';
import { byteLength, closingQuotes, isBlank, isLineBreak, narrow } from './character.js';
import { CHINESE_NUMERAL, chineseNumber, measure, type NumberMatch } from './number.js';
import { matchQuoted } from './quoted.js';
import { makeToken, type Comment, type Token, type TokenParts } from './token.js';
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
const BEGINS_MEASURE = /[\d第零〇一二两三四五六七八九十百千半凌早上中下傍晚d]/;
const CHINESE_DAY = /第[ \t]*([零〇一二两三四五六七八九十百千半]+)[ \t]*天/y;
const DAY = /第[ \t]*(\d+)[ \t]*天|day[ \t]+(\d+)(?![\d:])/y;
const DATE = /(\d{4})-(\d{1,2})-(\d{1,2})/y;
const TIME = /(\d{1,2}):(\d{2})(?!\d)/y;
const SPOKEN_TIME = /(凌晨|早上|上午|中午|下午|傍晚|晚上)?[ \t]*(\d{1,2})(?:[点时](半|\d{1,2}分?)?|:(\d{2}))/y;
const NUMBER = /\d+(?:\.\d+)?/y;
const GROUPED = /\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)/y;
const MONTHS = /(\d+)[ \t]*(个月|年)/y;
const RECENT = /(?:最近|过去|近)[ \t]*(\d+)[ \t]*(分钟|小时|天|周|个月)(?:之内|以内|内)?/y;
const HIDDEN =
  /[\u200b\u2060\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/gu;

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
    else if (!(this.quoted() || this.measured() || this.word() || this.punctuation())) this.unknown();
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
    const [image, part, hour, minute, colon] = match;
    if (image.endsWith('点') && (matchWord(this.narrowed, this.at + image.length - 1)?.to ?? 0) > 0) return false;
    const afternoon = part === '下午' || part === '傍晚' || part === '晚上';
    const hours = Number(hour) + (afternoon && Number(hour) < 12 ? 12 : 0);
    const minutes = minute === '半' ? 30 : Number.parseInt(minute ?? colon ?? '0', 10);
    const range = { from: this.at, to: this.at + image.length };
    const right = `${hours}:${String(minutes).padStart(2, '0')}`;
    this.problems.push(clockTime(range, [replaceWith(range, right)], image));
    return this.push(types.Time, range.to, { amount: Math.min(hours * 60 + minutes, 1440) });
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

  /** A run up to the next blank, quote, bracket or longer known word; read as the word it is often written for. */
  private unknown(): void {
    if (this.recent()) return;
    const from = this.at;
    let to = from + 1;
    while (to < this.text.length && !this.endsRun(to)) to++;
    let run = this.narrowed.slice(from, to);
    const numbered = /^(.+?)[零一二两三四五六七八九十百半\d]/.exec(run)?.[1];
    if (numbered !== undefined && Object.hasOwn(MISNOMERS, numbered)) {
      run = numbered;
      to = from + run.length;
    }
    const meant = Object.hasOwn(MISNOMERS, run) ? MISNOMERS[run] : undefined;
    if (meant && 'keyword' in meant && meant.keyword === 'And' && this.betweenTexts(to)) {
      this.problems.push(misnomer({ from, to }, [replaceWith({ from, to }, '、')], run, '、'));
      this.push(types.Comma, to);
      return;
    }
    if (!meant) {
      this.push(types.Unknown, to);
      return;
    }
    const [type, value, right] =
      'keyword' in meant
        ? ([types.KEYWORD_TYPES[meant.keyword], meant.keyword, KEYWORDS[meant.keyword].zh[0] ?? ''] as const)
        : 'event' in meant
          ? ([types.Event, meant.event, eventWord(meant.event)?.zh ?? ''] as const)
          : ([types.Channel, meant.channel, CHANNELS[meant.channel].zh] as const);
    this.problems.push(misnomer({ from, to }, [replaceWith({ from, to }, right)], run, right));
    this.push(type, to, { value });
  }

  /** `打标签 "甲" 和 "乙"`: names are joined by a comma. */
  private betweenTexts(to: number): boolean {
    const after = this.narrowed
      .slice(to, to + 20)
      .trimStart()
      .charAt(0);
    return this.tokens.at(-1)?.tokenType === types.Text && closingQuotes(after) !== null;
  }

  /** 最近30天 is written 30天内. */
  private recent(): boolean {
    const match = this.match(RECENT);
    if (!match) return false;
    const [image, digits = '', unit = ''] = match;
    const range = { from: this.at, to: this.at + image.length };
    const number = this.bounded(digits);
    const written = unit === '个月' ? `${number * 30}天` : `${number}${unit}`;
    this.problems.push(misnomer(range, [replaceWith(range, `${written}内`)], image, `${written}内`));
    const amount = Number.parseInt(written, 10);
    const { unit: read } = measure(written, String(amount).length, amount);
    this.push(types.Duration, range.to, { amount, unit: read });
    this.tokens.push(makeToken(types.KEYWORD_TYPES.Within, '', range.to, range.to, { value: 'Within' }));
    return true;
  }

  private endsRun(at: number): boolean {
    const c = this.narrowed.charAt(at);
    if (isBlank(c) || '{}(),#'.includes(c) || closingQuotes(this.text.charAt(at)) !== null) return true;
    const word = matchWord(this.narrowed, at);
    return word !== null && word.to - at > 1;
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
