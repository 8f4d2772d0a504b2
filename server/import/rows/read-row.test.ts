import { describe, expect, it } from 'vitest';
import type { ImportKind } from '../columns.js';
import { mapColumns } from '../map-columns.js';
import { USUAL } from '../notation.js';
import { parseOrderStatus } from './order-status.js';
import { readRow } from './read-row.js';

const at = (iso: string) => Date.parse(`${iso}+08:00`);

function read(kind: ImportKind, cells: Record<string, string>) {
  const { columns } = mapColumns(kind, Object.keys(cells));
  const byField = new Map(columns.flatMap((column) => (column.field ? [[column.field, column] as const] : [])));
  return readRow(kind, Object.values(cells), {
    columns: byField,
    ownFields: new Map(),
    notation: USUAL,
    events: {},
    zone: 'Asia/Shanghai',
    latest: at('2026-06-01T00:00'),
  });
}

describe('an order row', () => {
  const row = {
    订单编号: '="2417012345678901234"',
    买家会员名: ' 小鹿\u200b ',
    买家应付货款: '1,234.50',
    买家实际支付金额: '¥1,200.00',
    订单状态: '买家已付款,等待卖家发货',
    收货人姓名: '王小丽',
    收货地址: '浙江省 杭州市 西湖区',
    联系电话: '0571-88886666',
    联系手机: "'13812344021",
    订单创建时间: '2026-03-05 08:01:02',
    订单付款时间: '2026/3/5 8:03',
    宝贝标题: '口红',
    宝贝总数量: '2',
    品类: '美妆，口红',
  };

  it('is read as Taobao writes it', () => {
    expect(read('orders', row)).toEqual({
      row: {
        kind: 'orders',
        order: {
          number: '2417012345678901234',
          fanId: null,
          status: 'paid',
          statusAt: at('2026-03-05T08:03:00'),
          payable: 123_450,
          paid: 120_000,
          refunded: 0,
          quantity: 2,
          title: '口红',
          category: null,
          orderedAt: at('2026-03-05T08:01:02'),
          paidAt: at('2026-03-05T08:03:00'),
          closeReason: null,
        },
        unnumbered: false,
        part: null,
        refund: null,
        line: { product: ' 口红', byTitle: true, amount: null },
        person: { nick: '小鹿', phone: '13812344021' },
        shippedAt: null,
        about: 'order',
        closedAt: null,
        receiver: { name: '王小丽', phone: '13812344021', address: '浙江省 杭州市 西湖区' },
        categories: ['美妆', '口红'],
        owner: null,
      },
    });
  });

  it('takes the zero dates of databases for "not yet"', () => {
    const zero = ['0000-00-00 00:00:00', '1970-01-01 08:00:00', '1900-01-01 00:00:00', '1/1/0001 12:00:00 AM'];
    for (const never of [...zero, '1899-12-30', '9999-12-31 00:00:00']) {
      const unpaid = { ...row, 订单状态: '等待买家付款', 订单付款时间: never };
      expect(read('orders', unpaid)).toMatchObject({ row: { order: { status: 'created', paidAt: null } } });
    }
  });

  it('takes the other phone where the first reaches nobody', () => {
    const swapped = { ...row, 联系手机: '138****4021', 联系电话: '13900001111' };
    expect(read('orders', swapped)).toMatchObject({ row: { person: { phone: '13900001111' } } });
  });

  it('with an amount below 0 tells of money that went back', () => {
    const order = { payable: 0, paid: 0, refunded: 2_000, quantity: 0, status: 'closed' };
    const back = { ...row, 买家应付货款: '-20.00', 买家实际支付金额: '-20.00', 宝贝总数量: '-1' };
    expect(read('orders', back)).toMatchObject({ row: { order } });
  });

  it.each([
    [{ 订单编号: '' }, { code: 'IMP201', column: '订单编号' }],
    [{ 订单编号: '??' }, { code: 'IMP202', column: '订单编号' }],
    [{ 订单编号: '2.41701E+17' }, { code: 'IMP203', column: '订单编号' }],
    [{ 买家实际支付金额: '很多' }, { code: 'IMP205', column: '买家实际支付金额' }],
    [{ 宝贝总数量: '-1' }, { code: 'IMP213', column: '宝贝总数量' }],
    [{ 联系手机: '1.38E+10' }, { code: 'IMP217', column: '联系手机' }],
    [{ 订单付款时间: '2026-02-30' }, { code: 'IMP206', column: '订单付款时间' }],
    [{ 订单付款时间: '2027-01-01' }, { code: 'IMP209', column: '订单付款时间' }],
    [{ 宝贝总数量: 'x' }, { code: 'IMP208', column: '宝贝总数量' }],
    [{ 买家会员名: '小\ufffd' }, { code: 'IMP210', column: '买家会员名' }],
    [{ 订单创建时间: '', 订单付款时间: '' }, { code: 'IMP211' }],
    [{ 宝贝标题: '长'.repeat(2_001) }, { code: 'IMP214', column: '宝贝标题' }],
  ])('with %o is rejected', (change, problem) => {
    expect(read('orders', { ...row, ...change })).toEqual({ problem });
  });
});

