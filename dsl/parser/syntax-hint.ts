import type { TokenType } from 'chevrotain';
import { tokenRange, type Token } from '../lexer/token.js';
import * as t from '../lexer/token-type.js';
import { conditionHalf, misplaced } from '../problem/catalogue/writing.js';
import { fix, replaceWith } from '../problem/define.js';
import type { Bilingual, Fix, Problem } from '../problem/problem.js';
import { eventWord } from '../vocabulary/event.js';
import { KEYWORDS, type Keyword } from '../vocabulary/keyword.js';
import { PROPERTIES } from '../vocabulary/property.js';
import { spellWord } from '../vocabulary/spell.js';
import { AFTER_OPERAND } from './expression-parser.js';

const K = t.KEYWORD_TYPES;

/** Where the parser stopped: tokens of one definition, and the place of the one it did not expect. */
export interface Stop {
  text: string;
  tokens: readonly Token[];
  at: number;
  found: Token;
  /** Name of the token type that alone could stand here; '' if several could. */
  expected: string;
  rules: readonly string[];
}

/** What is usually meant by what stands here, as a problem with its fix; null where nothing special is. */
export function commonMistake(stop: Stop): Problem | null {
  return (
    afterEvent(stop) ??
    withoutWithin(stop) ??
    ifLeave(stop) ??
    dateField(stop) ??
    halfCondition(stop) ??
    orInFilter(stop)
  );
}

/** `当 支付 > 100元`, `当 支付金额 > 100元`, `当 领券 2小时没有下单`: what follows an event has a form of its own. */
function afterEvent(stop: Stop): Problem | null {
  const { tokens, at, found } = stop;
  const event = tokens[at - 1];
  if (event?.tokenType !== t.Event) return null;
  if (found.tokenType === t.Duration || found.tokenType === K.Then) return unanswered(stop);
  const named = found.tokenType === t.Property;
  const operator = named ? tokens[at + 1] : found;
  if (!operator || !AFTER_OPERAND.has(operator.tokenType)) return null;
  const value = tokens[at + (named ? 2 : 1)];
  const property = named ? found.value : value && propertyFor(event.value, operator, value);
  const word = property ? PROPERTIES_ZH[property] : undefined;
  if (!value || !property || word === undefined) {
    const filter = {
      zh: '放在括号里的筛选，例如 支付(金额 >= 100元)',
      en: 'a filter in brackets, such as order.pay(amount >= 100 yuan)',
    };
    return misplaced(tokenRange(found), [], found.image, filter, null);
  }
  const range = { from: event.endOffset + 1, to: value.endOffset + 1 };
  const comparison = stop.text.slice(operator.startOffset, range.to);
  const written = `(${event.language === 'en' ? property : word} ${comparison})`;
  const filter = {
    zh: `放在括号里的筛选 ${event.image}${written}`,
    en: `a filter in brackets, ${event.image}${written}`,
  };
  return misplaced(
    tokenRange(found),
    [fix('放进括号', 'Put it in brackets', range, written)],
    found.image,
    filter,
    null,
  );
}

const PROPERTIES_ZH: Record<string, string> = Object.fromEntries(
  [...Object.keys(PROPERTIES), 'coupon'].map((id) => [id, spellWord(id, 'zh')]),
);

const PROPERTY_TYPES: [TokenType, string[]][] = [
  [t.Money, ['amount']],
  [t.Duration, ['duration']],
  [t.Points, ['rating']],
  [t.Text, ['text', 'product', 'reason', 'coupon']],
];

/** The property of an event that a value is compared with, if only one is likely. */
function propertyFor(event: string, operator: Token, value: Token): string | null {
  const properties: readonly string[] = eventWord(event)?.properties ?? [];
  const words = operator.tokenType === K.Contains && value.tokenType === K.Words ? ['text'] : [];
  const likely = PROPERTY_TYPES.find(([type]) => type === value.tokenType)?.[1] ?? words;
  return likely.find((property) => properties.includes(property)) ?? null;
}

/** `领券 2小时内没有下单`, `加购 后24小时 没有支付`. */
function unanswered({ tokens, at }: Stop): Problem | null {
  const rest = tokens.slice(at, at + 4);
  const length = rest.find((token) => token.tokenType === t.Duration);
  const no = rest.findIndex((token) => token.tokenType === K.No);
  const first = rest[0];
  const last = rest[no - 1];
  if (!first || !length || !last) return null;
  const range = { from: first.startOffset, to: last.endOffset + 1 };
  const right = length.language === 'en' ? `then within ${length.image} ` : `后${length.image}内`;
  const expected = { zh: `“${right}”`, en: `“${right}”` };
  return misplaced(
    range,
    [replaceWith(range, right)],
    rest
      .slice(0, no)
      .map(({ image }) => image)
      .join(''),
    expected,
    null,
  );
}

