import { UNKNOWN_CATALOGUE } from '@fanloom/dsl/catalogue/catalogue.js';
import { expect, test } from 'vitest';
import { analyse } from './analyse.js';

const ask = (text: string) => analyse({ no: 7, text, catalogue: UNKNOWN_CATALOGUE });

const sop = (inner: string) => `流程 "甲" {\n  当 关注\n  每人一次\n${inner}\n}\n`;

test('draws days and branches in their own words', () => {
  const text = sop(`  一旦 支付 就离开 { 打标签 "买了" }
  第0天 { 发私信 "你好 {券.链接}" 附券 "十元" }
  最多等3天 直到 支付
    等到了 { 打标签 "好" }
    没等到 { 结束 }`);
  const [view] = ask(`优惠券 "十元" 减10元 有效7天\n${text}`).sops;
  expect(view?.heads.map((head) => [head.kind, head.text])).toContainEqual(['leave', '支付']);
  expect(view?.steps[0]?.title).toBe('第0天');
  expect(view?.steps[0]?.arms[0]?.steps[0]?.title).toBe('发私信');
  expect(view?.steps[1]?.arms.map((arm) => arm.label)).toEqual(['met', 'unmet']);
  expect(view?.sends).toEqual([{ channel: 'private_message', words: '"你好 {券.链接}" 附券 "十元"', coupon: '十元' }]);
});

test('still draws the timeline of a text with an error', () => {
  const answer = ask(sop('  第0天 { 打标签 }\n  第3天 { 打标签 "b" }'));
  expect(answer.problems.length).toBeGreaterThan(0);
  expect(answer.sops[0]?.steps.map((step) => step.title)).toContain('第3天');
});

test('runs the tests and says what failed', () => {
  const answer = ask(`${sop('  第0天 { 打标签 "新" }')}测试 "好" {\n  第0天 关注\n  应当 有标签 "新"\n}
测试 "坏" {\n  第0天 关注\n  应当 有标签 "旧"\n}\n`);
  expect(answer.tests.map((outcome) => outcome.passed)).toEqual([true, false]);
  expect(answer.tests[1]?.detail?.zh).toBeTruthy();
  expect(answer.sops[0]?.coverage).toEqual({ covered: 2, total: 2 });
});

test('any text gets an answer', () => {
  for (const text of ['', '}}}}', '流程', '"'.repeat(1000), '{'.repeat(500), '\ud800']) expect(ask(text).no).toBe(7);
});
