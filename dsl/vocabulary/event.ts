import type { PropertyId } from './property.js';

export interface EventWord {
  zh: string;
  /** Properties the event carries; filters and `本次.…` may name only these. */
  properties: readonly PropertyId[];
}

const LIVE = ['session'] as const;
const ORDER = ['amount', 'product', 'category', 'quantity', 'order', 'session', 'coupon'] as const;
const MESSAGE = ['channel', 'reason'] as const;

/** Events by id, which is also the English word. */
export const EVENTS = {
  follow: { zh: '关注', properties: LIVE },
  unfollow: { zh: '取关', properties: LIVE },
  'live.enter': { zh: '进入直播间', properties: LIVE },
  'live.watch': { zh: '观看直播', properties: ['duration', 'product', 'session'] },
  'live.comment': { zh: '评论', properties: ['text', 'product', 'session'] },
  'live.like': { zh: '点赞', properties: ['quantity', 'session'] },
  'live.share': { zh: '分享', properties: LIVE },
  'live.gift': { zh: '打赏', properties: ['amount', 'session'] },
  'live.rank': { zh: '打赏上榜', properties: ['rank', 'amount', 'session'] },
  'live.start': { zh: '开播', properties: LIVE },
  'product.click': { zh: '点击商品', properties: ['product', 'category', 'session'] },
  'cart.add': { zh: '加购', properties: ['product', 'category', 'quantity', 'amount', 'session'] },
  'cart.remove': { zh: '移出购物车', properties: ['product', 'category', 'quantity', 'amount', 'session'] },
  'coupon.claim': { zh: '领券', properties: ['coupon', 'session'] },
  'coupon.use': { zh: '用券', properties: ['coupon', 'order', 'amount'] },
  'coupon.expire': { zh: '券过期', properties: ['coupon'] },
  'order.create': { zh: '下单', properties: ORDER },
  'order.pay': { zh: '支付', properties: ORDER },
  'order.ship': { zh: '发货', properties: ORDER },
  'order.refund': { zh: '退款', properties: [...ORDER, 'reason'] },
  'order.return': { zh: '退货', properties: [...ORDER, 'reason'] },
  'message.sent': { zh: '消息发出', properties: MESSAGE },
  'message.delivered': { zh: '消息送达', properties: MESSAGE },
  'message.opened': { zh: '打开消息', properties: MESSAGE },
  'message.clicked': { zh: '点击消息', properties: MESSAGE },
  'message.failed': { zh: '消息失败', properties: MESSAGE },
  'message.replied': { zh: '回复消息', properties: [...MESSAGE, 'text'] },
  'form.submit': { zh: '提交表单', properties: ['text'] },
  'quote.open': { zh: '打开报价', properties: ['quote', 'amount', 'product'] },
  'ticket.open': { zh: '新建工单', properties: ['ticket', 'reason', 'order'] },
  'ticket.close': { zh: '关闭工单', properties: ['ticket', 'reason', 'order'] },
  'survey.answer': { zh: '回答问卷', properties: ['survey', 'rating', 'text', 'ticket', 'order', 'quote', 'coupon'] },
  'tag.add': { zh: '打上标签', properties: ['reason'] },
  'tag.remove': { zh: '去掉标签', properties: ['reason'] },
  'level.change': { zh: '等级变化', properties: ['reason'] },
  'consent.change': { zh: '授权变化', properties: ['channel', 'reason'] },
  optout: { zh: '退订', properties: ['channel', 'reason'] },
  'task.done': { zh: '完成任务', properties: ['reason'] },
} as const satisfies Record<string, EventWord>;

export type EventId = keyof typeof EVENTS;

/** A built-in event's entry; null for one this language does not know. */
export function eventWord(id: string): EventWord | null {
  return Object.hasOwn(EVENTS, id) ? EVENTS[id as EventId] : null;
}
