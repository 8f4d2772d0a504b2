import { dayAt, startOfDay } from '../core/zone.js';
import type { Token } from '../lexer/token.js';
import { tokenRange } from '../lexer/token.js';
import * as t from '../lexer/token-type.js';
import type { Bilingual } from '../problem/problem.js';
import { EVENTS, type EventId } from '../vocabulary/event.js';
import { fieldWord } from '../vocabulary/field.js';
import type { Keyword } from '../vocabulary/keyword.js';
import { spellWord } from '../vocabulary/spell.js';
import { UNITS } from '../vocabulary/unit.js';
import { VALUE_TYPE_NAMES } from '../vocabulary/value-type.js';
import { clockWords, dayWords, instantWords } from './date-words.js';
import { KEYWORD_HELP } from './keyword-help.js';
import type { Hover } from './hover-text.js';
import { mergeHover } from './merge-hover.js';
import { nameHover } from './name-hover.js';
import { occurrenceAt } from './occurrence.js';
import { type Document, documentAt, type Project, type Shop } from './project.js';

/** What the word, name, day or window at an offset means. Null where there is nothing to say. */
export function hover(project: Project, path: string, offset: number): Hover | null {
  const document = documentAt(project, path);
  if (!document) return null;
  const name = occurrenceAt(document, offset);
  if (name) return nameHover(project, name);
  const { tokens } = document.parsed;
  const index = tokens.findIndex(({ startOffset, endOffset }) => startOffset <= offset && offset <= endOffset);
  const token = tokens[index];
  if (!token) return null;
  if (token.tokenType === t.Text) return mergeHover(document, tokenRange(token), offset);
  const text = wordHelp(token) ?? timeHelp(document, index, project.shop);
  return text && { range: tokenRange(token), title: { zh: token.image, en: token.image }, text };
}

function wordHelp({ tokenType, value }: Token): Bilingual | null {
  if (tokenType === t.Event || value === 'live.start') return eventHelp(value);
  if (tokenType === t.Field) return fieldHelp(value);
  if (tokenType === t.Channel)
    return { zh: '发消息的渠道，要有授权和地址。', en: 'A channel; it needs consent and an address.' };
  return Object.hasOwn(KEYWORD_HELP, tokenType.name) ? KEYWORD_HELP[tokenType.name as Keyword] : null;
}

function eventHelp(id: string): Bilingual | null {
  if (!Object.hasOwn(EVENTS, id)) return null;
  const { zh, properties } = EVENTS[id as EventId];
  const carried = (language: 'zh' | 'en') =>
    properties.map((one) => (one === 'coupon' && language === 'zh' ? '优惠券' : spellWord(one, language)));
  return {
    zh: `行为“${zh}”（${id}）。可以筛选：${carried('zh').join('、')}。`,
    en: `The event “${id}” (${zh}). It carries: ${carried('en').join(', ')}.`,
  };
}

function fieldHelp(id: string): Bilingual | null {
  const word = fieldWord(id);
  if (!word) return null;
  const type = VALUE_TYPE_NAMES[word.type];
  const always = word.always === true;
  return {
    zh: `粉丝资料“${word.zh}”（${id}），${type.zh}。${always ? '没有记录时是 0。' : '可能没有值。'}`,
    en: `The fan's “${id}” (${word.zh}), ${type.en}. ${always ? 'Zero where nothing is known.' : 'It may have no value.'}`,
  };
}

/** Dates as if a fan entered now. */
function timeHelp({ parsed }: Document, index: number, shop: Shop): Bilingual | null {
  const token = parsed.tokens[index];
  if (token?.tokenType === t.Day) return dayHelp(token, parsed.tokens.slice(index + 1, index + 3), shop);
  if (token?.tokenType === t.Duration && token.unit !== null) {
    const windowed = [parsed.tokens[index - 1], parsed.tokens[index + 1]].some(
      (beside) => beside?.tokenType === t.KEYWORD_TYPES.Within,
    );
    const seconds = token.amount * UNITS[token.unit].size;
    if (seconds <= 0 || seconds > 1e9) return null;
    return windowed
      ? windowHelp(seconds, token.unit === 'day' || token.unit === 'week', shop)
      : lengthHelp(seconds, shop);
  }
  return null;
}

function dayHelp({ amount }: Token, after: readonly Token[], { now, zone }: Shop): Bilingual | null {
  if (amount > 10_000) return null;
  const time = after.find(({ tokenType }) => tokenType === t.Time);
  const direct = after[0] === time || after[0]?.tokenType === t.KEYWORD_TYPES.At;
  const day = dayWords(dayAt(now, zone) + amount);
  const clock = time && direct ? ` ${clockWords(time.amount)}` : '';
  const same =
    amount === 0 ? { zh: '立刻', en: 'at once' } : { zh: '和进来时同一钟点', en: 'at the clock time of entry' };
  return {
    zh: `进来之后第${amount}个自然日${clock === '' ? `，${same.zh}` : clock}。今天进来的是 ${day.zh}${clock}。`,
    en: `${amount} calendar days after entry${clock === '' ? `, ${same.en}` : ` at${clock}`}. For who enters today: ${day.en}${clock}.`,
  };
}

function windowHelp(seconds: number, whole: boolean, { now, zone }: Shop): Bilingual {
  const exact = now - seconds * 1000;
  const from = instantWords(whole ? startOfDay(exact, zone) : exact, zone);
  return whole
    ? {
        zh: `从 ${from.zh} 到现在。天和周按自然日算。`,
        en: `From ${from.en} until now. Days and weeks are whole days.`,
      }
    : { zh: `从 ${from.zh} 到现在，精确到秒。`, en: `From ${from.en} until now, to the second.` };
}

function lengthHelp(seconds: number, { now, zone }: Shop): Bilingual {
  const until = instantWords(now + seconds * 1000, zone);
  return { zh: `从现在算起是到 ${until.zh}。`, en: `Counted from now: until ${until.en}.` };
}
