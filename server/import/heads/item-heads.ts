import { CATEGORY_HEADS, ORDER_NUMBER_HEADS, PART_NUMBER_HEADS } from './shared-heads.js';

/** Heads of lists of the items of orders by field, as they stand after `normalHead`; the first is how a person is told of the field. */
export const ITEM_HEADS = {
  order_number: ORDER_NUMBER_HEADS,
  line_number: [...PART_NUMBER_HEADS, 'orderitemid', 'orderlineid', 'linenumber', 'lineno'],
  title: ['标题', '宝贝标题', '商品标题', '商品名称', '宝贝名称', '选购商品', '商品', 'title', 'product'],
  price: ['价格', '单价', '商品价格', '商品单价', '宝贝价格', '宝贝单价', '售价', 'price'],
  line_total: ['小计', '金额小计', '商品小计', '商品金额', '行金额', 'linetotal', 'subtotal'],
  freight: ['商品运费', '行运费', 'freightvalue', 'itemshipping'],
  quantity: ['购买数量', '数量', '商品数量', '宝贝数量', '件数', 'quantity', 'qty'],
  attributes: ['商品属性', '规格', '商品规格', '销售属性', '宝贝属性', '套餐信息', '颜色尺码', 'attributes'],
  sku: ['商家编码', '外部系统编号', 'sku编码', '规格编码', '商品编码', '货号', 'sku', '商品id', '宝贝id'],
  category: CATEGORY_HEADS,
} as const satisfies Record<string, readonly string[]>;
