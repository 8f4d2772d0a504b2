/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UNKNOWN_CATALOGUE } from '../catalogue/catalogue.js';
import type { Problem } from '../problem/problem.js';
import { check } from './check.js';
import { applyFix, SHOP, sop } from './testing/shop.js';

function only(text: string): Problem {
  const [problem, ...others] = check(text, SHOP);
  expect(others).toEqual([]);
  if (!problem) throw new Error('nothing found');
  return problem;
}

/** A mistake, its code, the place blamed, and what the first fix makes of the line; "" where no fix fits on it. */
const MISTAKES: [number, string, string, string, string][] = [
  [
    1,
    '优惠券 "新人10元" 减10元 有效7天\n' + sop('发私信 "亲,欢迎加入 附券 "新人10元"'),
    'SOP103',
    '"亲,欢迎加入',
    '发私信 "亲,欢迎加入" 附券 "新人10元"',
  ],
  [2, sop('等待三天'), 'SOP110', '三', '等待3天'],
  [3, sop('打标签 新粉-待转化'), 'SOP112', '新粉-待转化', '打标签 "新粉-待转化"'],
  [4, sop('第0天 { 发私信 "a"\n  第3天 { 发私信 "b" }'), 'SOP118', '第3天', '第0天 { 发私信 "a" }'],
  [
    5,
    sop('结束', '当 关注 或 评论 且 有标签 "老客"\n  每人一次'),
    'SOP121',
    '且',
    '当 (关注 或 评论) 且 有标签 "老客"',
  ],
  [
    6,
    '优惠券 "新人10元" 减10元 有效7天\n' + sop('发私信 "a" 附券 "新人10块"'),
    'SOP201',
    '"新人10块"',
    '发私信 "a" 附券 "新人10元"',
  ],
  [
    7,
    sop('发私信 "{昵称},您的{偏好系列}上新了"'),
    'SOP214',
    '{昵称}',
    '发私信 "{粉丝.昵称|亲},您的{粉丝.偏好系列|那款}上新了"',
  ],
  [8, sop('如果 本月支付合计金额 > 2000 { 结束 }'), 'SOP301', '2000', '如果 本月支付合计金额 > 2000元 { 结束 }'],
  [9, sop('如果 没有支付 { 结束 }'), 'SOP322', '没有支付', '如果 进入后没有支付 { 结束 }'],
  [10, sop('第7天 { 发私信 "a" }\n  第3天 { 发私信 "b" }'), 'SOP401', '第3天', ''],
  [
    11,
    '优惠券 "满减" 满100元 减10元 有效3天\n' +
      sop('第0天 { 发私信 "a" 附券 "满减" }\n  第7天 { 发私信 "{券.剩余天数}" }'),
    'SOP404',
    '{券.剩余天数}',
    '优惠券 "满减" 满100元 减10元 有效8天',
  ],
  [12, sop('第1天 { 发私信 "欢迎" }'), 'SOP411', '第1天', '第0天 { 发私信 "欢迎" }'],
  [
    13,
    '流程 "A" {\n  当 关注\n  可再次进入\n  启动流程 "B"\n}\n流程 "B" {\n  当 评论\n  可再次进入\n  启动流程 "A"\n}',
    'SOP511',
    '"B"',
    '每人一次',
  ],
  [
    14,
    sop('结束', '当 每天 10:00 且 90天内没有(进入直播间 或 支付)\n  每人一次'),
    'SOP533',
    '90天内没有(进入直播间 或 支付)',
    '当 每天 10:00 且 90天内没有(进入直播间 或 支付) 且 曾经支付',
  ],
  [
    15,
    sop(
      '第0天 { 发私信 "a" }\n  第3天 { 发私信 "b" }\n  第5天 { 发私信 "c" }',
      '当 关注\n  每人一次\n  限发 2条 每7天',
    ),
    'SOP601',
    '限发 2条 每7天',
    '限发 3条 每7天',
  ],
];

