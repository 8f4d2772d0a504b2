import { EVENTS } from '../vocabulary/event.js';
import { MISNOMERS } from '../vocabulary/misnomer.js';
import { isBlank } from './character.js';
import { clockOf, clockText, SPOKEN_TIME } from './clock.js';
import { chineseNumber } from './number.js';
import { matchWord } from './word.js';

/** A stretch that is not written in words of the language, and what to write instead; the first is how it is read. */
export interface Idiom {
  to: number;
  rights: readonly string[];
}

interface Pattern {
  /** Characters that it may begin with: most places are never tried. */
  starts: string;
  form: RegExp;
  /** What to write; null where this match means something else. */
  write: (groups: (string | undefined)[]) => string | readonly string[] | null;
}

/** Blanks are counted everywhere in these patterns: two stretches without bound side by side take time without bound. */
const N = '(\\d+(?:\\.\\d+)?|[一二两三四五六七八九十百半]{1,4})';
const NUMERALS = '0123456789一二两三四五六七八九十百半';
const UNIT = '(分钟|个?小时|天|日|周|个?星期|个?礼拜|个?月|年)';
const PERIOD = '(天|日|周|个?星期|个?礼拜|个?月|年)';
/** 每周一 is a weekday, 每周一次 is not. */
const NO_WEEKDAY = '(?![一二三四五六日天](?!次))';
const SUBJECT = '(?:每人|每个?(?:粉丝|客户|用户|顾客|会员|人)|每位(?:粉丝|客户|用户|顾客|会员)?)';
const AT_MOST = '(?:最多|只能?|仅|限|不超过)?';
const ONCE = '(?:进入?)?[一1]次';
const CHANNEL = '(私信|短信|邮件|企微|服务号|弹窗|外呼)';
const WEEKDAY = '(?:周|星期|礼拜)';
const DAYS = '一二三四五六日';
const SEVERAL_DAYS = `[${DAYS}天](?:[ \\t]{0,4}(?:[-,到至和及与]|${WEEKDAY})+[${DAYS}天]|[${DAYS}天](?![点时\\d]))+`;
const TIME = '((?:早上|上午|中午|下午|晚上|早|晚)?[ \\t]{0,4}\\d{1,2}(?::\\d{2}|点(?:半|\\d{1,2}分?)?))';

const EVENT_WORDS = Object.values(EVENTS)
  .map(({ zh }) => zh)
  .join('|');
const EVENT_STARTS = Object.values(EVENTS)
  .map(({ zh }) => zh.charAt(0))
  .join('');

const SHORT_UNITS: Record<string, { zh: string; en: string }> = {
  hrs: { zh: '小时', en: 'hours' },
  hr: { zh: '小时', en: 'hours' },
  h: { zh: '小时', en: 'hours' },
  mins: { zh: '分钟', en: 'minutes' },
  min: { zh: '分钟', en: 'minutes' },
  d: { zh: '天', en: 'days' },
  w: { zh: '周', en: 'weeks' },
};