/** `当 30天没有支付`: a window says within. */
function withoutWithin({ tokens, at, found, rules }: Stop): Problem | null {
  const next = tokens[at + 1]?.tokenType;
  if (found.tokenType !== t.Duration || !rules.includes('condition') || (next !== K.No && next !== t.Event))
    return null;
  const range = tokenRange(found);
  const right = found.language === 'en' ? `within ${found.image}` : `${found.image}内`;
  const expected = { zh: `“${right}”`, en: `“${right}”` };
  return misplaced(range, [replaceWith(range, right)], found.image, expected, null);
}

/** `如果 支付 就离开`: that holds at every step and is a rule. */
function ifLeave({ tokens, at, found }: Stop): Problem | null {
  const begin = tokens.findLast((token, i) => i < at && (token.tokenType === K.If || token.startsLine));
  if (found.tokenType !== K.LeaveNow || begin?.tokenType !== K.If) return null;
  const range = tokenRange(begin);
  const ever = { zh: '“一旦”', en: '“leave when”' };
  return misplaced(range, [replaceWith(range, '一旦')], begin.image, ever, null);
}

/** `当 生日 10:00`. */
function dateField({ tokens, at, found }: Stop): Problem | null {
  const field = tokens[at - 1];
  const timed =
    found.tokenType === t.Time || (found.tokenType === t.Duration && tokens[at + 1]?.tokenType === K.Before);
  if (!timed || field?.tokenType !== t.Field) return null;
  const range = { from: field.startOffset, to: field.startOffset };
  const on = { zh: `“每逢 ${field.image}”`, en: `“on ${field.image}”` };
  return misplaced(
    tokenRange(field),
    [fix('加“每逢”', 'Add “on”', range, field.language === 'en' ? 'on ' : '每逢 ')],
    field.image,
    on,
    null,
  );
}

/** `有标签 "甲" 或 "乙"`, `评论(内容 含 "甲") 或 "乙"`: the second condition is half a one. */
function halfCondition({ text, tokens, at }: Stop): Problem | null {
  const name = tokens[at - 1];
  const joint = tokens[at - 2]?.tokenType;
  if (name?.tokenType !== t.Text || (joint !== K.Or && joint !== K.And)) return null;
  const before = tokens.slice(0, at - 2);
  const text1 = before.findLastIndex((token) => token.tokenType === t.Text);
  const begin = before.findLastIndex(
    (token) =>
      token.tokenType === t.Event || token.tokenType === K.Has || token.tokenType === K.No || token.tokenType === K.In,
  );
  const [first, last] = [before[begin], before[text1]];
  if (!first || !last || text1 < begin) return null;
  const closes = before.slice(text1 + 1).every((token) => token.tokenType === t.RightParen)
    ? before.length - text1 - 1
    : -1;
  if (closes < 0) return null;
  const names = before.slice(begin, text1).findIndex((token) => token.tokenType === t.Text);
  const upTo = before[names < 0 ? text1 : begin + names] ?? last;
  const right = `${text.slice(first.startOffset, upTo.startOffset).trimEnd()} ${name.image}${')'.repeat(closes)}`;
  return conditionHalf(tokenRange(name), [fix('写全', 'Write it out', tokenRange(name), right)], right);
}

/** `评论(内容 含 "甲" 或 内容 含 "乙")`. */
function orInFilter({ found, rules }: Stop): Problem | null {
  if (found.tokenType !== K.Or || !rules.includes('filters')) return null;
  const instead = {
    zh: '“且”或 )。几个词请放进 词库 再写 内容 含 词库 "…"，几种行为请分开写 评论(…) 或 评论(…)',
    en: '“and” or ). Several words go into a words list (text contains words "…"), several events are written apart: live.comment(…) or live.comment(…)',
  };
  return misplaced(tokenRange(found), [], found.image, instead, null);
}

const UNITS: Record<string, [string, string][]> = {
  Money: [
    ['元', ' yuan'],
    ['万元', '0000 yuan'],
  ],
  Duration: [
    ['天', ' days'],
    ['小时', ' hours'],
  ],
  Pieces: [['条', ' messages']],
  Points: [['分', ' points']],
  Percent: [['%', '%']],
};

const PIECES: [string, string][] = [['张', ' pieces']];

/** Words that people leave out. */
const LEFT_OUT = new Set(['Off', 'Valid', 'To', 'Due', 'Until', 'Equal', 'When']);

/** What makes the stretch right, whatever stands around it. */
export function repairFixes(stop: Stop): Fix[] {
  const { found, expected } = stop;
  const range = tokenRange(found);
  const before = { from: range.from, to: range.from };
  if (found.tokenType === t.Comma) return [fix('删掉它', 'Remove it', range, '')];
  if (found.tokenType === t.NumberLiteral && Object.hasOwn(UNITS, expected)) {
    const after = { from: range.to, to: range.to };
    const units = stop.rules.at(-1) === 'coupon' && expected === 'Pieces' ? PIECES : (UNITS[expected] ?? []);
    return units.map(([zh, en]) => fix(`加“${zh}”`, `Add “${en.trim()}”`, after, isEnglish(stop) ? en : zh));
  }
  if (expected === 'LeftBrace') return bracesAround(stop);
  if (!Object.hasOwn(KEYWORDS, expected)) return [];
  const { zh, en } = KEYWORDS[expected as Keyword];
  const meant = [...zh, ...en].find((word) => found.image !== '' && word.includes(found.image));
  if (meant !== undefined) return [replaceWith(range, meant)];
  if (!LEFT_OUT.has(expected) || found.startsLine) return [];
  return [fix(`加“${zh[0]}”`, `Add “${en[0]}”`, before, `${isEnglish(stop) ? en[0] : zh[0]} `)];
}