/** What each says, in the words of the language reference. */
const SENTENCES = [
  '这句文案的引号没有收尾，系统分不清文案到哪里结束。',
  '时长请用阿拉伯数字。',
  '“新粉-待转化”是您自己起的名字，名字要放在引号里。',
  '“第3天”写进了“第0天”的大括号里。第4行的 { 还没有配上 }。',
  '“或”和“且”连在一起有两种读法，会圈到不同的人，请用括号说清楚。',
  '店里没有叫“新人10块”的优惠券，最接近的是“新人10元”。',
  '{昵称} 要写成 {粉丝.昵称|亲}；而且不是每位粉丝都有昵称和偏好系列，缺了这条就发不出去。',
  '金额要带单位，2000 是元还是万元？',
  '“没有支付”要说从什么时候算起。',
  '第3天写在第7天后面。粉丝走到这里已经过了第3天，这一段永远赶不上。',
  '“满减”有效3天，第3天24点就过期了；第7天再提醒，粉丝点开是张废券。',
  '第1天是进入的次日（3月1日进入 → 3月2日发）。要在进入当天就发，请写第0天。',
  '“A”启动“B”（第4行），“B”又启动“A”（第9行），中间没有等待，同一位粉丝会没完没了地转下去。',
  '从没来过、从没买过的人也算“90天内没有”，包括刚导入的新粉。',
  '7天内最多发2条，但按这条路线第5天会发第3条，一定会被拦下。',
];

describe('fifteen mistakes, fifteen messages', () => {
  test.each(MISTAKES)('%i', (_, text, code, place, fixed) => {
    const problem = only(text);
    expect(problem.code).toBe(code);
    expect(text.slice(problem.range.from, problem.range.to)).toBe(place);
    const lines = applyFix(text, problem.fixes[0])
      .split('\n')
      .map((line) => line.trim());
    expect(fixed === '' || lines.includes(fixed)).toBe(true);
  });

  test.each(MISTAKES)('%i says what happens, and to whom', (number, text) => {
    expect(only(text).message.zh).toBe(SENTENCES[number - 1]);
  });

  test.each(MISTAKES)('%i is mended by its first fix', (number, text) => {
    const after = check(applyFix(text, only(text).fixes[0]), SHOP).map((problem) => problem.code);
    // A fix that begins a sentence leaves nothing; bringing 第3天 forward, too.
    expect([number, after]).toEqual([number, []]);
  });
});

test('both languages say something, with nothing left to fill in', () => {
  for (const [, text] of MISTAKES) {
    const { message, fixes } = only(text);
    for (const said of [message, ...fixes.map((fix) => fix.title)]) {
      expect(said.zh).toMatch(/\p{Script=Han}/u);
      expect(said.zh + said.en).not.toMatch(/undefined|\[object|\$\{/);
    }
  }
});

test('the SOPs of the reference are clean', () => {
  for (const language of ['zh', 'en']) {
    const folder = new URL(`../testing/reference/${language}/`, import.meta.url);
    for (const file of readdirSync(folder)) {
      const found = check(readFileSync(new URL(file, folder), 'utf8'), UNKNOWN_CATALOGUE);
      expect([file, found]).toEqual([file, []]);
    }
  }
});

describe('a folder', () => {
  const templates = new URL('../templates/', import.meta.url);
  const files = readdirSync(templates).map((path) => ({ path, text: readFileSync(new URL(path, templates), 'utf8') }));

  test('the templates are clean together, in a shop that has only their surveys and groups', () => {
    expect(files.length).toBe(13);
    const surveys = ['沉睡原因', '售后满意度'];
    const shop = {
      ...SHOP,
      quiet: null,
      links: null,
      surveys,
      groups: ['直播销售'],
      words: {},
      texts: {},
      fields: {},
      events: [],
    };
    expect(check(files, shop)).toEqual([]);
  });

  test('a circle over two files is one problem, with the file it is in', () => {
    const [a, b] = ['A', 'B'].map((name, i) => ({
      path: `${name}.sop`,
      text: `流程 "${name}" { 当 关注 可再次进入 启动流程 "${i === 0 ? 'B' : 'A'}" }`,
    }));
    const problems = a && b ? check([a, b], SHOP) : [];
    expect(problems.map(({ code, file }) => [code, file])).toEqual([['SOP511', 'A.sop']]);
    expect(problems[0]?.message.zh).toContain('B.sop 第1行');
  });
});

test('no cut or doubled piece of a real SOP makes it throw', () => {
  const folder = new URL('../testing/reference/zh/', import.meta.url);
  const texts = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));
  const piece = fc.tuple(fc.constantFrom(...texts), fc.nat(1600), fc.nat(60), fc.boolean());
  fc.assert(
    fc.property(piece, ([text, from, length, twice]) => {
      const cut = text.slice(from, from + length);
      void check(text.slice(0, from) + (twice ? cut + cut : '') + text.slice(from + length), SHOP);
    }),
    { numRuns: 200 },
  );
});
