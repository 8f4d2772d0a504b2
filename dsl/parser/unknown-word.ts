import type { TokenType } from 'chevrotain';
import type { Range } from '../ir/program.js';
import { tokenRange, type Token } from '../lexer/token.js';
import * as t from '../lexer/token-type.js';
import { WORDS } from '../lexer/word.js';
import { unknownWord } from '../problem/catalogue/writing.js';
import { fix, replaceWith } from '../problem/define.js';
import type { Bilingual, Problem } from '../problem/problem.js';
import { closest } from '../problem/similar.js';
import { CHANNELS } from '../vocabulary/channel.js';
import { KEYWORDS, type Keyword } from '../vocabulary/keyword.js';
import { AFTER_OPERAND } from './expression-parser.js';

const K = t.KEYWORD_TYPES;

/** Looking for a similar word takes time; a text full of unknown words is no text of ours. */
export const MAX_SUGGESTIONS = 20;

const SPELLINGS = WORDS.map((word) => word.text);

/** After these a person is named. */
const BEFORE_WHO = new Set<TokenType>([K.To, K.Notify, K.Assign, K.HandOver]);

/** After these a condition begins. */
const BEFORE_CONDITION = new Set<TokenType>([
  ...[K.When, K.And, K.Or, K.Until, K.IfEver, K.LeaveWhen, K.If, K.ElseIf, K.First, K.No, K.Within, K.Ever, K.Never],
  ...[K.SinceEntry, K.Today, K.ThisMonth, K.LastMonth, t.LeftParen],
]);

const CHANNEL_SPELLINGS = Object.entries(CHANNELS).flatMap(([id, { zh }]) => [zh, id]);
const WHO_SPELLINGS = [K.Owner, K.Manager, K.Host, K.Service].flatMap(({ name }) => {
  const { zh, en } = KEYWORDS[name as Keyword];
  return [...zh, ...en];
});
const LINE_BEGINS = {
  zh: '一行的开头写动作或规则，例如 发私信、打标签、等待、如果、任务',
  en: 'a line begins with an action or a rule, such as send, tag, wait, if or task',
};
const IN_QUOTES = {
  zh: '自己起的名字和文案要放在引号里',
  en: 'names that you made up and texts stand in quotes',
};
const WHO = {
  zh: '这里写 负责人、店长、主播、客服 或 组 "名字"（不能指定某一个人）',
  en: 'here stands owner, manager, host, service or group "name" (nobody by name)',
};
const CHANNEL_WORDS = {
  zh: `这里写渠道：${Object.values(CHANNELS)
    .map(({ zh }) => zh)
    .join('、')}`,
  en: `here stands a channel: ${Object.keys(CHANNELS).join(', ')}`,
};

/** An unknown word where only a few words stand. */
function unknownOf(range: Range, word: string, spellings: readonly string[], instead: Bilingual): Problem {
  const near = closest(word, spellings);
  return unknownWord(range, near === null ? [] : [replaceWith(range, near)], word, instead);
}

/** What is said of a word that is none of ours, by where it stands. */
export function unknownProblem(
  token: Token,
  before: TokenType | undefined,
  next: Token | undefined,
  suggest: boolean,
): Problem {
  const range = tokenRange(token);
  const word = token.image.slice(0, 40);
  if (/^\p{P}+$/u.test(token.image)) return unknownWord(range, [fix('删掉它', 'Remove it', range, '')], word, null);
  if (!token.startsLine && before === K.Send) return unknownOf(range, word, CHANNEL_SPELLINGS, CHANNEL_WORDS);
  if (!token.startsLine && before && BEFORE_WHO.has(before)) return unknownOf(range, word, WHO_SPELLINGS, WHO);
  const near = suggest ? closest(token.image, SPELLINGS) : null;
  const fixes = near === null ? [] : [replaceWith(range, near)];
  if (token.startsLine) return unknownWord(range, fixes, word, near === null ? LINE_BEGINS : null);
  if (!before || !BEFORE_CONDITION.has(before) || !/^\p{L}{2,12}$/u.test(word))
    return unknownWord(range, fixes, word, near === null ? IN_QUOTES : null);
  const own = `${next && AFTER_OPERAND.has(next.tokenType) ? '字段' : '事件'} "${word}"`;
  const hint = { zh: `店里自己加的写成 ${own}`, en: `one of the shop's own is ${own}` };
  return unknownWord(range, [...fixes, replaceWith(range, own)], word, near === null ? hint : null);
}
