import type { IncomingEvent } from '@fanloom/server/event/incoming-event.js';

/** Fen that the one order of these stories cost. */
export const PAID = 30_000;
export const BOUGHT_AT = Date.parse('2026-03-02T09:00:00+08:00');
export const HOUR = 3_600_000;

const yuan = (fen: number) => (fen / 100).toFixed(2);
/** On the shop's clock. */
export const local = (at: number) => new Date(at + 8 * HOUR).toISOString().slice(0, 19).replace('T', ' ');

/** A list of orders as of now. @param amount fen paid back in all */
export function list(amount: number): string {
  const status = amount === PAID ? '交易关闭' : '交易成功';
  return (
    '订单编号,买家会员名,买家实际支付金额,订单状态,退款金额,订单创建时间,订单付款时间,宝贝标题\n' +
    `N1,小鹿,${yuan(PAID)},${status},${yuan(amount)},2026-03-01 08:00:00,${local(BOUGHT_AT)},口红\n`
  );
}

/** A log of behaviour. */
export const behaviour = (amount: number) =>
  `timestamp,visitorid,event,itemid,transactionid,price\n${local(BOUGHT_AT + 3 * HOUR)},u1,refund,7,N1,${yuan(amount)}\n`;

/** A list of refunds. */
export const listed = (key: string, amount: number) =>
  `退款编号,订单编号,买家退款金额,退款状态,退款完结时间\n${key},N1,${yuan(amount)},退款成功,${local(BOUGHT_AT + 4 * HOUR)}\n`;

/** Heads of a list of sales, a row for each article. */
export const LINES = 'InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n';
/** Goods that came back. */
export const back = (key: string, amount: number) => `${LINES}N1,${key},-1,2026-04-05 08:26,${yuan(amount)},u1\n`;

export const by = (person: IncomingEvent['person'], type: string, key: string, properties = {}): IncomingEvent => {
  return { type, person, properties, source: 'erp', key, happenedAt: BOUGHT_AT };
};

/** What a sender tells of a refund. */
export const part = (key: string, amount: number): IncomingEvent => ({
  ...by({ user_id: 'u1' }, 'order.refund', key, { order: 'N1', amount }),
  happenedAt: BOUGHT_AT + amount,
});
