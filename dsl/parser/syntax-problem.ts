import { EOF, MismatchedTokenException, type IRecognitionException } from 'chevrotain';
import type { Token } from '../lexer/token.js';
import { tokenRange } from '../lexer/token.js';
import * as t from '../lexer/token-type.js';
import { incomplete, lateHead, misplaced, unquotedName } from '../problem/catalogue/writing.js';
import { fix } from '../problem/define.js';
import type { Bilingual, Problem } from '../problem/problem.js';
import { commonMistake, repairFixes, usageOf } from './syntax-hint.js';
import { KEYWORDS, type Keyword } from '../vocabulary/keyword.js';

const K = t.KEYWORD_TYPES;

/** What should stand, by the token type that was expected. */
const BY_TOKEN: Record<string, Bilingual> = {
  Text: { zh: '放在引号里的名字或文案', en: 'a name or text in quotes' },
  Duration: { zh: '一段时长，例如 3天', en: 'a length of time, such as 3 days' },
  Money: { zh: '金额，例如 100元', en: 'an amount, such as 100 yuan' },
  Pieces: { zh: '条数或张数，例如 3条', en: 'a number of messages or pieces, such as 3 messages' },
  Points: { zh: '分数，例如 10分', en: 'points, such as 10 points' },
  Percent: { zh: '百分比，例如 50%', en: 'a percentage, such as 50%' },
  Time: { zh: '时刻，例如 10:00', en: 'a time, such as 10:00' },
  Channel: { zh: '渠道，例如 私信', en: 'a channel, such as private_message' },
  Weekday: { zh: '星期，例如 周一', en: 'a weekday, such as monday' },
  LeftBrace: { zh: '{', en: '{' },
  LeftParen: { zh: '(', en: '(' },
  RightParen: { zh: ')', en: ')' },
  Dot: { zh: '“的”或点', en: 'a dot' },
  Comma: { zh: '逗号', en: 'a comma' },
};

const DUE: Bilingual = { zh: '期限，例如 期限 1天', en: 'a deadline, such as due 1 day' };
const FAN_BLOCK: Bilingual = {
  zh: '大括号，例如 { 授权 私信 }',
  en: 'braces, such as { consent private_message }',
};
const CONDITION: Bilingual = {
  zh: '一个条件，例如 有标签 "老客"、30天内没有支付',
  en: 'a condition, such as has tag "regular" or within 30 days no order.pay',
};

/** What should stand, by the rule that could not be read. */
const BY_RULE: Record<string, Bilingual> = {
  condition: CONDITION,
  unary: CONDITION,
  comparison: { zh: '比较，例如 >= 3', en: 'a comparison, such as >= 3' },
  factor: { zh: '一个数值', en: 'a value' },
  event: { zh: '一个行为，例如 支付', en: 'an event, such as order.pay' },
  events: { zh: '一个行为，例如 支付', en: 'an event, such as order.pay' },
  filter: { zh: '筛选，例如 金额 >= 100元', en: 'a filter, such as amount >= 100 yuan' },
  propertyFilter: { zh: '比较，例如 >= 100元', en: 'a comparison, such as >= 100 yuan' },
  window: { zh: '一段时间，例如 30天内', en: 'a window, such as within 30 days' },
  behaviour: { zh: '一个行为，例如 支付', en: 'an event, such as order.pay' },
  belonging: { zh: '标签、分群、资料或行为', en: 'a tag, segment, field or event' },
  step: { zh: '一个步骤', en: 'a step' },
  send: { zh: '放在引号里的文案，或 话术 "名字"', en: 'a text in quotes, or message "name"' },
  who: { zh: '负责人、店长、主播、客服或 组 "名字"', en: 'owner, manager, host, service or group "name"' },
  tillStep: { zh: '时刻，例如 10:00', en: 'a time, such as 10:00' },
  head: { zh: '流程的规则或步骤', en: 'a rule or a step' },
  span: { zh: '到几点，例如 -09:00', en: 'till when, such as -09:00' },
  weekdays: { zh: '星期，例如 周一-周五', en: 'weekdays, such as monday-friday' },
  property: { zh: '行为的内容，例如 金额', en: 'a property of the event, such as amount' },
  aggregate: { zh: '行为的内容，例如 金额', en: 'a property of the event, such as amount' },
  field: { zh: '粉丝的资料，例如 会员等级', en: 'a field of the fan, such as member_level' },
  eventProperty: { zh: '一个行为，例如 支付', en: 'an event, such as order.pay' },
  sinceWhen: { zh: '一个时间，例如 上次支付', en: 'a moment, such as last order.pay' },
  schedule: { zh: '时刻，例如 每天 10:00', en: 'a time, such as every day at 10:00' },
  given: { zh: '授权、有标签 或资料', en: 'a consent, a tag or a field' },
  whatHappens: { zh: '发生的行为，或 应当 …', en: 'what happens, or expect …' },
  times: { zh: '次数，例如 2次（比金额请写 合计金额 > 200元）', en: 'a count, such as 2 times' },
  comparator: { zh: '比较，例如 >=', en: 'a comparison, such as >=' },
  expect: { zh: '应当看到的结果', en: 'what is expected' },
  per: { zh: '每人 或 每个…', en: 'per fan or per …' },
  coupon: { zh: '金额或百分比', en: 'an amount or a percentage' },
  message: { zh: '放在引号里的文案，或 { 渠道 "文案" }', en: 'a text in quotes, or { channel "text" }' },
  definition: {
    zh: '流程、分群、优惠券、话术、词库、评分或测试',
    en: 'an sop, segment, coupon, message, words, score or test',
  },
};

