import { error } from '../define.js';
import type { Bilingual } from '../problem.js';

/* Values in conditions: 3xx. A code never changes its meaning. */

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
  zh: `“${field.zh}”不能用 设 来改：它由系统按粉丝的行为、订单或身份得出。要记自己的值，请写 设 字段 "名称" = 值。`,
  en: `set cannot write ${field.en}: it follows from what the fan does, their orders or who they are. For a value of your own write set field "name" = value.`,
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
