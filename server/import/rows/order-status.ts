import type { OrderStatus } from '../../event/order-state.js';

/** Words in the status texts of platforms; the first that fits decides. */
const WORDS: [RegExp, OrderStatus][] = [
  [
    /(?<!未)关闭|(?<!未)取消|(?<!部分)(?:已退款|退款成功|退款完成)|closed|cancel|(?<!partially[_ -]?)refunded|voided|unavailable/i,
    'closed',
  ],
  [
    /等待买家付款|待付款|待支付|未付款|未支付|已下单|unpaid|awaiting[_ -]payment|wait_buyer_pay|not_paid|pending|authorized|on[- ]hold/i,
    'created',
  ],
  [
    /交易成功|已完成|订单完成|交易完成|^完成$|[待已]评价|已收货|已签收|确认收货(?!前)|finished|completed?|success|(?<!un)delivered/i,
    'done',
  ],
  [
    /等待买家确认|卖家已发货|已发货|部分发货|待收货|运输|shipped|wait_buyer_confirm|delivering|(?<!un)fulfilled/i,
    'shipped',
  ],
  [
    /已付款|已支付|待发货|等待卖家发货|备货|待出库|打印|待揽|paid|awaiting[_ -](?:shipment|fulfillment|pickup)|wait_seller_send|processing|invoiced|approved|partially/i,
    'paid',
  ],
];

/** Whether an order that is closed had been paid for. */
export function isPaidBack(text: string): boolean {
  return /退款|refunded/i.test(text);
}

/** Null when the text tells nothing: then the times of the order do. */
export function parseOrderStatus(text: string): OrderStatus | null {
  return WORDS.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