describe('the status of an order', () => {
  it.each([
    ['等待买家付款', 'created'],
    ['买家已付款,等待卖家发货', 'paid'],
    ['卖家已发货,等待买家确认', 'shipped'],
    ['交易成功', 'done'],
    ['交易关闭', 'closed'],
    ['已取消', 'closed'],
    ['退款成功', 'closed'],
    ['部分退款成功', null],
    ['未付款,交易关闭', 'closed'],
    ['完成', 'done'],
    ['待评价', 'done'],
    ['Not paid', 'created'],
    ['unshipped', null],
    ['Dispatched', 'shipped'],
    ['Not yet dispatched', null],
    ['In transit', 'shipped'],
    ['Out for delivery', 'shipped'],
    ['已揽件', 'shipped'],
    ['Payment accepted', 'paid'],
    ['Paiement accepté', 'paid'],
    ['Awaiting bank wire payment', 'created'],
    ['Not delivered', null],
    ['Incomplete', null],
    ['Refund completed', 'closed'],
    ['Complete refund', 'closed'],
    ['Refund pending', null],
    ['Retoure', 'closed'],
    ['WAIT_BUYER_PAY', 'created'],
    ['WAIT_SELLER_SEND_GOODS', 'paid'],
    ['WAIT_BUYER_CONFIRM_GOODS', 'shipped'],
    ['TRADE_FINISHED', 'done'],
    ['TRADE_CLOSED', 'closed'],
    ['神秘状态', null],
    ['', null],
  ])('%s is %s', (text, status) => expect(parseOrderStatus(text)).toBe(status));

  it('follows from the times where no text tells', () => {
    const times = { 订单编号: '10012', 下单时间: '2026-03-05', 付款时间: '2026-03-06' };
    expect(read('orders', times)).toMatchObject({
      row: { order: { status: 'paid', statusAt: at('2026-03-06T00:00') } },
    });
    expect(read('orders', { ...times, 付款时间: '' })).toMatchObject({ row: { order: { status: 'created' } } });
  });
});

it('reads an item', () => {
  const cells = { 订单编号: '="1001"', 标题: '口红', 价格: '99', 购买数量: '2', 商品属性: '颜色:红', 商家编码: 'K1' };
  expect(read('items', cells)).toEqual({
    row: {
      kind: 'items',
      number: '1001',
      lineNumber: null,
      title: '口红',
      price: 9_900,
      quantity: 2,
      attributes: '颜色:红',
      sku: 'K1',
      category: null,
      amount: 19_800,
      copy: 1,
    },
  });
  expect(read('items', { ...cells, 标题: '' })).toMatchObject({ row: { title: 'K1' } });
  expect(read('items', { ...cells, 标题: '', 商家编码: '' })).toEqual({ problem: { code: 'IMP212', column: '标题' } });
});

it('reads a viewer, with the units of the heads', () => {
  const cells = {
    用户昵称: '小鹿',
    '观看时长（分钟）': '62.55',
    进入次数: '3',
    评论数: '1.2万',
    '打赏金额(元)': '5.2',
    粉丝等级: 'Lv12',
    亲密度: '300',
    最近观看时间: '2026-03-05 21:00',
  };
  expect(read('live', cells)).toEqual({
    row: {
      kind: 'live',
      person: { nick: '小鹿' },
      watchSeconds: 3_753,
      visits: 3,
      comments: 12_000,
      likes: null,
      shares: null,
      gifts: 520,
      fanLevel: 12,
      intimacy: 300,
      lastWatchAt: at('2026-03-05T21:00'),
    },
  });
  expect(read('live', { 用户昵称: '小鹿', 观看时长: '一会儿' })).toEqual({
    problem: { code: 'IMP207', column: '观看时长' },
  });
});

it('reads a follower', () => {
  const cells = {
    昵称: '小鹿',
    关注时间: '2026年3月5日',
    来源: '短视频',
    手机号: '138-1234-4021',
    负责人: '小王',
    生日: '1999/7/1',
    积分: '1,200',
  };
  expect(read('followers', cells)).toEqual({
    row: {
      kind: 'followers',
      person: { nick: '小鹿', phone: '138-1234-4021' },
      followedAt: at('2026-03-05T00:00'),
      source: '短视频',
      owner: '小王',
      memberLevel: null,
      points: 1_200,
      birthday: '1999-07-01',
      fanLevel: null,
    },
  });
});
