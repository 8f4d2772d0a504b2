import type { Texts } from '../text.js';

export const orderTexts = {
  'order.tab': { zh: '订单', en: 'Orders' },
  'order.status.created': { zh: '待付款', en: 'Not paid' },
  'order.status.paid': { zh: '已付款', en: 'Paid' },
  'order.status.shipped': { zh: '已发货', en: 'Shipped' },
  'order.status.done': { zh: '交易成功', en: 'Completed' },
  'order.status.closed': { zh: '已关闭', en: 'Closed' },
  'order.refunded': { zh: '退款 {amount}', en: 'refunded {amount}' },
  'order.closed': { zh: '关闭原因:{reason}', en: 'Closed: {reason}' },
  'order.at': { zh: '下单', en: 'Ordered' },
  'order.empty': { zh: '没有订单', en: 'No orders' },
  'order.empty.text': {
    zh: '导入订单文件,或由接口送来订单后,会显示在这里。',
    en: 'Orders of imported files or sent through the API appear here.',
  },
} satisfies Texts<'order'>;