const PATTERNS: Pattern[] = [
  pattern(
    '最过近',
    `(?:最近|过去|近)[ \\t]{0,4}${N}[ \\t]{0,4}${UNIT}(?:之内|以内|内|里|来)?`,
    ([n, unit]) => `${span(n, unit)}内`,
  ),
  pattern(
    '每',
    `${SUBJECT}[ \\t]{0,4}${AT_MOST}[ \\t]{0,4}每[ \\t]{0,4}${N}?${PERIOD}${NO_WEEKDAY}${AT_MOST}${ONCE}`,
    ([n, unit]) => `每人每${span(n, unit)}一次`,
  ),
  pattern(
    '每',
    `${SUBJECT}[ \\t]{0,4}${N}[ \\t]{0,4}${UNIT}内?${AT_MOST}${ONCE}`,
    ([n, unit]) => `每人每${span(n, unit)}一次`,
  ),
  pattern(
    '每',
    `(?<=每个[^\\s\\d每]{1,6})[ \\t]{0,4}每[ \\t]{0,4}${N}?${PERIOD}${NO_WEEKDAY}${AT_MOST}${ONCE}`,
    ([n, unit]) => `每${span(n, unit)}一次`,
  ),
  pattern(
    '每',
    `每[ \\t]{0,4}(天|日|周|个?星期|个?礼拜|年)${AT_MOST}${ONCE}`,
    ([unit]) => `每人每${span(undefined, unit)}一次`,
  ),
  pattern(
    '私短企服邮',
    `(私信|短信|企微|服务号|邮件)(?:模板)?(?:消息|通知)(?!发出|送达|失败)`,
    ([channel]) => channel ?? null,
  ),
  pattern(
    '限每',
    `(?:限发[ \\t]{0,4})?每[ \\t]{0,4}${N}?[ \\t]{0,4}${PERIOD}[ \\t]{0,4}${AT_MOST}[发收]?[ \\t]{0,4}(\\d+)[ \\t]{0,4}条`,
    ([n, unit, count]) => `限发 ${count}条 每${span(n, unit)}`,
  ),
  pattern(
    NUMERALS,
    `(\\d+)[ \\t]{0,4}条[ \\t]{0,4}[/每][ \\t]{0,4}${N}?${PERIOD}${NO_WEEKDAY}`,
    ([count, n, unit]) => `${count}条 每${span(n, unit)}`,
  ),
  pattern(
    NUMERALS,
    `(\\d+)元[ \\t]{0,4}[/每](天|日|周|星期)${NO_WEEKDAY}`,
    ([money, unit]) => `${money}元 每${span('1', unit)}`,
  ),
  pattern('每', `每${WEEKDAY}(${SEVERAL_DAYS})[ \\t]{0,4}${TIME}`, ([days, time]) => severalWeekdays(days, time)),
  pattern('每', '每(?=[ \\t]{0,4}(?:早|晚)上?[ \\t]{0,4}[\\d一二三四五六七八九十])', () => '每天'),
  pattern('每', '每月[ \\t]{0,4}(\\d{1,2})[ \\t]{0,4}号', ([day]) => `每月${day}日`),
  pattern('每', '每月(?:月初|初|第一天)', () => '每月1日'),
  pattern(NUMERALS, `${N}[ \\t]{0,4}${UNIT}有效`, ([n, unit]) => `有效${span(n, unit)}`),
  pattern(
    NUMERALS,
    '(\\d+(?:\\.\\d+)?)[ \\t]{0,4}(万元|次|条|元|天|分钟|小时|张|分|%)?[ \\t]{0,4}(?:及|或|或者|含)?以上',
    ([n, unit = '']) => `至少 ${n}${unit}`,
  ),
  pattern(
    NUMERALS,
    '(\\d+(?:\\.\\d+)?)[ \\t]{0,4}(万元|次|条|元|天|分钟|小时|张|分|%)?[ \\t]{0,4}(及|或|或者|含)?以下',
    ([n, unit = '', with_]) => `${with_ === undefined ? '小于' : '不超过'} ${n}${unit}`,
  ),
  pattern(NUMERALS, '(\\d)(?:\\.(\\d))?折', ([tens, ones = '0']) => `减${100 - Number(tens) * 10 - Number(ones)}%`),
  pattern(NUMERALS, '(\\d{2})折', ([percent]) => `减${100 - Number(percent)}%`),
  pattern(NUMERALS, '(\\d+(?:\\.\\d+)?)万(?!元)', ([n]) => String(Math.round(Number(n) * 10_000))),
  pattern(NUMERALS, `${N}[ \\t]{0,4}(?:块钱?|圆)`, ([n]) => `${number(n)}元`),
  pattern(NUMERALS, `${N}[ \\t]{0,4}(?:回(?![复答])|遍)`, ([n]) => `${number(n)}次`),
  pattern(NUMERALS, `${N}[ \\t]{0,4}个?(小时|钟头|星期|礼拜)`, ([n, unit = '']) =>
    span(n, unit.replace('钟头', '小时')),
  ),
  pattern(
    NUMERALS,
    '(?<=(?:等待?|延迟|隔|期限|逾期)[ \\t]{0,4})(\\d+)(日|号|分)(?!钟)',
    ([n, unit]) => `${n}${unit === '分' ? '分钟' : '天'}`,
  ),
  pattern(
    NUMERALS,
    `(?<![a-z][ \\t]{0,4})(\\d+)[ \\t]{0,4}(${Object.keys(SHORT_UNITS).join('|')})(?![A-Za-z])`,
    ([n, unit = '']) => `${n}${SHORT_UNITS[unit]?.zh ?? ''}`,
  ),
  pattern(
    NUMERALS,
    `(?<=[a-z][ \\t]{0,4})(\\d+)[ \\t]{0,4}(${Object.keys(SHORT_UNITS).join('|')})(?![A-Za-z])`,
    ([n, unit = '']) => `${n} ${SHORT_UNITS[unit]?.en ?? ''}`,
  ),
  pattern(
    NUMERALS,
    '(\\d{4})(?:年|/|\\.)(\\d{1,2})(?:月|/|\\.)(\\d{1,2})[日号]?',
    ([year, month = '', day = '']) => `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`,
  ),
  pattern('¥￥', '[¥￥][ \\t]{0,4}(\\d+(?:\\.\\d+)?)', ([n]) => `${n}元`),
  pattern('前', `前[ \\t]{0,4}${N}[ \\t]{0,4}(天|周|小时)`, ([n, unit]) => `${span(n, unit)}前`),
  pattern('提', `提前[ \\t]{0,4}${N}[ \\t]{0,4}(天|周|小时)`, ([n, unit]) => `${span(n, unit)}前`),
  pattern('加送赠增奖', '(?:加|送|赠送|增加|奖励)[ \\t]{0,4}(\\d+)[ \\t]{0,4}(?:个|点)?积分', ([n]) => `加积分 ${n}分`),
  pattern(
    '有没无',
    '(有|没有|无)[ \\t]{0,4}(["“「][^"”」\\n]{1,64}["”」])[ \\t]{0,4}的?标签',
    ([has, name]) => `${has === '有' ? '有' : '没有'}标签 ${name}`,
  ),
  pattern(
    '标客粉',
    '(?:客户|粉丝)?标签[ \\t]{0,4}(?:==?|是|为|包含|含有?|包括|有)(?=[ \\t]{0,4}["“「])',
    () => '有标签',
  ),
  pattern(
    '明次第隔翌后',
    '(?<=(?:[-至]|(?<!等)到)[ \\t]{0,4})(?:明天|次日|第二天|隔天|翌日)(?=[ \\t]{0,4}[\\d早凌上])',
    () => '',
  ),
  pattern('明次第隔翌', '(?<=等到[ \\t]{0,4})(?:明天|次日|第二天|隔天|翌日)', () => '1天后'),
  pattern('后', '(?<=等到[ \\t]{0,4})后天', () => '2天后'),
  pattern('明次隔翌', '明天|次日|隔天|翌日', () => '第1天'),
  pattern('第', '第二天', () => ['第1天', '第2天']),
  pattern(NUMERALS, `${N}天后(?=[ \\t]{0,4}应[当该])`, ([n]) => `第${number(n)}天`),
  pattern(
    NUMERALS,
    `(?<=发出[ \\t]{0,4})(\\d+)[条次封][ \\t]{0,4}${CHANNEL}(?:消息)?`,
    ([n, channel]) => `${channel} ${n}次`,
  ),
  pattern(NUMERALS, `(?<=发出[ \\t]{0,4}${CHANNEL}?[ \\t]{0,4})(\\d+)[条封]`, ([, n]) => `${n}次`),
  pattern('工', '(?<=仅在[ \\t]{0,4})工作日', () => '周一到周五'),
  pattern('周', '(?<=仅在[ \\t]{0,4})周末', () => '周六到周日'),
  pattern(
    '满',
    '满[ \\t]{0,4}(\\d+)元?[ \\t]{0,4}[-减][ \\t]{0,4}(\\d+)(?:元|(?![\\d%.]))',
    ([over, off]) => `满${over}元 减${off}元`,
  ),
  pattern(
    NUMERALS,
    `${N}[ \\t]{0,4}(分钟|小时|天|工作日|工作小时)[之以]?内完成`,
    ([n, unit]) => `期限 ${number(n)}${unit}`,
  ),
  pattern(
    '给',
    '给[ \\t]{0,4}(负责人|店长|主播|客服|组[ \\t]{0,4}["“「][^"”」\\n]+["”」])[ \\t]{0,4}(?:派|创建|安排|下|分配)?(?:一个)?任务[ \\t]{0,4}(["“「][^"”」\\n]+["”」])',
    ([who, title]) => `任务 ${title} 给 ${who}`,
  ),
  pattern(
    '给向对',
    '[给向对][ \\t]{0,4}(?:所有人|所有粉丝|全部粉丝|大家|他们|她们|粉丝|客户|用户)(?=[ \\t]{0,4}[发打])',
    () => '',
  ),
  pattern(
    '会',
    '会员等级[ \\t]{0,4}从[ \\t]{0,4}["“「][^"”」\\n]+["”」][ \\t]{0,4}(?:变为|变成|升到|升为|到)[ \\t]{0,4}(["“「][^"”」\\n]+["”」])',
    ([level]) => `等级变化 且 会员等级 = ${level}`,
  ),
  pattern(
    EVENT_STARTS,
    `(?<=(?:^|[\\n{])[ \\t]{0,4})(${EVENT_WORDS})(?:之后|以后|后|了)[ \\t]{0,4}就?(?:退出|离开|结束)(?:流程)?(?=[ \\t]{0,4}(?:[\\n{]|$))`,
    ([event]) => `一旦 ${event} 就离开`,
  ),
  pattern('粉', `粉丝(?=[ \\t]{0,4}(?:${EVENT_WORDS}))`, () => ''),
  pattern('和跟与及', '(?<=["”」][ \\t]{0,4})[和跟与及](?=[ \\t]{0,4}["“「])', () => '、'),
];

