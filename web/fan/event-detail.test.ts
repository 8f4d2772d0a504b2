import { expect, test } from 'vitest';
import { eventDetail } from './event-detail.js';

test('says money, length and things, and leaves out what it does not know', () => {
  expect(eventDetail({ amount: 9900, product: ['口红', '粉底'], hidden: { a: 1 } }, 'zh')).toBe('¥99.00 · 口红、粉底');
  expect(eventDetail({ duration: 95, session: '3月5日晚8点' }, 'zh')).toBe('1分 35秒 · 3月5日晚8点');
  expect(eventDetail({ task: '回访' }, 'zh')).toBe('回访');
  expect(eventDetail({ level: '金卡' }, 'zh')).toBe('金卡');
  expect(eventDetail(null, 'zh')).toBe('');
});
