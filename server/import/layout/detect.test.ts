import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { detectDelimiter } from '../csv/detect-delimiter.js';
import { detectEncoding } from '../csv/detect-encoding.js';
import { detectHeader } from './detect-header.js';
import { detectNotation } from './detect-notation.js';
import { isLayoutLine } from './layout-lines.js';
import { mapColumns } from '../map-columns.js';
import { styleOf } from '../xlsx/styles.js';
import { numberText } from '../xlsx/cell-text.js';

const text = '订单编号,买家会员名\n1001,小鹿\n';
const rowsOf = (...rows: string[][]) => rows.map((cells, i) => ({ no: i + 1, cells }));

describe('detectEncoding', () => {
  it.each([
    ['utf-8', Buffer.from(text)],
    ['utf-8', Buffer.from(`\ufeff${text}`)],
    ['utf-8', Buffer.from('id,nick\n1,a\n')],
    ['gb18030', iconv.encode(text, 'gbk')],
    ['gb18030', iconv.encode(`${text}𠮷😀`, 'gb18030')],
    ['utf-16le', iconv.encode(text, 'utf-16le', { addBOM: true })],
    ['utf-16le', iconv.encode(text, 'utf-16le', { addBOM: false })],
    ['utf-16be', iconv.encode(text, 'utf-16be', { addBOM: false })],
    ['gb18030', iconv.encode('id,nick\n1,小鹿\n', 'gbk')],
    ['utf-8', Buffer.from('id,nick\n1,é小\n')],
    ['utf-8', Buffer.from(text).subarray(0, -2)],
    ['gb18030', iconv.encode(text, 'gbk').subarray(0, -2)],
    ['gb18030', iconv.encode('id,nick\n1,猫\n', 'gbk')],
    ['utf-8', Buffer.from('id,name,total\n1,José,£5\n')],
    ['utf-8', Buffer.from('id,name\n1,Привет\n')],
    ['utf-8', Buffer.from('id,nick\n1,Ann😀\n2,Bob🌸\n')],
    ['utf-8', Buffer.from('id,title\n1,Cloth 30×40 cm\n')],
    ['gb18030', iconv.encode('id,nick\n1,小陆\n', 'gbk')],
    [
      'euc-kr',
      iconv.encode('주문번호,주문일시,회원번호,상품명,결제금액\n1,2026-03-05,M1,마스크팩 세트,12900\n', 'euc-kr'),
    ],
    ['utf-8', Buffer.from('id,nick\n1,小鹿\0\n2,小马\n3,小羊\n')],
  ])('tells %s', (encoding, bytes) => expect(detectEncoding(bytes)).toBe(encoding));

  it('still tells a long text that is damaged in one place', () => {
    const damaged = Buffer.concat([Buffer.from(text.repeat(20)), Buffer.from([0xff]), Buffer.from(text)]);
    expect(detectEncoding(damaged)).toBe('utf-8');
  });

  it('does not guess for what is no text', () => {
    expect(detectEncoding(Buffer.from([0x00, 0x01, 0x00, 0xfe, 0xff, 0x80, 0x00, 0x00, 0x91]))).toBeUndefined();
  });
});

describe('detectDelimiter', () => {
  it.each([
    [',', 'a,b,c\n1,2,3\n'],
    ['\t', 'a\tb\n1,5\t2,5\n3\t4\n'],
    [';', 'a;b;c\n"1;5";2;3\n'],
    ['|', 'a|b\n1|2\n'],
    [',', '昵称\n小鹿\n'],
    [',', '昵称\n小 鹿\n小 马\n'],
    [' ', ' 00001 19970101  1   11.77\n 00002 19970112 12  112.00\n'],
    ['，', '昵称，金额，备注\n小鹿，1,234.50，无\n小马，5.00，无\n'],
    ['；', '昵称；金额\n小鹿；1\n'],
    ['｜', '昵称｜金额\n小鹿｜1\n'],
    ['~', 'a~b\n1~2\n'],
    ['^', 'a^b\n1^2\n'],
    ['::', '1::1193::5\n1::661::3\n'],
    [',', '昵称,状态,金额\n小鹿,已付款，待发货,1\n小马,已付款，待发货,2\n'],
    [',', '导出;时间\na,b,c\n1,2,3\n4,5,6\n'],
  ])('tells %j', (delimiter, sample) => expect(detectDelimiter(sample)).toBe(delimiter));
});

