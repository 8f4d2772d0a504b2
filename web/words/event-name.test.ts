import { expect, test } from 'vitest';
import { eventName } from './event-name.js';

test('names built-in events in both languages and others by themselves', () => {
  expect(eventName('order.pay', 'zh')).toBe('支付');
  expect(eventName('order.pay', 'en')).toBe('Paid');
  expect(eventName('领取福袋', 'en')).toBe('领取福袋');
  expect(eventName('toString', 'en')).toBe('toString');
});
