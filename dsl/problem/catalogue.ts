import { error, warning } from './define.js';
import type { ChannelLength } from '../vocabulary/channel.js';
import type { Bilingual } from './problem.js';

/*
 * Every problem of the language, each code once. 1xx how it is written · 2xx names and texts · 3xx values · 4xx time ·
 * 5xx flow · 6xx what fans may be sent · 7xx tests · 8xx size · 9xx what cannot run yet. A code never changes its meaning.
 */

// 1xx how it is written
export const hiddenCharacter = error('SOP101', (code: string) => ({
  zh: `这里有一个看不见的字符（${code}），它会让人看到的和系统执行的不一样。`,
  en: `There is an invisible character here (${code}); it makes what people read differ from what runs.`,
}));
export const notUtf8 = error('SOP102', () => ({
  zh: '这个文件不是 UTF-8 编码（很可能是 GBK），有些字已经变成了乱码。请另存为 UTF-8 再打开。',
  en: 'This file is not UTF-8 (GBK is likely), so some characters are lost. Save it as UTF-8 and open it again.',
}));
export const unclosedQuote = error('SOP103', () => ({
  zh: '这句文案的引号没有收尾，系统分不清文案到哪里结束。',
  en: 'This text has no closing quote, so nobody can tell where it ends.',
}));
export const badEscape = error('SOP104', (image: string) => ({
  zh: `文案里的 ${image} 不认识；只能写 \\" \\\\ \\n。`,
  en: `${image} means nothing in a text; only \\" \\\\ \\n do.`,
}));
export const badName = error('SOP105', (reason: { zh: string; en: string }) => ({
  zh: `这个名字不能用：${reason.zh}。`,
  en: `This name cannot be used: ${reason.en}.`,
}));
export const unquotedText = error('SOP106', () => ({
  zh: '发给粉丝的文案要放在引号里。',
  en: 'A text for fans stands in quotes.',
}));
export const textOverLines = error('SOP107', () => ({
  zh: '用一对引号的文案要写在一行里；多行的文案前后各用三个引号。',
  en: 'A text in single quotes stays on its line; one of several lines stands between """ and """.',
}));
export const dateNeedsYear = error('SOP109', (month: string, day: string) => ({
  zh: `日期要写上哪一年，例如 2026-${month.padStart(2, '0')}-${day.padStart(2, '0')}。`,
  en: `A date has a year, such as 2026-${month.padStart(2, '0')}-${day.padStart(2, '0')}.`,
}));
export const chineseNumeral = error('SOP110', (what: { zh: string; en: string }) => ({
  zh: `${what.zh}请用阿拉伯数字。`,
  en: `Please write ${what.en} with digits.`,
}));
export const unknownWord = error('SOP111', (word: string, hint: Bilingual | null) => ({
  zh: `不认识“${word}”这个词${hint === null ? '' : `，${hint.zh}`}。`,
  en: `“${word}” is not a word of this language${hint === null ? '' : `; ${hint.en}`}.`,
}));
export const unquotedName = error('SOP112', (name: string) => ({
  zh: `“${name}”是您自己起的名字，名字要放在引号里。`,
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
export const misnomer = error('SOP115', (word: string, rights: readonly string[]) => ({
  zh: `这里的“${word}”请写成${rights.map((right) => `“${right}”`).join('或')}。`,
  en: `Please write ${rights.map((right) => `“${right}”`).join(' or ')} instead of “${word}”.`,
}));
export const needlessWord = error('SOP108', (word: string) => ({
  zh: `“${word}”不用写，删掉意思不变。`,
  en: `“${word}” is not needed; without it the meaning is the same.`,
}));
export const otherLanguage = warning('SOP116', (language: 'zh' | 'en', word: string, right: string) => ({
  zh: `这个文件用${language === 'zh' ? '中文' : '英文'}关键字写，“${word}”可以写成“${right}”（不影响运行）。`,
  en: `This file is written in ${language === 'zh' ? 'Chinese' : 'English'}; “${word}” can be “${right}” (it runs either way).`,
}));
export const strayBracket = error('SOP117', (bracket: string) => ({
  zh: `多了一个 ${bracket}，前面没有和它配对的括号。`,
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
export const misplaced = error('SOP120', (found: string, expected: Bilingual | null, usage: Bilingual | null) => ({
  zh: `“${found}”不能写在这里${expected === null ? '' : `，这里应该是${expected.zh}`}。${usage === null ? '' : `${usage.zh}。`}`,
  en: `“${found}” cannot stand here${expected === null ? '' : `; ${expected.en} should`}.${usage === null ? '' : ` Note: ${usage.en}.`}`,
}));
export const conditionHalf = error('SOP125', (right: string) => ({
  zh: `“且”“或”两边都要写完整的条件，这里请写 ${right}。`,
  en: `Both sides of “and” and “or” are whole conditions; write ${right} here.`,
}));
export const mixedAndOr = error('SOP121', () => ({
  zh: '“或”和“且”连在一起有两种读法，会圈到不同的人，请用括号说清楚。',
  en: '“and” and “or” side by side can be read in two ways and find different people; say which with brackets.',
}));
export const incomplete = error('SOP122', (after: string, expected: { zh: string; en: string }) => ({
  zh: `“${after}”后面还缺${expected.zh}。`,
  en: `${expected.en} is missing after “${after}”.`,
}));
export const repeatedHead = error('SOP123', (word: string) => ({
  zh: `“${word}”在这个流程里写了两次，只能留一个。`,
  en: `“${word}” stands twice in this SOP; keep one.`,
}));
export const lateHead = error('SOP124', (word: string) => ({
  zh: `“${word}”是整个流程的规则，要写在第一个步骤的前面。`,
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
  tier: { zh: '价值层级', en: 'value tier' },
} as const;
export type NameKind = keyof typeof KINDS;

export const unknownName = error('SOP201', (kind: NameKind, name: string, near: string | null) => ({
  zh: `店里没有叫“${name}”的${KINDS[kind].zh}${near === null ? '' : `，最接近的是“${near}”`}。`,
  en: `The shop has no ${KINDS[kind].en} called “${name}”${near === null ? '' : `; the closest is “${near}”`}.`,
}));
export const definedTwice = error('SOP202', (kind: NameKind | 'test', name: string) => ({
  zh: `${kind === 'test' ? '测试' : KINDS[kind].zh}“${name}”定义了两次，系统不知道该用哪一个。`,
  en: `The ${kind === 'test' ? 'test' : KINDS[kind].en} “${name}” is defined twice; nobody knows which one counts.`,
}));
export const definitionCycle = error('SOP204', (name: string) => ({
  zh: `“${name}”绕了一圈又用到了自己。`,
  en: `“${name}” is defined by way of itself.`,
}));
export const lookAlikes = error('SOP203', (a: string, b: string) => ({
  zh: `“${a}”和“${b}”看起来一样，其实是两个名字（全角半角或字形不同），请统一成一个。`,
  en: `“${a}” and “${b}” look alike but are two names (width or letter form differs); use one of them.`,
}));
export const ruleTagByHand = error('SOP205', (name: string) => ({
  zh: `标签“${name}”由规则自动维护，不能手动打上或去掉。`,
  en: `The tag “${name}” is kept by a rule; it cannot be set or removed here.`,
}));
export const noSuchProperty = error('SOP211', (property: string, event: string) => ({
  zh: `“${event}”没有“${property}”这一项。`,
  en: `“${event}” has no “${property}”.`,
}));
export const sameNotOnEntry = error('SOP212', (property: string) => ({
  zh: `不是每种进入方式都带着“${property}”，没法判断是不是同一个。`,
  en: `Not every way into this SOP brings a “${property}”, so nobody can tell whether it is the same one.`,
}));
export const fieldNeedsRoot = error('SOP214', (image: string, right: string, mayLack: string[]) => ({
  zh: `{${image}} 要写成 {${right}}${mayLack.length === 0 ? '' : `；而且不是每位粉丝都有${mayLack.join('和')}，缺了这条就发不出去`}。`,
  en: `{${image}} is written {${right}}${mayLack.length === 0 ? '' : `; not every fan has ${mayLack.join(' and ')}, and without it the message is not sent`}.`,
}));
export const fieldMayBeMissing = warning('SOP215', (image: string) => ({
  zh: `不是每位粉丝都有{${image}}，没有的就收不到这条。可以用竖线写上替代说法。`,
  en: `Not every fan has {${image}}; those who do not will not get this message. A bar gives a stand-in.`,
}));
export const couponNotIssued = error('SOP216', (name: string | null, sometimes: boolean) => ({
  zh: `${sometimes ? '有的路线' : ''}走到这里时还没有给粉丝发过${name === null ? '券' : `“${name}”`}，{券} 会是空的，这条发不出去。`,
  en: `On ${sometimes ? 'some ways' : 'the way'} here the fan gets no ${name === null ? 'coupon' : `“${name}”`}, so {coupon} is a hole and the message is not sent.`,
}));
export const surveyNotAttached = error('SOP218', () => ({
  zh: '走到这里时还没有附过问卷，{问卷} 会是空的，这条发不出去。',
  en: 'On the way here no survey was attached, so {survey} is a hole and the message is not sent.',
}));
export const entryMayBeMissing = error('SOP219', (image: string) => ({
  zh: `不是每种进入方式都有{${image}}，没有的就收不到这条。请用竖线写上替代说法。`,
  en: `Not every way in has {${image}}; fans who came another way will not get this. Give a stand-in after a bar.`,
}));
export const looseBrace = error('SOP221', (brace: string) => ({
  zh: `文案里的这个 ${brace} 没有配对，粉丝会原样看到它。要写花括号本身，请写两个：${brace}${brace}。`,
  en: `This ${brace} has no partner and fans would see it as it is. A brace itself is written twice: ${brace}${brace}.`,
}));
export const placeholder = warning('SOP222', (image: string) => ({
  zh: `${image} 不会被换成粉丝的资料，粉丝会原样看到它。要换的内容写在花括号里。`,
  en: `${image} is not replaced; fans would see it as it is. What is filled in stands in braces.`,
}));
export const linkNotSet = warning('SOP223', (image: string) => ({
  zh: `店里还没有设置 {${image}} 指向哪里，带它的消息一条也发不出去。请在店铺设置里填上。`,
  en: `The shop has not said where {${image}} leads, so no message with it is sent. Set it in the settings of the shop.`,
}));
export const entryNotInCondition = error('SOP220', (image: string) => ({
  zh: `不是每种进入方式都有“${image}”，从别处进来的粉丝永远不符合这个条件。`,
  en: `Not every way in has “${image}”; fans who came another way never meet this condition.`,
}));
export const unknownMergeField = error('SOP213', (image: string, near: boolean) => ({
  zh: `{${image}} 不是系统认识的内容，发出去会是空的。${near ? '' : '大括号里可以写 粉丝、本次、券、直播间、问卷、店铺 的内容，例如 {粉丝.昵称|亲}。'}`,
  en: `{${image}} is nothing the system knows; the message would have a hole.${near ? '' : ' In braces stands something of fan, entry, coupon, live, survey or shop, such as {fan.nick|dear}.'}`,
}));
export const noTextForChannel = error('SOP217', (name: string) => ({
  zh: `话术“${name}”没有写这个渠道的文案。`,
  en: `The message “${name}” has no text for this channel.`,
}));

// 3xx values
export const thousandsSeparator = error('SOP302', (right: string) => ({
  zh: `数字里不要写逗号，请写成 ${right}。`,
  en: `Numbers have no thousands separators; write ${right}.`,
}));

export const unitMissing = error('SOP301', (type: 'money' | 'duration' | 'percent', image: string) => {
  const asks = {
    money: { zh: `金额要带单位，${image} 是元还是万元？`, en: `Money has a unit; write ${image} yuan.` },
    duration: {
      zh: `时长要带单位，${image} 是秒、分钟、小时还是天？`,
      en: `A length of time has a unit: ${image} what?`,
    },
    percent: { zh: `百分比要带 %，请写成 ${image}%。`, en: `A percentage has a sign; write ${image}%.` },
  };
  return asks[type];
});
export const typeMismatch = error('SOP305', (left: Bilingual, right: Bilingual) => ({
  zh: `${left.zh}不能和${right.zh}比较。`,
  en: `${left.en} cannot be compared with ${right.en}.`,
}));
export const arithmeticMismatch = error('SOP306', (left: Bilingual, right: Bilingual, op: string) => ({
  zh: `${left.zh}和${right.zh}不能用 ${op} 计算。`,
  en: `${left.en} ${op} ${right.en} has no meaning.`,
}));
export const chainDirection = error('SOP307', () => ({
  zh: '连着比较时两个符号要朝同一个方向，例如 100元 <= 客单价 < 500元。',
  en: 'In a chain both signs point the same way, as in 100 yuan <= average_order < 500 yuan.',
}));
export const workingTimeHere = error('SOP308', () => ({
  zh: '工作小时、工作日只能写在任务的 期限 和 逾期 里。',
  en: 'Working hours and days stand only after due and overdue of a task.',
}));
export const fieldNotSettable = error('SOP315', (field: Bilingual) => ({
  zh: `“${field.zh}”由系统按粉丝的行为算出来，不能用 设 来改。`,
  en: `${field.en} follows from what fans do; set cannot write it.`,
}));
export const notWhole = error('SOP316', (image: string) => ({
  zh: `“${image}”要写整数。`,
  en: `“${image}” has to be a whole number.`,
}));
export const smallerThanFen = error('SOP317', (image: string) => ({
  zh: `“${image}”比一分钱还细，金额最多两位小数。`,
  en: `“${image}” is finer than a fen; money has two decimals at most.`,
}));
export const monthLength = error('SOP309', (image: string, days: number) => ({
  zh: `“${image}”有长有短，请写成天数，例如 ${days}天。`,
  en: `“${image}” has no fixed length; write days, such as ${days} days.`,
}));
export const countNeedsUnit = error('SOP303', (image: string) => ({
  zh: `次数要带单位，请写成 ${image}次。`,
  en: `A count has a unit; write ${image} times.`,
}));

export const needsConstantText = error('SOP304', () => ({
  zh: '“含”后面要写放在引号里的文字，或 词库 "名字"。',
  en: 'After “contains” stands a text in quotes, or words "name".',
}));
export const notOrdered = error('SOP310', (type: Bilingual) => ({
  zh: `${type.zh}没有大小先后，只能用“是”或“不是”比较。`,
  en: `${type.en} has no order; compare it with “is” or “is not” only.`,
}));
export const notSummable = error('SOP311', (property: string) => ({
  zh: `“${property}”不是数，不能求合计、平均、最高或最低。`,
  en: `“${property}” is no number; it has no total, average, highest or lowest.`,
}));
export const containsNeedsText = error('SOP312', (type: Bilingual) => ({
  zh: `“含”只能用在文字和列表上，这里是${type.zh}。`,
  en: `“contains” is for texts and lists; this is ${type.en}.`,
}));
export const percentOutOfRange = error('SOP313', (image: string) => ({
  zh: `优惠不能是 ${image}，要在 1% 到 100% 之间。`,
  en: `A coupon cannot take off ${image}; write 1% to 100%.`,
}));
export const zeroAmount = error('SOP314', (image: string) => ({
  zh: `“${image}”等于没有写，请写一个大于 0 的数，或者把这一处删掉。`,
  en: `“${image}” does nothing; write a number above 0, or remove it.`,
}));
export const twoEvents = error('SOP321', () => ({
  zh: '两个行为不会在同一刻发生。请只留一个，另一个写成带时间的条件，例如 30天内 支付。',
  en: 'Two events never happen at the same moment. Keep one and give the other a window, such as within 30 days order.pay.',
}));
export const eventNotState = error('SOP322', (image?: string) => ({
  zh: `${image === undefined ? '这里' : `“${image}”`}要说从什么时候算起。`,
  en: `${image === undefined ? 'This' : `“${image}”`} needs a window: since when?`,
}));
export const eventsJoinedByAnd = error('SOP323', () => ({
  zh: '括号里用“且”说不清：是“都没有”，还是“没有同时”？',
  en: '“and” in these brackets is unclear: none of them, or not all of them?',
}));
export const onlyInsideSop = error('SOP324', (image: string) => ({
  zh: `“${image}”说的是进入流程以后，这里还没有进入任何流程。`,
  en: `“${image}” is about a fan inside an SOP; here nobody has entered one.`,
}));
export const timerNotHere = error('SOP325', () => ({
  zh: '定时、手动加入、进入分群这类写法只能写在“当”后面。',
  en: 'Schedules, by hand and entering a segment stand only after “when”.',
}));
export const eventInRule = error('SOP326', () => ({
  zh: '分群和标签的条件说的是“是什么样的人”，不能写行为发生的那一刻。请加上时间，例如 30天内 支付。',
  en: 'A segment or tag says what people are like, not what happens. Give the event a window, such as within 30 days.',
}));

// 4xx time
export const dayOrder = error('SOP401', (later: number, earlier: number) => ({
  zh:
    later === earlier
      ? `第${later}天写了两次，后一段轮到时已经过了时间。请合成一段，或在里面写 等到 几点。`
      : `第${earlier}天写在第${later}天后面。粉丝走到这里已经过了第${earlier}天，这一段永远赶不上。`,
  en:
    later === earlier
      ? `Day ${later} stands twice; the second one always comes too late. Make one of both, or write wait till … inside.`
      : `Day ${earlier} stands after day ${later}. A fan who comes here is past day ${earlier}; this part always comes too late.`,
}));
export const dayAlreadyPast = error('SOP402', (day: number) => ({
  zh: `走到这里时第${day}天已经过了，前面的等待太长。`,
  en: `Day ${day} is over when a fan comes here; the waits before it are too long.`,
}));
export const dayMayBePast = warning('SOP403', (day: number, waits: string[]) => ({
  zh: `有的粉丝走到这里时第${day}天已经过了${waits.length === 0 ? '' : `（前面有${waits.map((wait) => `“${wait}”`).join('、')}）`}，这一段会马上执行。`,
  en: `Some fans come here after day ${day}${waits.length === 0 ? '' : ` (because of ${waits.map((wait) => `“${wait}”`).join(', ')})`}; for them this part runs at once.`,
}));
export const couponExpired = error('SOP404', (coupon: string, valid: number, expires: number, at: number) => ({
  zh: `“${coupon}”有效${valid}天，第${expires}天24点就过期了；第${at}天再提醒，粉丝点开是张废券。`,
  en: `“${coupon}” is valid for ${valid} days and ends with day ${expires}; reminded on day ${at}, the fan opens a dead coupon.`,
}));
export const dayInQuietHours = warning('SOP405', (until: string) => ({
  zh: `这个时刻在免打扰时段里，实际会在 ${until} 发出。`,
  en: `This time lies in the quiet hours; the message really goes out at ${until}.`,
}));
export const dayNotHere = error('SOP406', (where: Bilingual) => ({
  zh: `“第N天”不能写在${where.zh}里。`,
  en: `“day N” cannot stand inside ${where.en}.`,
}));
export const afterExpiry = error('SOP407', () => ({
  zh: '到这一步时已经超过“最长”的时间，粉丝永远走不到这里。',
  en: 'Fans have reached “expire after” before this step; nobody gets here.',
}));
export const tooLong = error('SOP408', (most: number) => ({
  zh: `这里最多写 ${most}天。`,
  en: `${most} days are the limit here.`,
}));
export const waitNotHere = error('SOP409', (where: Bilingual) => ({
  zh: `${where.zh}里不能等待，要一口气做完。`,
  en: `There are no waits inside ${where.en}; it runs to its end at once.`,
}));
export const emptySpan = error('SOP410', () => ({
  zh: '起止时刻相同，这个时段是空的。',
  en: 'Both times are the same, so this span is empty.',
}));
export const startsAtDayOne = warning('SOP411', () => ({
  zh: '第1天是进入的次日（3月1日进入 → 3月2日发）。要在进入当天就发，请写第0天。',
  en: 'Day 1 is the day after entry (in on 1 March, sent on 2 March). For the day of entry write day 0.',
}));
export const midnightEnd = error('SOP412', () => ({
  zh: '24:00 只能写在时段的末尾。',
  en: '24:00 stands only at the end of a span.',
}));
export const eventMayHavePassed = warning('SOP413', (event: string) => ({
  zh: `从走到这里起才算数：前面等待的时候就“${event}”过的粉丝，会被当成还没有。`,
  en: `Only what happens from here on counts: a fan who did “${event}” during the waits before is taken for one who did not.`,
}));
export const couponMayExpire = warning('SOP414', (coupon: string, days: number) => ({
  zh: `走得慢的粉丝到这里时，“${coupon}”（有效${days}天）已经过期，点开是张废券。`,
  en: `For fans who come here late “${coupon}” (valid for ${days} days) has ended; they open a dead coupon.`,
}));
export const openWaitNeedsExpiry = error('SOP415', (image: string) => ({
  zh: `“${image}”可能永远等不来，粉丝会一直停在这里。请在前面写“最长”多少天。`,
  en: `“${image}” may never come, and fans would stay here for ever. Write “expire after” at the top.`,
}));

// 5xx flow
export const unreachable = error('SOP504', () => ({
  zh: '前面已经结束，没有粉丝会走到这一步。',
  en: 'Everything before this step ends; no fan gets here.',
}));
export const splitSum = error('SOP505', (sum: number) => ({
  zh: `各分支加起来是 ${sum}%，要正好 100%。`,
  en: `The arms add up to ${sum}%; they must make 100%.`,
}));
export const everyTickAgain = error('SOP506', () => ({
  zh: '定时进入又可再次进入，每到这个时刻所有人都会再来一遍。请写 每人每30天一次 之类。',
  en: 'On a schedule, “again after leaving” takes everyone in at every tick. Write once per fan every 30 days or the like.',
}));
export const overdueActs = error('SOP507', () => ({
  zh: '逾期里只能写 提醒、转交、打标签、去标签 和 任务。',
  en: 'Inside overdue stand only notify, hand over to, tag, untag and task.',
}));
export const sameArm = error('SOP508', (name: string) => ({
  zh: `分支“${name}”写了两次。`,
  en: `The arm “${name}” stands twice.`,
}));
export const emptyArm = error('SOP509', (name: string) => ({
  zh: `分支“${name}”是 0%，没有粉丝会走到。`,
  en: `The arm “${name}” has 0%; no fan goes there.`,
}));
export const startCycle = error('SOP511', (path: Bilingual) => ({
  zh: `${path.zh}，中间没有等待，同一位粉丝会没完没了地转下去。`,
  en: `${path.en}, with no wait between: one fan would go round for ever.`,
}));
export const slowStartCycle = warning('SOP512', (path: Bilingual) => ({
  zh: `${path.zh}，同一位粉丝会一直转下去。`,
  en: `${path.en}: one fan keeps going round.`,
}));
export const reentryBeforeLeaving = warning('SOP513', (period: string, days: number) => ({
  zh: `粉丝最久会在流程里待${days}天，比“每${period}”还长；还没走完的粉丝到时候进不来。`,
  en: `A fan may stay for ${days} days, longer than “every ${period}”; those still inside then are not taken in again.`,
}));
export const neverHolds = error('SOP531', (first: string, second: string | null) => ({
  zh: `${second === null ? `“${first}”永远不成立` : `“${first}”和“${second}”不可能同时成立`}，没有粉丝会符合。`,
  en: `${second === null ? `“${first}” never holds` : `“${first}” and “${second}” never hold together`}; no fan meets this.`,
}));
export const branchNeverTaken = error('SOP532', (line: number) => ({
  zh: `符合这个条件的粉丝在第${line}行的分支就被带走了，没有人会走到这里。`,
  en: `Whoever meets this has already gone the way of line ${line}; nobody gets here.`,
}));
export const silentIncludesStrangers = warning('SOP533', (window: string) => ({
  zh: `从没来过、从没买过的人也算“${window}没有”，包括刚导入的新粉。`,
  en: `People who never came and never bought also have none “${window}”, fans imported today included.`,
}));
export const missingNeverMatches = warning('SOP534', (field: string) => ({
  zh: `没有“${field}”的粉丝不会被圈进来。`,
  en: `Fans without “${field}” are not found by this.`,
}));

export const noTrigger = error('SOP501', () => ({
  zh: '这个流程没有写“当 …”，谁都进不来。',
  en: 'This SOP has no “when …”, so nobody can enter.',
}));
export const noReentry = error('SOP502', () => ({
  zh: '请写明同一位粉丝能进来几次：每人一次、每人每30天一次，还是可再次进入。',
  en: 'Say how often a fan may enter: once per fan, once per fan every 30 days, or again after leaving.',
}));
export const goalNeedsLength = error('SOP503', () => ({
  zh: '目标要写多长时间内算数，例如 7天内。',
  en: 'A goal says within how long it counts, such as within 7 days.',
}));
export const tooManyArms = error('SOP805', () => ({
  zh: '“当”里的进入方式太多了，最多 20 种。',
  en: 'There are too many ways in; 20 are the limit.',
}));

// 6xx what fans may be sent
export const limitReached = error('SOP601', (days: string, messages: number, day: number, nth: number) => ({
  zh: `${days}内最多发${messages}条，但按这条路线第${day}天会发第${nth}条，一定会被拦下。`,
  en: `At most ${messages} messages within ${days}, but on this path message ${nth} comes on day ${day} and is always held back.`,
}));
export const budgetWithoutGoal = warning('SOP602', () => ({
  zh: '写了预算没有写目标，就算不出这笔钱值不值。',
  en: 'There is a budget and no goal, so nobody can tell whether the money was well spent.',
}));
export const quietLaxer = warning('SOP603', () => ({
  zh: '店铺的免打扰时段更长，按店铺的执行。',
  en: "The shop's quiet hours are longer and apply.",
}));
export const noTimeLeft = error('SOP604', () => ({
  zh: '免打扰和仅在合起来，一天里剩不下一小时可以发消息。',
  en: 'Quiet hours and “only in” together leave less than an hour a day for messages.',
}));
export const mayLackConsent = warning('SOP605', (channel: string) => ({
  zh: `“${channel}”要粉丝单独授权，没授权的粉丝走到这里什么也收不到。可以在后面写 未送达 {…}。`,
  en: `“${channel}” needs a consent of its own; fans without it get nothing here. Write undelivered {…} after it.`,
}));
export const longerThanChannel = error(
  'SOP606',
  (channel: string, count: number, { longest, adds }: ChannelLength, usual: boolean) => ({
    zh: `“${channel}”一条最多 ${longest} 个字${adds === 0 ? '' : `（其中签名和退订说明占 ${adds} 个）`}，这段有 ${count} 个字，发不出去。${usual ? '上限是通常的值，不对的话请 IT 在“渠道”里改。' : ''}`,
    en: `“${channel}” takes ${longest} characters${adds === 0 ? '' : ` (${adds} of them for signature and opt-out)`}; this has ${count} and cannot be sent.${usual ? ' That is the usual length; if your provider takes another, IT can set it under Channels.' : ''}`,
  }),
);
export const personalData = error('SOP611', (field: string) => ({
  zh: `推送不能带“${field}”这样的个人信息。`,
  en: `A webhook may not carry personal data such as “${field}”.`,
}));

// 7xx tests
const PARTS = {
  split: { zh: '分流', en: 'split' },
  arm: { zh: '分支', en: 'arm' },
  task: { zh: '任务', en: 'task' },
  start: { zh: '启动流程', en: 'step that starts' },
} as const;

export const unknownInSop = error('SOP703', (kind: 'split' | 'arm' | 'task' | 'start', name: string) => ({
  zh: `流程里没有${PARTS[kind].zh}“${name}”。`,
  en: `The SOP has no ${PARTS[kind].en} “${name}”.`,
}));
export const testTimeBackwards = error('SOP704', () => ({
  zh: '测试要按时间顺序写，这一行比上一行早。',
  en: 'The lines of a test stand in order of time; this one is before the last.',
}));
export const testWithoutSop = error('SOP701', () => ({
  zh: '这个测试前面没有流程，请用 针对 "流程名" 说明测哪一个。',
  en: 'No SOP stands before this test; say which with for "name".',
}));
export const testEventNeedsValue = error('SOP702', () => ({
  zh: '测试里发生的行为要写确定的值，例如 支付(金额 = 99元)。',
  en: 'What happens in a test has exact values, such as order.pay(amount = 99 yuan).',
}));
export const onwardsOnlySent = error('SOP705', () => ({
  zh: '“第N天起”只能和 发出 或 没有发出 一起写；别的请写明是哪一天。',
  en: '“day N onwards” goes with sent or no sent only; for anything else name the day.',
}));
export const expectInHistory = error('SOP706', () => ({
  zh: '“…前”说的是进入以前的历史，那时流程还没有开始，没有什么可以检查。',
  en: '“… before” is history: nothing of the SOP has run yet, so there is nothing to expect.',
}));
export const testFanWithoutConsent = warning('SOP707', (channel: string) => ({
  zh: `测试里的粉丝没有授权“${channel}”，这条发不出去。请在 粉丝 {…} 里写 授权 ${channel}。`,
  en: `The fan of this test has not consented to “${channel}”, so it is not sent. Write consent ${channel} in fan {…}.`,
}));

export const tooManySteps = error('SOP806', (count: number) => ({
  zh: `这个流程有 ${count} 步，最多 500 步。请拆成几个流程。`,
  en: `This SOP has ${count} steps; 500 are the limit. Make several of it.`,
}));
export const tooManyBranches = error('SOP807', (count: number) => ({
  zh: `这里有 ${count} 个分支，最多 20 个。`,
  en: `There are ${count} arms here; 20 are the limit.`,
}));
export const textTooLong = error('SOP808', (count: number) => ({
  zh: `这段文字有 ${count} 个字，最多 2000 个。`,
  en: `This text has ${count} characters; 2,000 are the limit.`,
}));
export const tooManyDefinitions = error('SOP809', (count: number) => ({
  zh: `这个文件有 ${count} 项定义，最多 200 项。请分成几个文件。`,
  en: `This file has ${count} definitions; 200 are the limit. Split it into several.`,
}));

// 9xx what cannot run
export const notSound = error('SOP901', (name: string) => ({
  zh: `“${name}”里还有写法错误，改正后才能运行。`,
  en: `“${name}” has mistakes in how it is written; it can run once they are corrected.`,
}));

// 8xx size
export const fileTooLarge = error('SOP801', (kib: number) => ({
  zh: `文件有 ${kib} KiB，最多 256 KiB。请分成几个文件。`,
  en: `The file has ${kib} KiB; 256 KiB is the limit. Split it into several.`,
}));
export const tooDeep = error('SOP802', () => ({
  zh: '括号套得太深，最多 64 层。',
  en: 'Brackets are nested too deep; 64 levels are the limit.',
}));
export const numberTooLarge = error('SOP803', (image: string) => ({
  zh: `数字“${image}”太大了。`,
  en: `The number “${image}” is too large.`,
}));
export const tooManyAtoms = error('SOP804', () => ({
  zh: '这个条件太长了，最多 100 项。请拆成分群。',
  en: 'This condition is too long; 100 parts are the limit. Make segments of it.',
}));
