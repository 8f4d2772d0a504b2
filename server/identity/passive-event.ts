/** What happens to a fan without them doing anything shows no activity. */
export const PASSIVE: ReadonlySet<string> = new Set([
  'message.sent',
  'message.delivered',
  'message.failed',
  'coupon.expire',
  'order.ship',
  'tag.add',
  'tag.remove',
  'level.change',
]);
