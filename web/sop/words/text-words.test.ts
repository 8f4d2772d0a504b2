import { expect, test } from 'vitest';
import { textWords, titleAndText } from './text-words.js';

const whole = (text: string) => textWords(text, { from: 0, to: text.length });

test('shows the head of a block and the whole of a plain step', () => {
  expect(whole('第3天 10:00 { 发私信 "亲" }')).toBe('第3天 10:00');
  expect(whole('分流 "AB" {\n  "甲" 50% { 结束 }\n}')).toBe('分流 "AB"');
  expect(whole('打标签 "新粉",\n  "老粉"')).toBe('打标签 "新粉", "老粉"');
  expect(whole('最多等3天 直到 支付\n  等到了 { 结束 }')).toBe('最多等3天 直到 支付');
});

test('a bracket inside a text opens no block', () => {
  expect(whole('发私信 "送券 {券.链接}" 未送达 { 结束 }')).toBe('发私信 "送券 {券.链接}"');
  expect(whole('发私信 “说\\"好{x}” 附券 "a"')).toBe('发私信 “说\\"好{x}” 附券 "a"');
});

test('cuts what is long', () => {
  expect(whole(`发私信 "${'很'.repeat(80)}"`)).toHaveLength(43);
});

test('sets the first word, or the day, apart', () => {
  expect(titleAndText('第3天 10:00')).toEqual({ title: '第3天 10:00', text: '' });
  expect(titleAndText('发私信 "亲" 附券 "甲"')).toEqual({ title: '发私信', text: '"亲" 附券 "甲"' });
  expect(titleAndText('打标签"甲"')).toEqual({ title: '打标签', text: '"甲"' });
  expect(titleAndText('day 3 at 10:00')).toEqual({ title: 'day 3 at 10:00', text: '' });
});
