import type { Texts } from '../text.js';

export const productTexts = {
  'product.list': { zh: '商品', en: 'Products' },
  'product.name': { zh: '商品', en: 'Product' },
  'product.category': { zh: '品类', en: 'Category' },
  'product.sold': { zh: '售出件数', en: 'Pieces' },
  'product.orders': { zh: '订单', en: 'Orders' },
  'product.revenue': { zh: '销售额', en: 'Revenue' },
  'product.refunded': { zh: '有退款的订单', en: 'Orders with refunds' },
  'product.buyers': { zh: '买家', en: 'Buyers' },
  'product.all': { zh: '全部品类', en: 'All categories' },
  'product.noCategory': { zh: '没有品类', en: 'Without a category' },
  'product.days': { zh: '最近 {n} 天', en: 'Last {n} days' },
  'product.range': { zh: '付款时间', en: 'Paid' },
  'product.empty': { zh: '这段时间没有卖出商品', en: 'Nothing was sold in this time' },
  'product.empty.text': {
    zh: '导入订单和宝贝明细后，这里按商品和品类汇总。',
    en: 'After orders and their items are imported, they are added up here by product and category.',
  },
  'product.note': { zh: '按已付款的订单统计，销售额不扣退款。', en: 'Of paid orders; revenue is before refunds.' },
} satisfies Texts<'product'>;