describe('detectHeader', () => {
  it('knows the exports of Taobao, with a title above or without', () => {
    const heads = [
      '订单编号',
      '买家会员名',
      '买家应付货款',
      '买家实际支付金额',
      '订单状态',
      '收货人姓名',
      '收货地址',
      '联系电话',
      '联系手机',
      '订单创建时间',
      '订单付款时间',
      '宝贝标题',
      '宝贝总数量',
      '店铺名称',
      '订单关闭原因',
    ];
    const header = detectHeader(rowsOf(['淘宝订单导出'], [], heads, ['1001', '小鹿']));
    expect(header).toMatchObject({ row: 3, kind: 'orders', missing: [] });
    expect(header?.columns.map((column) => column.field)).toEqual([
      'order_number',
      'nick',
      'payable',
      'paid',
      'status',
      'receiver',
      'address',
      'phone_alt',
      'phone',
      'ordered_at',
      'paid_at',
      'title',
      'quantity',
      null,
      'close_reason',
    ]);
  });

  it('tells item lists from orders, though they share columns', () => {
    const header = detectHeader(
      rowsOf([
        '订单编号',
        '标题',
        '价格',
        '购买数量',
        '外部系统编号',
        '商品属性',
        '套餐信息',
        '备注',
        '订单状态',
        '商家编码',
      ]),
    );
    expect(header?.kind).toBe('items');
  });

  it('tells broadcasts from followers, in any order of columns, and reads units in heads', () => {
    const live = detectHeader(rowsOf(['打赏金额(元)', '用户昵称', '观看时长（分钟）', '进入次数', '粉丝等级']));
    expect(live?.kind).toBe('live');
    expect(live?.columns.map((column) => column.unit)).toEqual(['yuan', null, 'minutes', null, null]);
    expect(detectHeader(rowsOf(['负责人', '手机号', '关注时间', '昵称']))?.kind).toBe('followers');
    expect(detectHeader(rowsOf(['昵称']))?.kind).toBe('followers');
  });

  it('says what is missing', () => {
    expect(
      detectHeader(rowsOf(['订单编号', '买家会员名', '联系手机', '收货地址']), { kind: 'orders' })?.missing,
    ).toEqual(['订单创建时间 / 订单付款时间']);
  });

  it('leaves a head nobody knows to a person', () => {
    expect(detectHeader(rowsOf(['产品', '库存'], ['口红', '3']))).toMatchObject({ row: 1, kind: null, missing: [] });
    expect(detectHeader(rowsOf(['1', '2'], ['3', '4']))).toMatchObject({ row: 0, kind: null });
    expect(detectHeader(rowsOf(['1'], ['2']))).toBeUndefined();
    const chosen = detectHeader(rowsOf(['产品', '库存'], ['买家昵称', '关注时间']), { headerRow: 2 });
    expect(chosen).toMatchObject({ row: 2, kind: 'followers' });
  });
});

describe('detectNotation', () => {
  const HEAD = ['Order ID', 'Created Time', 'Paid Time', 'Total'];
  const notationOf = (...rows: string[][]) =>
    detectNotation(rowsOf(...rows), mapColumns('orders', HEAD).columns, new Map()).notation;

  it.each([
    ['month_first', [['03/01/2026', '']]],
    ['month_first', [['03/05/26', '03/17/26']]],
    ['day_first', [['03/01/2026', '31/01/2026']]],
    ['day_first', [['05/03/26', '17/03/26']]],
    ['year_first', [['26/03/05', '26/03/17']]],
    ['month_first', [['2026-03-05', '5.3.2026']]],
    ['day_first', [['2026-03-02'], ['05/03/2026'], ['2026-03-07'], ['09/03/2026'], ['12/03/2026'], ['2026-03-15']]],
    ['month_first', [['2026-03-30'], ['04/01/2026'], ['04/02/2026'], ['04/03/2026']]],
  ] as const)('tells %s from the dates of all columns', (dates, rows) => {
    expect(notationOf(...rows.map(([created, paid = '']) => ['D1', created, paid, '']))).toMatchObject({ dates });
  });

  it.each([
    ['.', ['1,234', '12.50']],
    ['.', ['1,234', '1.234']],
    ['.', ['$1,234.50', '1,234']],
    [',', ['1.234', '12,50 €']],
    [',', ['1 234,5', '1.234']],
    [',', ['1.234,567']],
  ])('tells the decimal sign %j of %j', (decimal, amounts) => {
    expect(notationOf(...amounts.map((amount) => ['D1', '', '', amount]))).toMatchObject({ decimal });
  });
});

describe('isLayoutLine', () => {
  const header = detectHeader(rowsOf(['昵称', '手机号', '关注时间']));
  const isLayout = (...cells: string[]) => isLayoutLine({ no: 9, cells }, 1, header?.columns ?? []);
  it.each([
    [true, ['', ' ', '']],
    [true, []],
    [true, ['合计', '', '12']],
    [true, ['', '总计：', '12']],
    [true, ['本页小计', '', '12']],
    [true, ['本日合计(2单)', '', '12']],
    [true, ['', 'Summe:', '12']],
    [false, ['Suma Rao', '', '']],
    [true, ['昵称', '手机号', '关注时间']],
    [true, ['导出时间：2026-03-05']],
    [true, ['导出时间：', '2026-03-05']],
    [true, ['4000', 'record(s) downloaded', '']],
    [true, ['Seller ID : shop', '', '']],
    [true, ['以上数据仅供参考', '', '']],
    [false, ['小鹿', '', '']],
    [false, ['合计小姐', '13812344021', '']],
    [false, ['昵称', '13812344021', '']],
  ])('%s for %j', (layout, cells) => expect(isLayout(...cells)).toBe(layout));
});

describe('numbers in sheets', () => {
  it.each([
    ['General', 'number'],
    ['0.00', 'number'],
    ['¥#,##0.00;[Red]-¥#,##0.00', 'number'],
    ['"d"0', 'number'],
    ['yyyy/m/d h:mm', 'date'],
    ['[$-804]yyyy"年"m"月"d"日"', 'date'],
    ['[h]:mm:ss', 'duration'],
    ['mm:ss', 'duration'],
  ])('%j shows a %s', (format, style) => expect(styleOf(format)).toBe(style));

  it.each([
    ['46086.334050925926', 'date', false, '2026-03-05 08:01:02'],
    ['44624', 'date', true, '2026-03-05 00:00:00'],
    ['0.04343750', 'date', false, '1:02:33'],
    ['2.5', 'duration', false, '60:00:00'],
    ['12.5', 'number', false, '12.5'],
    ['1.2E3', 'number', false, '1200'],
    ['2.41701234567891E+17', 'number', false, '2.41701234567891E+17'],
  ] as const)('%s as %s is %s', (raw, style, date1904, shown) => expect(numberText(raw, style, date1904)).toBe(shown));
});
