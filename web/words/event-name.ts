import { type EventId, EVENTS } from '@fanloom/dsl/vocabulary/event.js';
import type { Language } from '../i18n/language.svelte.js';

const english = {
  follow: 'Followed',
  unfollow: 'Unfollowed',
  'live.enter': 'Entered the live room',
  'live.watch': 'Watched live',
  'live.comment': 'Commented',
  'live.like': 'Liked',
  'live.share': 'Shared',
  'live.gift': 'Gave a gift',
  'live.rank': 'Ranked in gifts',
  'live.start': 'Broadcast started',
  'product.click': 'Clicked a product',
  'cart.add': 'Added to cart',
  'cart.remove': 'Removed from cart',
  'coupon.claim': 'Claimed a coupon',
  'coupon.use': 'Used a coupon',
  'coupon.expire': 'Coupon expired',
  'order.create': 'Ordered',
  'order.pay': 'Paid',
  'order.ship': 'Shipped',
  'order.refund': 'Refunded',
  'order.return': 'Returned',
  'message.sent': 'Message sent',
  'message.delivered': 'Message delivered',
  'message.opened': 'Opened a message',
  'message.clicked': 'Clicked in a message',
  'message.failed': 'Message failed',
  'message.replied': 'Replied',
  'form.submit': 'Submitted a form',
  'quote.open': 'Opened a quote',
  'ticket.open': 'Ticket opened',
  'ticket.close': 'Ticket closed',
  'survey.answer': 'Answered a survey',
  'tag.add': 'Tagged',
  'tag.remove': 'Untagged',
  'level.change': 'Level changed',
  'consent.change': 'Consent changed',
  optout: 'Opted out',
  'task.done': 'Task done',
} as const satisfies Record<EventId, string>;

/** What an event is called on screen; the shop's own events go by their own name. */
export function eventName(type: string, language: Language): string {
  if (!isBuiltIn(type)) return type;
  return language === 'zh' ? EVENTS[type].zh : english[type];
}

function isBuiltIn(type: string): type is EventId {
  return Object.hasOwn(EVENTS, type);
}