function pattern(starts: string, form: string, write: Pattern['write']): Pattern {
  return { starts, form: new RegExp(form, 'y'), write };
}

const patternsByFirst = new Map<string, Pattern[]>();
for (const one of PATTERNS) {
  for (const first of one.starts) patternsByFirst.set(first, [...(patternsByFirst.get(first) ?? []), one]);
}

const misnomersByFirst = new Map<string, string[]>();
for (const word of Object.keys(MISNOMERS).sort((a, b) => b.length - a.length)) {
  misnomersByFirst.set(word.charAt(0), [...(misnomersByFirst.get(word.charAt(0)) ?? []), word]);
}

/** What stands at `from` of a text where other words are usual, if it is longer than any word of the language there. */
export function matchIdiom(text: string, narrowed: string, from: number): Idiom | null {
  return matchPattern(text, narrowed, from) ?? matchMisnomer(narrowed, from);
}

function matchPattern(text: string, narrowed: string, from: number): Idiom | null {
  for (const { form, write } of patternsByFirst.get(narrowed.charAt(from)) ?? []) {
    form.lastIndex = from;
    const match = form.exec(narrowed);
    const right = match && write(match.slice(1));
    if (!match || right === null) continue;
    const to = from + match[0].length;
    const rights = typeof right === 'string' ? [right] : right;
    if (rights.some((words) => squeeze(words) === squeeze(text.slice(from, to)))) continue;
    return { to, rights };
  }
  return null;
}

