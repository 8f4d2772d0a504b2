import { error, warning } from './define.js';

/*
 * Every problem of the language, each code once. 1xx how it is written · 2xx names and texts · 3xx values · 4xx time ·
 * 5xx flow · 6xx what fans may be sent · 7xx tests · 8xx size · 9xx what cannot run yet. A code never changes its meaning.
 */

// 1xx how it is written
export const hiddenCharacter = error('SOP101', (code: string) => ({
  zh: `这里有一个看不见的字符(${code}),它会让人看到的和系统执行的不一样。`,
  en: `There is an invisible character here (${code}); it makes what people read differ from what runs.`,
}));
export const notUtf8 = error('SOP102', () => ({
  zh: '这个文件不是 UTF-8 编码(很可能是 GBK),有些字已经变成了乱码。请另存为 UTF-8 再打开。',
  en: 'This file is not UTF-8 (GBK is likely), so some characters are lost. Save it as UTF-8 and open it again.',
}));
export const unclosedQuote = error('SOP103', () => ({
  zh: '这句文案的引号没有收尾,系统分不清文案到哪里结束。',
  en: 'This text has no closing quote, so nobody can tell where it ends.',
}));
export const badEscape = error('SOP104', (image: string) => ({
  zh: `文案里的 ${image} 不认识;只能写 \\" \\\\ \\n。`,
  en: `${image} means nothing in a text; only \\" \\\\ \\n do.`,
}));
export const badName = error('SOP105', (reason: { zh: string; en: string }) => ({
  zh: `这个名字不能用:${reason.zh}。`,
  en: `This name cannot be used: ${reason.en}.`,
}));
export const unquotedText = error('SOP106', () => ({
  zh: '发给粉丝的文案要放在引号里。',
  en: 'A text for fans stands in quotes.',
}));
export const chineseNumeral = error('SOP110', (what: { zh: string; en: string }) => ({
  zh: `${what.zh}请用阿拉伯数字。`,
  en: `Please write ${what.en} with digits.`,
}));
export const unknownWord = error('SOP111', (word: string) => ({
  zh: `不认识“${word}”这个词。`,
  en: `“${word}” is not a word of this language.`,
}));
export const unquotedName = error('SOP112', (name: string) => ({
  zh: `“${name}”是您自己起的名字,名字要放在引号里。`,
  en: `“${name}” is a name that you made up; such names stand in quotes.`,
}));
export const clockTime = error('SOP113', (image: string) => ({
  zh: `时刻“${image}”请写成 24 小时制的 时:分。`,
  en: `Please write the time “${image}” as H:MM on the 24-hour clock.`,
}));
export const noSuchTime = error('SOP114', (image: string) => ({
  zh: `没有“${image}”这样的时刻或日期。`,
  en: `There is no such time or date as “${image}”.`,
}));
export const misnomer = error('SOP115', (word: string, right: string) => ({
  zh: `这里的“${word}”请写成“${right}”。`,
  en: `Please write “${right}” instead of “${word}”.`,
}));
export const otherLanguage = warning('SOP116', (language: 'zh' | 'en', word: string, right: string) => ({
  zh: `这个文件用${language === 'zh' ? '中文' : '英文'}关键字写,“${word}”可以写成“${right}”(不影响运行)。`,
  en: `This file is written in ${language === 'zh' ? 'Chinese' : 'English'}; “${word}” can be “${right}” (it runs either way).`,
}));
export const strayBracket = error('SOP117', (bracket: string) => ({
  zh: `多了一个 ${bracket},前面没有和它配对的括号。`,
  en: `This ${bracket} closes nothing: no bracket before it is open.`,
}));
export const unclosedBrace = error('SOP118', (inner: string | null, owner: string, line: number) => ({
  zh: `${inner === null ? '' : `“${inner}”写进了“${owner}”的大括号里。`}第${line}行的 { 还没有配上 }。`,
  en: `${inner === null ? '' : `“${inner}” is inside the braces of “${owner}”. `}The { in line ${line} has no }.`,
}));
export const unclosedParen = error('SOP119', () => ({
  zh: '这个 ( 还没有配上 )。',
  en: 'This ( has no ).',
}));
export const misplaced = error('SOP120', (found: string, expected: { zh: string; en: string } | null) => ({
  zh: `“${found}”不能写在这里${expected === null ? '' : `,这里应该是${expected.zh}`}。`,
  en: `“${found}” cannot stand here${expected === null ? '' : `; ${expected.en} should`}.`,
}));
export const mixedAndOr = error('SOP121', () => ({
  zh: '“或”和“且”连在一起有两种读法,会圈到不同的人,请用括号说清楚。',
  en: '“and” and “or” side by side can be read in two ways and find different people; say which with brackets.',
}));
export const incomplete = error('SOP122', (after: string, expected: { zh: string; en: string }) => ({
  zh: `“${after}”后面还缺${expected.zh}。`,
  en: `${expected.en} is missing after “${after}”.`,
}));
export const repeatedHead = error('SOP123', (word: string) => ({
  zh: `“${word}”在这个流程里写了两次,只能留一个。`,
  en: `“${word}” stands twice in this SOP; keep one.`,
}));
export const lateHead = error('SOP124', (word: string) => ({
  zh: `“${word}”是整个流程的规则,要写在第一个步骤的前面。`,
  en: `“${word}” is a rule for the whole SOP and stands before its first step.`,
}));

