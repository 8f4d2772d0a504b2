/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineAt } from '../problem/locate.js';
import { meaningOf } from '../testing/same.js';
import { CONDITIONS, inSegment, STEPS, TRIGGERS, withSteps, withTrigger } from '../testing/sentences.js';
import { parse } from './parse.js';

const reference = new URL('../testing/reference/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, reference), 'utf8');
const filesOf = (language: string) =>
  readdirSync(new URL(`${language}/`, reference)).map((file) => `${language}/${file}`);
const codes = (text: string) => parse(text).problems.map((problem) => problem.code);

describe('the whole grammar', () => {
  test.each([...filesOf('zh'), ...filesOf('en')])('%s', (path) => {
    const { problems, file } = parse(read(path));
    expect(problems).toEqual([]);
    expect(file.definitions.length).toBeGreaterThan(0);
  });

  test.each([...CONDITIONS.map(inSegment), ...TRIGGERS.map(withTrigger), ...STEPS.map(withSteps)])('%s', (text) => {
    expect(parse(text).problems).toEqual([]);
  });

  test.each(['01', '02', '08'])('SOP %s is one tree in both keyword sets', (number) => {
    const [zh, en] = ['zh', 'en'].map((language) =>
      meaningOf(parse(read(`${language}/${number}.sop`)).file.definitions),
    );
    expect(en).toEqual(zh);
  });

  test.each([
    ['每人每90天一次', 'once per fan every 90 days'],
    ['一旦 支付 就离开', 'leave when order.pay'],
    ['目标 支付 7天内', 'goal order.pay within 7 days'],
  ])('the word orders %s and %s give one tree', (zh, en) => {
    const head = (text: string) => meaningOf(parse(`流程 "x" { ${text} 结束 }`).file.definitions);
    expect(head(en)).toEqual(head(zh));
  });
});

describe('recovery', () => {
  test('a mistake in one SOP hides nothing in the next', () => {
    const text = '流程 "a" {\n  当 关注 每人一次\n  等待\n}\n流程 "b" {\n  当 关注 每人一次\n  打标签\n}';
    const { problems, file } = parse(text);
    expect(problems.map((problem) => text.slice(problem.range.from, problem.range.to))).toEqual(['等待', '打标签']);
    expect(file.definitions.map((definition) => definition.kind)).toEqual(['sop', 'sop']);
  });

  test('every line with a mistake says so once, and the others are read', () => {
    const lines = [
      ...['当 关注 或', '每人', '限发 3 每7天', '免打扰 22:00', '目标 支付', '说明'],
      ...[
        '发私信',
        '打标签',
        '等待',
        '如果 R > { 结束 }',
        '最多等3天 支付',
        '任务 "t" 给 期限 1天',
        '设 来源 "a"',
        '转交',
      ],
    ];
    const text = `流程 "a" {\n${lines.join('\n')}\n打标签 "b"\n}\n流程 "b" { 当 关注 每人一次 打标签 "c" }`;
    const { problems, file, lines: starts } = parse(text);
    expect(problems.map(({ range }) => lineAt(starts, range.from))).toEqual(lines.map((_, i) => i + 1));
    const [a, b] = file.definitions;
    expect(a?.kind === 'sop' && a.steps.at(-1)?.kind).toBe('tag');
    expect(b?.sound).toBe(true);
  });

  test('a forgotten brace costs one message and does not swallow the next SOP', () => {
    const text = '流程 "a" {\n  当 关注 每人一次\n  第0天 {\n    结束\n流程 "b" { 当 关注 每人一次 结束 }';
    expect(codes(text)).toEqual(['SOP118']);
    expect(parse(text).file.definitions.map(({ sound }) => sound)).toEqual([false, true]);
  });

  test('an SOP whose first brace was forgotten is read and checked as if it stood there', () => {
    const text =
      '流程 "a"\n  当 关注\n  每人一次\n  结束\n}\n测试 "t"\n  第0天 关注\n}\n流程 "b" { 当 关注 每人一次 结束 }';
    expect(codes(text)).toEqual(['SOP122', 'SOP122']);
    expect(parse(text).problems.map(({ fixes }) => fixes[0]?.edits[0]?.text)).toEqual([' {', ' {']);
    expect(parse(text).file.definitions.map(({ kind, sound }) => [kind, sound])).toEqual([
      ['sop', true],
      ['test', true],
      ['sop', true],
    ]);
  });

  test('a brace forgotten before 否则 is one message, and the branch is read', () => {
    const text = '流程 "a" {\n 当 关注\n 每人一次\n 如果 R > 1 {\n  结束\n 否则 {\n  打标签 "b"\n }\n}';
    expect(codes(text)).toEqual(['SOP118']);
    const [sop] = parse(text).file.definitions;
    expect(sop?.kind === 'sop' && sop.steps[0]?.kind === 'if' && sop.steps[0].otherwise?.steps.length).toBe(1);
  });

  test.each([
    ['一个多余的括号', '流程 "a" { 当 关注 每人一次 结束 } }', 'SOP117'],
    ['没有收尾的圆括号', '流程 "a" {\n 当 支付(金额 > 1元\n 每人一次\n 第0天 { 结束 }\n}', 'SOP119'],
    ['规则写在步骤后面', '流程 "a" {\n 当 关注\n 每人一次\n 结束\n 限发 3条 每7天\n}', 'SOP124'],
    ['别的词', '流程 "a" { 当 付款 每人一次 结束 }', 'SOP115'],
    ['不认识的词', '流程 "a" { 当 关住 每人一次 结束 }', 'SOP111'],
    ['没有引号的文案', '流程 "a" { 当 关注 每人一次 发私信 欢迎光临 }', 'SOP106'],
    ['缺了大括号', '流程 "a" {\n 当 关注\n 每人一次\n 如果 R > 1 结束\n}', 'SOP120'],
    ['写成多行的文案', '流程 "a" {\n 当 关注\n 每人一次\n 发私信 "第一行\n第二行"\n}', 'SOP107'],
    ['最近30天', '分群 "a" 当 最近30天支付', 'SOP115'],
    ['按月写的时长', '流程 "a" { 当 关注 每人一次 等待1个月 }', 'SOP309'],
    ['每人1次', '流程 "a" { 当 关注 每人1次 结束 }', 'SOP115'],
    ['用“和”连名字', '流程 "a" { 当 关注 每人一次 打标签 "a" 和 "b" }', 'SOP115'],
    ['缺了“后”', '流程 "a" {\n 当 领券 2小时内没有下单\n 每人一次\n 结束\n}', 'SOP120'],
    [
      '离开少了“就”',
      '流程 "a" {\n 当 关注\n 每人一次\n 一旦 支付 离开 { 打标签 "b" }\n 免打扰 22:00-09:00\n 结束\n}',
      'SOP115',
    ],
    ['时段少了后一半', '流程 "a" {\n 当 关注\n 每人一次\n 免打扰 22:00\n 限发 3条 每7天\n 结束\n}', 'SOP122'],
    ['没有单位的次数', '分群 "a" 当 30天内 支付 至少 2', 'SOP303'],
  ])('%s', (_, text, code) => {
    expect(codes(text)).toEqual([code]);
  });

  test('a word of the other keyword set is a reminder', () => {
    const text = '流程 "a" {\n  when 关注\n  每人一次\n  结束\n}';
    const [problem] = parse(text).problems;
    expect(problem).toMatchObject({ code: 'SOP116', severity: 'warning' });
    expect(problem?.fixes[0]?.edits[0]?.text).toBe('当');
    expect(parse(text).file.definitions[0]?.sound).toBe(true);
  });
});

describe('hostile input', () => {
  test.each([
    ['nested groups', `分群 "x" 当 ${'('.repeat(5000)}`],
    ['a long sum', `分群 "x" 当 1${'+1'.repeat(50_000)} > 2`],
    ['a long condition', `分群 "x" 当 ${'R > 1 且 '.repeat(20_000)}R > 1`],
    ['unclosed braces', '流程 "x" { '.repeat(2000)],
    ['quotes', '"'.repeat(20_000)],
    ['stray brackets', `流程 "x" { ${'}'.repeat(60_000)}`],
    ['words without end', '流程 '.repeat(20_000)],
    ['blanks after the beginning of a phrase', `每人${' '.repeat(60_000)}每`],
    ['names without quotes', '甲,'.repeat(20_000)],
  ])('%s is a problem, not a crash', (_, text) => {
    const { problems } = parse(text);
    expect(problems.some((problem) => problem.severity === 'error')).toBe(true);
    expect(problems.length).toBeLessThanOrEqual(100);
  });

  test('merge fields do not nest, and a brace that does not close is a brace', () => {
    const [message] = parse('话术 "x" "{a{粉丝.昵称|亲}{"').file.definitions;
    const parts = message?.kind === 'message' ? (message.text?.parts ?? []) : [];
    expect(parts.map((part) => (typeof part === 'string' ? part : [part.field, part.fallback]))).toEqual([
      '{a',
      ['nick', '亲'],
      '{',
    ]);
  });

  test('no text makes it throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => void parse(text)),
      { numRuns: 300 },
    );
  });

  test('no cut or doubled piece of a real SOP makes it throw, and places stay inside the text', () => {
    const texts = filesOf('zh').map(read);
    const piece = fc.tuple(fc.constantFrom(...texts), fc.nat(1600), fc.nat(60), fc.boolean());
    fc.assert(
      fc.property(piece, ([text, from, length, twice]) => {
        const cut = text.slice(from, from + length);
        const changed = text.slice(0, from) + (twice ? cut + cut : '') + text.slice(from + length);
        for (const { range } of parse(changed).problems) {
          expect(range.from).toBeGreaterThanOrEqual(0);
          expect(range.to).toBeLessThanOrEqual(changed.length);
          expect(range.from).toBeLessThanOrEqual(range.to);
        }
      }),
      { numRuns: 300 },
    );
  });
});
