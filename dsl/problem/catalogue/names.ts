import { error, warning } from '../define.js';

/* Names and texts: 2xx. A code never changes its meaning. */

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
