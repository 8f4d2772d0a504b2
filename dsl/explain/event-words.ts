import type { EventId } from '../vocabulary/event.js';

/** English clauses about a fan: what happens now (`who pays`), and what has happened (`has paid`). */
const CLAUSES: Record<EventId, readonly [now: string, past: string]> = {
  follow: ['follows', 'followed'],
  unfollow: ['unfollows', 'unfollowed'],
  'live.enter': ['enters a live room', 'entered a live room'],
  'live.watch': ['watches a live', 'watched a live'],
  'live.comment': ['comments', 'commented'],
  'live.like': ['likes a live', 'liked a live'],
  'live.share': ['shares a live', 'shared a live'],
  'live.gift': ['gives a gift', 'given a gift'],
  'live.rank': ['gets into the gift ranking', 'got into the gift ranking'],
  'live.start': ['has a live start', 'had a live start'],
  'product.click': ['looks at a product', 'looked at a product'],
  'cart.add': ['puts a product into the cart', 'put a product into the cart'],
  'cart.remove': ['takes a product out of the cart', 'taken a product out of the cart'],
  'coupon.claim': ['claims a coupon', 'claimed a coupon'],
  'coupon.use': ['uses a coupon', 'used a coupon'],
  'coupon.expire': ['has a coupon expire', 'had a coupon expire'],
  'order.create': ['places an order', 'placed an order'],
  'order.pay': ['pays', 'paid'],
  'order.ship': ['has an order shipped', 'had an order shipped'],
  'order.refund': ['gets a refund', 'got a refund'],
  'order.return': ['returns goods', 'returned goods'],
  'message.sent': ['is sent a message', 'been sent a message'],
  'message.delivered': ['has a message delivered', 'had a message delivered'],
  'message.opened': ['opens a message', 'opened a message'],
  'message.clicked': ['clicks in a message', 'clicked in a message'],
  'message.failed': ['cannot be reached by a message', 'not been reached by a message'],
  'message.replied': ['answers a message', 'answered a message'],
  'form.submit': ['fills in a form', 'filled in a form'],
  'quote.open': ['opens a quote', 'opened a quote'],
  'ticket.open': ['opens a ticket', 'opened a ticket'],
  'ticket.close': ['has a ticket closed', 'had a ticket closed'],
  'survey.answer': ['answers a survey', 'answered a survey'],
  'tag.add': ['gets a tag', 'got a tag'],
  'tag.remove': ['loses a tag', 'lost a tag'],
  'level.change': ['changes level', 'changed level'],
  'consent.change': ['changes their consent', 'changed their consent'],
  optout: ['opts out', 'opted out'],
  'task.done': ['has a task done for them', 'had a task done for them'],
};

/** Null for an event that this language does not know, such as one of the shop's own. */
export function eventClause(id: string): { now: string; past: string } | null {
  const clause = Object.hasOwn(CLAUSES, id) ? CLAUSES[id as EventId] : undefined;
  return clause ? { now: clause[0], past: clause[1] } : null;
}
