import { UNKNOWN_CATALOGUE } from '@fanloom/dsl/catalogue/catalogue.js';
import { applyEdits } from '@fanloom/dsl/service/apply-edits.js';
import { expect, test } from 'vitest';
import { answer } from './answer.js';
import { LanguageHost } from './language-host.js';

const NOW = Date.UTC(2026, 10, 25, 2);

function host(): LanguageHost {
  const made = new LanguageHost();
  const coupons = { 新人10元: { off: { fen: 1000 }, overFen: 0, validSeconds: 604_800, stock: null } };
  made.shop = { catalogue: { ...UNKNOWN_CATALOGUE, coupons, tags: ['老客'] }, zone: 'Asia/Shanghai', now: NOW };
  return made;
}

const sop = (inner: string) => `流程 "甲" {\n  当 关注\n  每人一次\n${inner}\n}\n`;

test('reads days and branches in their own words', () => {
  const text = sop(`  一旦 支付 就离开 { 打标签 "买了" }
  第0天 { 发私信 "你好 {券.链接}" 附券 "十元" }
  最多等3天 直到 支付
    等到了 { 打标签 "好" }
    没等到 { 结束 }`);
  const [view] = host().read(`优惠券 "十元" 减10元 有效7天\n${text}`).sops;
  expect(view?.heads.map((head) => [head.kind, head.text])).toContainEqual(['leave', '支付']);
  expect(view?.steps[0]?.title).toBe('第0天');
  expect(view?.steps[0]?.arms[0]?.steps[0]?.title).toBe('发私信');
  expect(view?.steps[1]?.arms.map((arm) => arm.label)).toEqual(['met', 'unmet']);
  expect(view?.sends).toEqual([{ channel: 'private_message', words: '"你好 {券.链接}" 附券 "十元"', coupon: '十元' }]);
});

test('still reads the steps of a text with an error', () => {
  const { problems, sops } = host().read(sop('  第0天 { 打标签 }\n  第3天 { 打标签 "b" }'));
  expect(problems.length).toBeGreaterThan(0);
  expect(sops[0]?.steps.map((step) => step.title)).toContain('第3天');
});

test('problems are about the shop that was told last', () => {
  const language = host();
  const text = sop('  去标签 "生客"');
  expect(language.read(text).problems.map(({ code }) => code)).toContain('SOP201');
  language.shop = { catalogue: UNKNOWN_CATALOGUE, zone: 'Asia/Shanghai', now: NOW };
  expect(language.read(text).problems.map(({ code }) => code)).not.toContain('SOP201');
});

test('runs the tests, with how many steps they come to', () => {
  const text = `${sop('  第0天 { 打标签 "新" }')}测试 "好" {\n  第0天 关注\n  应当 有标签 "新"\n}`;
  const { tests, coverage } = host().run(text);
  expect(tests.map(({ passed }) => passed)).toEqual([true]);
  expect(coverage['甲']?.covered).toBe(coverage['甲']?.total);
});

test('draws each SOP, its nodes with their places', () => {
  const text = sop('  第0天 { 打标签 "新" }');
  const [drawing] = host().draw(text, 'zh');
  expect(drawing?.svg).toMatch(/^<svg/);
  const places = drawing?.nodes.map(({ range }) => text.slice(range.from, range.to));
  expect(places).toContain('打标签 "新"');
});

test('compares two texts by meaning, if both can run', () => {
  const language = host();
  const changes = language.compare(sop('  打标签 "甲"'), sop('  打标签 "乙"'), 'zh');
  expect(changes?.length).toBeGreaterThan(0);
  expect(language.compare(sop('  打标签 "甲"'), sop('\n\n  打标签   "甲"'), 'zh')).toEqual([]);
  expect(language.compare('', sop('  结束'), 'zh')).toBeNull();
});

test('names and formats through the service', () => {
  const language = host();
  const text = sop('  打标签 "新"\n  去标签 "新"');
  const renamed = language.rename(text, text.indexOf('"新"') + 1, '新粉');
  expect(renamed).toMatchObject({ edits: [{ text: '"新粉"' }, { text: '"新粉"' }] });
  expect(
    language.complete(sop('  打标签 "'), sop('  打标签 "').indexOf('"', 20) + 1).map(({ label }) => label),
  ).toContain('老客');
  const formatted = applyEdits(text, language.format(text));
  expect(language.format(formatted)).toEqual([]);
});

test('any text gets an answer, and a question that fails is said to have failed', () => {
  const language = host();
  for (const text of ['', '}}}}', '流程', '"'.repeat(1000), '{'.repeat(500), '\ud800']) {
    expect(answer(language, { kind: 'ask', id: 7, method: 'read', args: [text] })).toHaveProperty('value');
  }
  expect(answer(language, { kind: 'ask', id: 8, method: 'read', args: [null] })).toEqual({ id: 8, failed: true });
});