function isEnglish({ tokens, at }: Stop): boolean {
  return tokens.slice(0, at).findLast((token) => token.language !== null)?.language === 'en';
}

/** `如果 R > 1 结束`: what stands on the rest of the line belongs into braces. */
function bracesAround({ tokens, at, found }: Stop): Fix[] {
  if (found.startsLine || found.tokenType === t.LeftBrace) return [];
  let end = at;
  for (let depth = 0; end < tokens.length; end++) {
    const token = tokens[end];
    if (!token || (end > at && token.startsLine)) break;
    if (token.tokenType === t.LeftBrace) depth++;
    if (token.tokenType === t.RightBrace && --depth < 0) break;
  }
  const last = tokens[end - 1] ?? found;
  const to = last.endOffset + 1;
  const edits = [
    { range: { from: found.startOffset, to: found.startOffset }, text: '{ ' },
    { range: { from: to, to }, text: ' }' },
  ];
  return [{ title: { zh: '加大括号', en: 'Add braces' }, edits }];
}

/** How a word is used, said where it stands wrongly. */
const USAGE: Record<string, Bilingual> = {
  Event: {
    zh: '行为写在 当、一旦、直到 或带时间的条件里，例如 最多等1天 直到 支付',
    en: 'events stand after when, leave when and until, or in a condition with a window, such as wait up to 1 day until order.pay',
  },
  Duration: {
    zh: '要等就写 等待3天，进入后第几天就写 第3天 {…}',
    en: 'to wait, write wait 3 days; for a day after entry, day 3 {…}',
  },
  Time: { zh: '要等到几点就写 等到 10:00', en: 'to wait for a time, write wait till 10:00' },
  Channel: { zh: '发消息写成 发私信 "…"', en: 'a message is send private_message "…"' },
  Text: {
    zh: '文案和名字前面要有动作，例如 发私信 "…"、打标签 "…"',
    en: 'a text or name follows an action, such as send sms "…" or tag "…"',
  },
  To: { zh: '派任务写成 任务 "回访" 给 客服 期限 1天', en: 'a task is task "call" to service due 1 day' },
  Due: { zh: '派任务写成 任务 "回访" 给 客服 期限 1天', en: 'a task is task "call" to service due 1 day' },
  Else: { zh: '“否则”要紧跟在 如果 …{…} 的后面', en: 'else follows if … {…} at once' },
  ElseIf: { zh: '“否则如果”要紧跟在 如果 …{…} 的后面', en: 'else if follows if … {…} at once' },
  Met: { zh: '“等到了”要紧跟在 最多等… 直到 … 的后面', en: 'met follows wait up to … until … at once' },
  Unmet: {
    zh: '“没等到”要紧跟在 最多等… 直到 … 或 等到了 {…} 的后面',
    en: 'unmet follows wait up to … until … or met {…} at once',
  },
  Undelivered: { zh: '“未送达”要紧跟在 发… 的后面', en: 'undelivered follows send … at once' },
  WithCoupon: {
    zh: '附券写在文案后面：发私信 "…" 附券 "…"',
    en: 'a coupon follows the text: send sms "…" with coupon "…"',
  },
  LeaveNow: { zh: '写成 一旦 支付 就离开', en: 'write leave when order.pay' },
  No: { zh: '判断写成 如果 进入后没有支付 {…}', en: 'a check is if since entry no order.pay {…}' },
  Has: { zh: '判断写成 如果 有标签 "…" {…}', en: 'a check is if has tag "…" {…}' },
  And: { zh: '“且”用来连接两个条件', en: 'and joins two conditions' },
  Or: { zh: '“或”用来连接两个条件', en: 'or joins two conditions' },
  Sop: {
    zh: '停掉另一个流程写 停止流程 "…"，走完写 结束',
    en: 'to take a fan out of another SOP write stop "…", to end this one end',
  },
};

const SENT_COUNTS: Bilingual = {
  zh: '发出 只看渠道和正好几次，例如 应当 发出 私信 2次',
  en: 'sent is about the channel and the exact count, as in expect sent sms 2 times',
};

/** Says how the word that stands in a wrong place is used; null if there is nothing to say. */
export function usageOf({ found, rules }: Stop): Bilingual | null {
  const last = rules.at(-1) ?? '';
  if (found.tokenType === t.Text && rules.includes('test')) return SENT_COUNTS;
  if (found.tokenType.name === 'GreaterEqual' && rules.includes('test')) {
    return SENT_COUNTS;
  }
  return ['sop', 'block', 'step', 'act', 'test', 'testLine', 'file'].includes(last)
    ? (USAGE[found.tokenType.name] ?? null)
    : null;
}
