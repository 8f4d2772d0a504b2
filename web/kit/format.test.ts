import { expect, test } from 'vitest';
import { bytes, duration, money, relativeTime, shortMoney } from './format.js';

const zone = 'Asia/Shanghai';
const now = new Date('2026-03-05T14:00:00+08:00');
const zh = (at: string) => relativeTime(new Date(at), now, zone, 'zh');
const en = (at: string) => relativeTime(new Date(at), now, zone, 'en');

test('money is yuan with two decimals, short from ten thousand', () => {
  expect(money(321_800)).toBe('¥3,218.00');
  expect(money(-5)).toBe('−¥0.05');
  expect(shortMoney(41_600_000, 'zh')).toBe('¥41.6万');
  expect(shortMoney(41_600_000, 'en')).toBe('¥416K');
  expect(shortMoney(99_900, 'zh')).toBe('¥999.00');
});

test('durations use two units at most and no gap between them', () => {
  expect(duration(3 * 86_400 + 4 * 3600 + 59, 'zh')).toBe('3天 4小时');
  expect(duration(86_400 + 59, 'zh')).toBe('1天');
  expect(duration(75, 'en')).toBe('1 min 15 s');
  expect(duration(0, 'zh')).toBe('0秒');
});

test('times read as people say them, by calendar days of the shop', () => {
  expect(zh('2026-03-05T13:59:30+08:00')).toBe('刚刚');
  expect(zh('2026-03-05T13:30:00+08:00')).toBe('30分钟前');
  expect(zh('2026-03-05T09:15:00+08:00')).toBe('今天 09:15');
  expect(zh('2026-03-04T23:59:00+08:00')).toBe('昨天 23:59');
  expect(zh('2026-03-02T23:59:00+08:00')).toBe('3天前');
  expect(zh('2025-01-02T10:00:00+08:00')).toBe('2025年1月2日');
  expect(zh('2026-03-06T09:00:00+08:00')).toBe('明天 09:00');
  expect(en('2026-03-05T14:15:00+08:00')).toBe('in 15 min');
  expect(en('2026-03-12T09:00:00+08:00')).toBe('12 Mar 09:00');
});

test('bytes', () => {
  expect(bytes(900)).toBe('900 B');
  expect(bytes(3_355_443)).toBe('3.2 MB');
});
