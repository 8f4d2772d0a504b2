import { csvLine } from './csv.js';
import { orderAt } from './order.js';
import { amountText } from './quirk.js';
import { randomFor } from './random.js';
import type { World } from './world.js';

const ITEM_LIST = 5;

/** `ExportOrderDetailList….csv`: a line for each product of each order, joined on the order's number. */
export function* itemList(world: World): Iterable<string> {
  yield csvLine(['订单编号', '标题', '价格', '购买数量', '商品属性', '商家编码', '商品类目']);
  for (let index = world.orders - 1; index >= 0; index--) {
    const order = orderAt(world, index);
    const random = randomFor(world.seed, ITEM_LIST, index);
    for (const { product, quantity, attributes } of order.lines) {
      yield csvLine([
        `="${order.number}"`,
        product.title,
        amountText(product.price, random),
        String(quantity),
        attributes,
        product.sku,
        product.category,
      ]);
    }
  }
}