const HEADS = new Set([
  ...[
    K.When,
    K.PerFan,
    K.Per,
    K.Once,
    K.Again,
    K.Quiet,
    K.OnlyIn,
    K.Limit,
    K.Budget,
    K.Goal,
    K.IfEver,
    K.LeaveWhen,
    K.Expire,
  ],
]);

/** Says in the operator's words what stopped the parser. `tokens` are what it read. */
export function syntaxProblem(text: string, error: IRecognitionException, tokens: readonly Token[]): Problem {
  const at = tokens.findIndex((token) => token === error.token);
  const found = at < 0 ? null : (tokens[at] ?? null);
  const before = (at < 0 ? tokens.at(-1) : tokens[at - 1]) ?? null;
  const wanted = expectation(error);
  const ended = !found || error.token.tokenType === EOF || found.startsLine || found.tokenType === t.RightBrace;
  const rules = error.context.ruleStack;
  if (found && HEADS.has(found.tokenType) && rules.includes('sop') && !rules.includes('head')) {
    return lateHead(tokenRange(found), [], found.image);
  }
  const stop = found && { text, tokens, at, found, expected: error.message, rules };
  const mistake = stop && commonMistake(stop);
  if (mistake) return mistake;
  if (ended && before && wanted) {
    const after = { from: before.endOffset + 1, to: before.endOffset + 1 };
    const fixes = wanted === FAN_BLOCK ? [fix('加大括号', 'Add braces', after, ' { 授权 私信 }')] : [];
    return incomplete(tokenRange(before), fixes, shorten(before.image), wanted);
  }
  if (!stop) return misplaced(endOf(text), [], '', wanted, null);
  if (isNamed(error) && stop.found.tokenType !== t.Text && before && !ended && !isBracket(stop.found)) {
    const range = tokenRange(stop.found);
    return unquotedName(range, [fix('加引号', 'Add quotes', range, `"${stop.found.image}"`)], stop.found.image);
  }
  const image = shorten(stop.found.image) || stop.found.value;
  return misplaced(tokenRange(stop.found), repairFixes(stop), image, wanted, wanted ? null : usageOf(stop));
}

function isNamed(error: IRecognitionException): boolean {
  return error instanceof MismatchedTokenException && error.message === 'Text';
}

function isBracket(token: Token): boolean {
  return /^[(){},]?$/.test(token.value);
}

function expectation(error: IRecognitionException): Bilingual | null {
  if (error.message === 'LeftBrace' && error.context.ruleStack.at(-1) === 'fanLine') return FAN_BLOCK;
  if (error.message in BY_TOKEN) return BY_TOKEN[error.message] ?? null;
  if (error.message === 'Due') return DUE;
  if (error.message in KEYWORDS) {
    const { zh, en } = KEYWORDS[error.message as Keyword];
    return { zh: `“${zh[0] ?? en[0] ?? ''}”`, en: `“${en[0] ?? zh[0] ?? ''}”` };
  }
  return BY_RULE[error.context.ruleStack.at(-1) ?? ''] ?? null;
}

function endOf(text: string): Problem['range'] {
  return { from: text.length, to: text.length };
}

function shorten(image: string): string {
  return image.length > 24 ? `${image.slice(0, 23)}…` : image;
}
