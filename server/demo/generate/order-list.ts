import { csvLine } from './csv.js';
import { orderAt, statusAt, type DemoOrder } from './order.js';
import { amountText, masked, maskedPhone, phoneText, respelled } from './quirk.js';
import { randomFor, type Random } from './random.js';
import { REMARKS } from './words.js';
import { localTime, SHOP_NAME, type World } from './world.js';

/** One `ExportOrderList….csv`: orders from number `from` up to, but not including, `to`, as they stood then. */
export interface OrderListPart {
  from: number;
  to: number;
  exportedAt: number;
}

const ORDER_LIST = 4;

const HEADER = [
  '订单编号', '买家会员名', '买家应付货款', '买家实际支付金额', '订单状态', '买家留言', '收货人姓名', '收货地址', '联系电话', '联系手机', '订单创建时间',
  '订单付款时间', '宝贝标题', '宝贝总数量', '店铺名称', '', '订单关闭原因',
]; // prettier-ignore

/** The list as Taobao exports it, newest order first, with everything that makes such lists hard to read. */
export function* orderList(world: World, { from, to, exportedAt }: OrderListPart): Iterable<string> {
  const header = csvLine(HEADER);
  let paid = 0;
  yield header;
  for (let index = to - 1; index >= from; index--) {
    const order = orderAt(world, index);
    if (order.createdAt > exportedAt) continue;
    const random = randomFor(world.seed, ORDER_LIST, index, exportedAt);
    const line = csvLine(cellsOf(order, exportedAt, random));
    yield line;
    if (random.chance(0.002)) yield line;
    if (random.chance(0.0005)) yield header;
    if (isPaid(order, exportedAt)) paid += order.payable;
  }
  yield csvLine(['合计', '', '', (paid / 100).toFixed(2), ...HEADER.slice(4).map(() => '')]);
}

function isPaid(order: DemoOrder, at: number): boolean {
  return order.paidAt !== null && order.paidAt <= at;
}

function cellsOf(order: DemoOrder, exportedAt: number, random: Random): string[] {
  const { fan } = order;
  const paid = isPaid(order, exportedAt);
  const quantity = order.lines.reduce((sum, line) => sum + line.quantity, 0);
  const cells = [
    `="${order.number}"`,
    random.chance(0.02) ? masked(fan.nick) : respelled(fan.nick, random),
    amountText(order.payable, random),
    paid ? amountText(order.payable, random) : '0.00',
    statusAt(order, exportedAt),
    random.chance(0.03) ? random.pick(REMARKS) : '',
    fan.name,
    fan.address,
    random.chance(0.02) ? '0571-8888' + String(random.int(1000, 9999)) : '',
    fan.hidesPhone ? maskedPhone(fan.phone) : phoneText(fan.phone, random),
    localTime(order.createdAt),
    paid && order.paidAt !== null ? localTime(order.paidAt) : '',
    order.lines.map((line) => line.product.title).join(' ,'),
    String(quantity),
    SHOP_NAME,
    '',
    order.closedAt !== null && order.closedAt <= exportedAt ? order.closeReason : '',
  ];
  return random.chance(0.003) ? spoilt(cells, random) : cells;
}

/** A row that nobody could load, each in its own way. */
function spoilt(cells: string[], random: Random): string[] {
  const [column, text] = random.pick([
    [0, '2.41701E+18'],
    [0, ''],
    [2, '面议'],
    [10, '2026-13-45 25:61:00'],
  ] as [[number, string], ...[number, string][]]);
  return cells.with(column, text);
}