/** The misnomer at `from`. One of a single character only where a word of its own ends there. */
function matchMisnomer(narrowed: string, from: number): Idiom | null {
  const candidates = misnomersByFirst.get(narrowed.charAt(from));
  if (!candidates) return null;
  const word = candidates.find(
    (candidate) => narrowed.startsWith(candidate, from) && standsAlone(narrowed, from, candidate),
  );
  if (word === undefined) return null;
  const known = matchWord(narrowed, from);
  if (known && known.to >= from + word.length) return null;
  const right = MISNOMERS[word] ?? '';
  return { to: from + word.length, rights: typeof right === 'string' ? [right] : right };
}

const LETTER = /[A-Za-z_]/;

function standsAlone(narrowed: string, from: number, word: string): boolean {
  const to = from + word.length;
  if (LETTER.test(word)) return !LETTER.test(narrowed.charAt(from - 1)) && !LETTER.test(narrowed.charAt(to));
  return word.length > 1 || endsWord(narrowed, to) || NUMERALS.includes(narrowed.charAt(to));
}

/** Does a run of unknown characters end at `at`: a blank, a sign, or a longer word, right or wrong? */
export function endsWord(narrowed: string, at: number): boolean {
  const c = narrowed.charAt(at);
  if (c === '' || isBlank(c) || '{}(),#:"“”「」'.includes(c)) return true;
  if (LETTER.test(c) && LETTER.test(narrowed.charAt(at - 1))) return false;
  const word = matchWord(narrowed, at);
  if (word !== null && word.to - at > 1) return true;
  return (misnomersByFirst.get(c) ?? []).some((wrong) => wrong.length > 1 && narrowed.startsWith(wrong, at));
}

function squeeze(words: string): string {
  return words.replaceAll(/[ \t]/g, '');
}

function number(word: string | undefined): number {
  if (word === undefined) return 1;
  return /^[\d.]+$/.test(word) ? Number(word) : (chineseNumber(word) ?? 1);
}

/** A length in units that the language has: months and years as about as many days. */
function span(n: string | undefined, unit = '天'): string {
  const amount = number(n);
  switch (unit.replace('个', '')) {
    case '分钟':
    case '小时':
      return `${amount}${unit.replace('个', '')}`;
    case '周':
    case '星期':
    case '礼拜':
      return n === undefined ? '7天' : `${amount}周`;
    case '月':
      return `${amount * 30}天`;
    case '年':
      return `${amount * 365}天`;
    default:
      return `${amount}天`;
  }
}

/** `每周一、三、五 20:00` and `每周一到周五 20:00`: one schedule a weekday. */
function severalWeekdays(days = '', time = ''): string | null {
  const [first = 0, ...others] = [...days.replaceAll('天', '日')].map((c) => DAYS.indexOf(c)).filter((day) => day >= 0);
  const last = others.at(-1) ?? first;
  const range = others.length === 1 && /[-到至]/.test(days);
  const all = range
    ? Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, i) => (first + i) % 7)
    : [first, ...others];
  SPOKEN_TIME.lastIndex = 0;
  const clock = SPOKEN_TIME.exec(time);
  const minutes = clock && clockOf(clock, false);
  if (minutes === null) return null;
  return `(${all.map((day) => `每周${DAYS.charAt(day)} ${clockText(minutes)}`).join(' 或 ')})`;
}