// 2xx names and texts
const KINDS = {
  coupon: { zh: '优惠券', en: 'coupon' },
  segment: { zh: '分群', en: 'segment' },
  sop: { zh: '流程', en: 'SOP' },
  message: { zh: '话术', en: 'message' },
  words: { zh: '词库', en: 'word list' },
  tag: { zh: '标签', en: 'tag' },
  survey: { zh: '问卷', en: 'survey' },
  group: { zh: '组', en: 'group' },
  score: { zh: '评分', en: 'score' },
  field: { zh: '字段', en: 'field' },
  event: { zh: '事件', en: 'event' },
  level: { zh: '会员等级', en: 'member level' },
  channel: { zh: '渠道', en: 'channel' },
  arm: { zh: '分流分支', en: 'arm' },
  split: { zh: '分流', en: 'split' },
} as const;
export type NameKind = keyof typeof KINDS;

export const unknownName = error('SOP201', (kind: NameKind, name: string, near: string | null) => ({
  zh: `店里没有叫“${name}”的${KINDS[kind].zh}${near === null ? '' : `,最接近的是“${near}”`}。`,
  en: `The shop has no ${KINDS[kind].en} called “${name}”${near === null ? '' : `; the closest is “${near}”`}.`,
}));
export const definedTwice = error('SOP202', (kind: NameKind | 'test', name: string) => ({
  zh: `${kind === 'test' ? '测试' : KINDS[kind].zh}“${name}”定义了两次,系统不知道该用哪一个。`,
  en: `The ${kind === 'test' ? 'test' : KINDS[kind].en} “${name}” is defined twice; nobody knows which one counts.`,
}));
export const definitionCycle = error('SOP204', (name: string) => ({
  zh: `“${name}”绕了一圈又用到了自己。`,
  en: `“${name}” is defined by way of itself.`,
}));
export const unknownMergeField = error('SOP213', (image: string) => ({
  zh: `{${image}} 不是系统认识的内容,发出去会是空的。`,
  en: `{${image}} is nothing the system knows; the message would have a hole.`,
}));
export const noTextForChannel = error('SOP217', (name: string) => ({
  zh: `话术“${name}”没有写这个渠道的文案。`,
  en: `The message “${name}” has no text for this channel.`,
}));

// 3xx values
export const thousandsSeparator = error('SOP302', (right: string) => ({
  zh: `数字里不要写逗号,请写成 ${right}。`,
  en: `Numbers have no thousands separators; write ${right}.`,
}));

export const countNeedsUnit = error('SOP303', (image: string) => ({
  zh: `次数要带单位,请写成 ${image}次。`,
  en: `A count has a unit; write ${image} times.`,
}));

export const needsConstantText = error('SOP304', () => ({
  zh: '“含”后面要写放在引号里的文字,或 词库 "名字"。',
  en: 'After “contains” stands a text in quotes, or words "name".',
}));
export const twoEvents = error('SOP321', () => ({
  zh: '两个行为不会在同一刻发生。请只留一个,另一个写成带时间的条件,例如 30天内 支付。',
  en: 'Two events never happen at the same moment. Keep one and give the other a window, such as within 30 days order.pay.',
}));
export const eventNotState = error('SOP322', () => ({
  zh: '这里要写“有没有做过”,不能只写行为,请说从什么时候算起。',
  en: 'This is a question about the past; a bare event says nothing. Say since when.',
}));

// 5xx flow
export const noTrigger = error('SOP501', () => ({
  zh: '这个流程没有写“当 …”,谁都进不来。',
  en: 'This SOP has no “when …”, so nobody can enter.',
}));
export const noReentry = error('SOP502', () => ({
  zh: '请写明同一位粉丝能进来几次:每人一次、每人每30天一次,还是可再次进入。',
  en: 'Say how often a fan may enter: once per fan, once per fan every 30 days, or again after leaving.',
}));
export const goalNeedsLength = error('SOP503', () => ({
  zh: '目标要写多长时间内算数,例如 7天内。',
  en: 'A goal says within how long it counts, such as within 7 days.',
}));
export const tooManyArms = error('SOP805', () => ({
  zh: '“当”里的进入方式太多了,最多 20 种。',
  en: 'There are too many ways in; 20 are the limit.',
}));

// 7xx tests
export const testWithoutSop = error('SOP701', () => ({
  zh: '这个测试前面没有流程,请用 针对 "流程名" 说明测哪一个。',
  en: 'No SOP stands before this test; say which with for "name".',
}));
export const testEventNeedsValue = error('SOP702', () => ({
  zh: '测试里发生的行为要写确定的值,例如 支付(金额 = 99元)。',
  en: 'What happens in a test has exact values, such as order.pay(amount = 99 yuan).',
}));

// 9xx what cannot run yet
export const notYet = error('SOP900', (what: { zh: string; en: string }) => ({
  zh: `${what.zh}还不能运行,下一个版本会支持。`,
  en: `This version cannot run this yet: ${what.en}.`,
}));
export const notSound = error('SOP901', (name: string) => ({
  zh: `“${name}”里还有写法错误,改正后才能运行。`,
  en: `“${name}” has mistakes in how it is written; it can run once they are corrected.`,
}));

// 8xx size
export const fileTooLarge = error('SOP801', (kib: number) => ({
  zh: `文件有 ${kib} KiB,最多 256 KiB。请分成几个文件。`,
  en: `The file has ${kib} KiB; 256 KiB is the limit. Split it into several.`,
}));
export const tooDeep = error('SOP802', () => ({
  zh: '括号套得太深,最多 64 层。',
  en: 'Brackets are nested too deep; 64 levels are the limit.',
}));
export const numberTooLarge = error('SOP803', (image: string) => ({
  zh: `数字“${image}”太大了。`,
  en: `The number “${image}” is too large.`,
}));
export const tooManyAtoms = error('SOP804', () => ({
  zh: '这个条件太长了,最多 100 项。请拆成分群。',
  en: 'This condition is too long; 100 parts are the limit. Make segments of it.',
}));
