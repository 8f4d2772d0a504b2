import { describe, expect, it } from 'vitest';
import { parseOrderStatus } from '../rows/order-status.js';
import { isRefunded } from '../rows/refund-status.js';
import { parseBirthday } from '../values/birthday.js';
import { cleanCell } from '../values/cell.js';
import { parseCount } from '../values/count.js';
import { parseDateTime } from '../values/date-time.js';
import { parseTimeOfDay } from '../values/time-of-day.js';

const iso = (text: string) => {
  const at = parseDateTime(text, 'Asia/Shanghai');
  return at === undefined ? undefined : new Date(at).toISOString();
};

it.each([
  '2026年3月1日 上午10:05',
  '2026年03月01日10:05:00',
  '2026年3月1日(周日) 10:05',
  '2026/3/1 星期日 10:05',
  '2026-03-01T10:05:00.000000000',
  '2026-03-01T02:05:00Z',
  '2026-03-01 10:05:00+08',
  '2026-03-01 10:05:00 Asia/Shanghai',
  '2026-03-01 10:05:00 CST',
  '20260301 10:05:00',
  '20260301100500',
  'Sun, 01 Mar 2026 10:05:00 +0800',
  'Sun Mar 01 2026 10:05:00 GMT+0800 (CST)',
  'Sunday, March 1, 2026 10:05 AM',
  'Sun Mar 01 02:05:00 +0000 2026',
  'Mar 1st, 2026 10:05AM',
  '3/1/2026 10:05:00.000 a.m.',
  '2/28/2026 6:05:00 PM PST',
  '1. März 2026 10:05',
  '1 mars 2026 10:05',
  '1 de marzo de 2026 10:05 hs.',
  '1772330700',
  '1772330700000.0',
  '1772330700000000',
])('%j is a moment', (text) => expect(iso(text)).toBe('2026-03-01T02:05:00.000Z'));

it.each([
  ['2014-12-08 18', '2014-12-08T10:00:00.000Z'],
  ['09 13, 2009', '2009-09-12T16:00:00.000Z'],
  ['15 août 2026', '2026-08-14T16:00:00.000Z'],
  ['3 dic 2026', '2026-12-02T16:00:00.000Z'],
  ['今天 10:05', undefined],
  ['1 Foo 2026', undefined],
  ['2026-03-01 10:05 XYZ', undefined],
])('%j is %j', (text, at) => expect(iso(text)).toBe(at));

it.each([
  ['20:10:05', '20:10:05'],
  ['8:05 PM', '8:05 PM'],
  ['1631', '16:31'],
  ['905', '9:05'],
  ['18', '18:00'],
  ['8.0', '8:00'],
  ['2571', undefined],
  ['2026-03-01', undefined],
])('%j is the time of day %j', (text, time) => expect(parseTimeOfDay(text)).toBe(time));

it.each([
  ['08-21', '1604-08-21'],
  ['8月21日', '1604-08-21'],
  ['21/08', '1604-08-21'],
  ['02-29', '1604-02-29'],
  ['0000-08-21', '1604-08-21'],
  ['2月30日', undefined],
  ['1996-08-21', undefined],
])('%j is the birthday %j', (text, day) => expect(parseBirthday(text)).toBe(day));

it.each(['N/A', 'NaT', 'nan', '无', '—', '\\N', '#REF!', ' NA '])('%j says nothing', (cell) => {
  expect(cleanCell(cell)).toBe('');
});

it('takes a count with a point for whole pieces beside amounts with a comma', () => {
  expect(parseCount('1.0', ',')).toBe(1);
  expect(parseCount('1.000', ',')).toBe(1_000);
});

describe('words of orders and refunds', () => {
  it.each([
    ['Expédiée', 'shipped'],
    ['Versendet', 'shipped'],
    ['Entregado', 'done'],
    ['発送済', 'shipped'],
    ['已出貨', 'shipped'],
    ['Storniert', 'closed'],
    ['Pendiente', 'created'],
    ['Failed', 'closed'],
    ['Failed delivery', null],
    ['Partial Refund', 'paid'],
    ['(删除)等待出库', 'closed'],
    ['（锁定）等待出库', 'paid'],
    ['RTO', 'closed'],
    ['已失效', 'closed'],
    ['已作废', 'closed'],
    ['已结账', 'paid'],
    ['定金已付，等待买家付尾款', 'created'],
  ])('%j is %s', (text, status) => expect(parseOrderStatus(text)).toBe(status));

  it.each([
    ['退款成功', true],
    ['售后完成', true],
    ['退款关闭', false],
    ['已拒绝', false],
    ['待商家处理', false],
    ['退款中', false],
    ['Refund requested', false],
    ['Refunded', true],
    ['Returned', true],
    ['Not Returned', false],
    ['神秘', null],
  ])('%j is %j', (text, isPaidBack) => expect(isRefunded(text)).toBe(isPaidBack));
});
