/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UNKNOWN_CATALOGUE, type Catalogue } from '../catalogue/catalogue.js';
import type { Fix, Problem } from '../problem/problem.js';
import { check } from './check.js';

const shop: Catalogue = {
  ...UNKNOWN_CATALOGUE,
  coupons: {},
  segments: {},
  tags: ['老客'],
  levels: ['普通', 'VIP'],
  sops: [],
  quiet: { from: 1320, to: 540 },
};

const sop = (body: string, head = '当 关注\n  每人一次') => `流程 "x" {\n  ${head}\n  ${body}\n}`;
const codes = (text: string) => check(text, shop).map((problem) => problem.code);

function only(text: string): Problem {
  const [problem, ...others] = check(text, shop);
  expect(others).toEqual([]);
  if (!problem) throw new Error('nothing found');
  return problem;
}

function apply(text: string, fix: Fix | undefined): string {
  const edits = [...(fix?.edits ?? [])].sort((a, b) => b.range.from - a.range.from);
  return edits.reduce((out, { range, text: with_ }) => out.slice(0, range.from) + with_ + out.slice(range.to), text);
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

describe('fifteen mistakes, fifteen messages', () => {
  test.each(MISTAKES)('%i', (_, text, code, place, fixed) => {
    const problem = only(text);
    expect(problem.code).toBe(code);
    expect(text.slice(problem.range.from, problem.range.to)).toBe(place);
    const lines = apply(text, problem.fixes[0])
      .split('\n')
      .map((line) => line.trim());
    expect(fixed === '' || lines.includes(fixed)).toBe(true);
  });

  test.each(MISTAKES)('%i is mended by its first fix', (number, text) => {
    const after = check(apply(text, only(text).fixes[0]), shop).map((problem) => problem.code);
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

describe('the other rules', () => {
  test.each<[string, string, string[]]>([
    ['a name defined twice', '词库 "a" "x"\n词库 "a" "y"', ['SOP202']],
    ['names that look alike', `${sop('打标签 "Ａ"\n  打标签 "A"')}`, ['SOP203']],
    ['a rule tag set by hand', `标签 "老客" 当 R > 3\n${sop('打标签 "老客"')}`, ['SOP205']],
    ['a name with a blank at its end', '词库 "a " "x"', ['SOP105']],
    ['a tag nobody sets', sop('如果 有标签 "新客" { 结束 }'), ['SOP201']],
    ['a member level the shop lacks', sop('如果 会员等级 = "VPI" { 结束 }'), ['SOP201']],
    ['a merge field nobody knows', sop('发私信 "{粉丝.星座}"'), ['SOP213']],
    ['a field some fans lack', sop('发私信 "{粉丝.昵称}"'), ['SOP215']],
    ['a coupon that was not issued', sop('发私信 "{券.链接}"'), ['SOP216']],
    [
      'a coupon issued on one path only',
      `优惠券 "c" 减1元 有效9天\n${sop('如果 R > 3 { 发券 "c" }\n  发私信 "{券.链接}"')}`,
      ['SOP216'],
    ],
    ['a survey that was not attached', sop('发私信 "{问卷.链接}"'), ['SOP218']],
    ['“the same” of something nobody brings', sop('最多等3天 直到 回答问卷(同一工单)'), ['SOP212']],
    ['an entry that lacks the property', sop('发私信 "{本次.商品}"'), ['SOP219']],
    ['a property the event lacks', sop('如果 30天内 关注(金额 > 1元) { 结束 }'), ['SOP211']],
    ['money against a length of time', sop('如果 客单价 > 3天 { 结束 }'), ['SOP305']],
    ['text plus money', sop('如果 手机号 + 1元 > 2元 { 结束 }'), ['SOP306']],
    ['a chain in two directions', sop('如果 1元 < 客单价 > 5元 { 结束 }'), ['SOP307']],
    ['two events at once', sop('结束', '当 关注 且 评论\n  每人一次'), ['SOP321']],
    ['没有(A 且 B)', sop('如果 30天内没有(支付 且 评论) { 结束 }'), ['SOP323']],
    ['进入后 before entry', '分群 "a" 当 进入后支付', ['SOP324']],
    ['an event in a segment', '分群 "a" 当 支付', ['SOP326']],
    ['a schedule as a state', sop('如果 每天 10:00 { 结束 }'), ['SOP325']],
    ['a day that is over', sop('等待5天\n  第3天 { 打标签 "a" }'), ['SOP402']],
    ['a day that may be over', sop('最多等5天 直到 支付\n  第3天 { 打标签 "a" }'), ['SOP403']],
    ['a day in a day', sop('第1天 { 第2天 { 打标签 "a" } }').replace('第1天', '第0天'), ['SOP406']],
    [
      'a message in quiet hours',
      sop('第2天 23:00 { 发私信 "a" }', '当 关注\n  每人一次\n  免打扰 22:00-09:00'),
      ['SOP405'],
    ],
    ['after the end of time', sop('第9天 { 打标签 "a" }', '当 关注\n  每人一次\n  最长 7天'), ['SOP407']],
    ['a wait of years', sop('等待400天'), ['SOP408']],
    ['a wait on leaving', sop('结束', '当 关注\n  每人一次\n  一旦 支付 就离开 { 等待1天 }'), ['SOP409']],
    ['an empty span', sop('结束', '当 关注\n  每人一次\n  仅在 09:00-09:00'), ['SOP410']],
    ['no way in', sop('结束', '每人一次'), ['SOP501']],
    ['no re-entry clause', sop('结束', '当 关注'), ['SOP502']],
    ['a step nobody reaches', sop('结束\n  打标签 "a"'), ['SOP504']],
    ['arms that do not add up', sop('分流 "a" { "b" 50% { 结束 } "c" 40% { 结束 } }'), ['SOP505']],
    ['everyone again at every tick', sop('结束', '当 每天 10:00 且 曾经支付\n  可再次进入'), ['SOP506']],
    ['a head written twice', sop('结束', '当 关注\n  每人一次\n  最长 7天\n  最长 8天'), ['SOP123']],
    ['a budget without a goal', sop('结束', '当 关注\n  每人一次\n  预算 100元 每月'), ['SOP602']],
    ['quiet hours laxer than the shop', sop('结束', '当 关注\n  每人一次\n  免打扰 23:00-08:00'), ['SOP603']],
    ['no time left', sop('结束', '当 关注\n  每人一次\n  免打扰 09:00-22:30\n  仅在 10:00-22:00'), ['SOP604']],
    ['personal data leaving', sop('推送 "ERP" 带 手机号'), ['SOP611']],
    ['a test without an SOP', '测试 "t" { 第0天 关注 }', ['SOP701']],
    ['a test with an open value', `${sop('结束')}\n测试 "t" { 第0天 支付(金额 > 1元) }`, ['SOP702']],
    ['an arm nobody wrote', `${sop('结束')}\n测试 "t" { 分流 "a" = "b" }`, ['SOP703']],
    ['a test going back in time', `${sop('结束')}\n测试 "t" { 第2天 关注 第1天 评论 }`, ['SOP704']],
    ['501 steps', sop('打标签 "a"\n'.repeat(501)), ['SOP806']],
    ['a text of 3,000 characters', sop(`发私信 "${'长'.repeat(3000)}"`), ['SOP808']],
  ])('%s', (_, text, expected) => {
    expect(codes(text)).toEqual(expected);
  });
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

  test('the templates are clean together, with nothing else in the shop', () => {
    expect(files.length).toBe(4);
    expect(
      check(files, { ...shop, quiet: null, surveys: [], groups: [], words: {}, texts: {}, fields: {}, events: [] }),
    ).toEqual([]);
  });

  test('a circle over two files is one problem, with the file it is in', () => {
    const [a, b] = ['A', 'B'].map((name, i) => ({
      path: `${name}.sop`,
      text: `流程 "${name}" { 当 关注 可再次进入 启动流程 "${i === 0 ? 'B' : 'A'}" }`,
    }));
    const problems = a && b ? check([a, b], shop) : [];
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
      void check(text.slice(0, from) + (twice ? cut + cut : '') + text.slice(from + length), shop);
    }),
    { numRuns: 200 },
  );
});
