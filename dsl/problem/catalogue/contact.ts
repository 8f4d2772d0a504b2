import type { ChannelLength } from '../../vocabulary/channel.js';
import { error, warning } from '../define.js';

/* What fans may be sent: 6xx. A code never changes its meaning. */

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
