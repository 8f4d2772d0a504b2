/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from '../parser/parse.js';
import { Random } from '../testing/random.js';
import { definitionRules, randomDefinition } from '../testing/random-syntax.js';
import { meaningOf } from '../testing/same.js';
import { CONDITIONS, inSegment, STEPS, TRIGGERS, withSteps, withTrigger } from '../testing/sentences.js';
import { format } from './format.js';

const folder = (path: string) => new URL(`../${path}/`, import.meta.url);
const texts = ['testing/reference/zh', 'testing/reference/en', 'templates'].flatMap((path) =>
  readdirSync(folder(path)).map((file) => readFileSync(new URL(file, folder(path)), 'utf8')),
);
const sentences = [...CONDITIONS.map(inSegment), ...TRIGGERS.map(withTrigger), ...STEPS.map(withSteps)];
const meaning = (text: string) => meaningOf(parse(text).file.definitions);

describe('layout', () => {
  test('one step a line, half-width, straight quotes, first spellings', () => {
    const before =
      '流程“a”｛当 关注 并且 有标签“甲”、“乙” 每人一次 第0天｛打标签“丙”发送私信“你好，{粉丝.昵称|亲}”附券“券”｝｝';
    expect(format(before)).toBe(`流程 "a" {
  当 关注 且 有标签 "甲", "乙"
  每人一次

  第0天 {
    打标签 "丙"
    发私信 "你好，{粉丝.昵称|亲}" 附券 "券"
  }
}
`);
  });

  test('comments stay with what they stand at', () => {
    const before =
      '# 文件\n流程 "a" { # 名字\n当 关注\n\n\n# 规则\n每人一次 # 一次\n第0天 { # 开始\n结束\n# 完\n} }\n# 尾';
    expect(format(before)).toBe(`# 文件
流程 "a" {  # 名字
  当 关注

  # 规则
  每人一次  # 一次

  第0天 {  # 开始
    结束
    # 完
  }
}
# 尾
`);
  });

  test('a long text keeps its lines', () => {
    const before = '话术 "a" """\n      第一行\n        第二行 "引号"\n\n      {粉丝.昵称|亲}\n    """';
    expect(format(before)).toBe('话术 "a" """\n  第一行\n    第二行 \\"引号\\"\n\n  {粉丝.昵称|亲}\n  """\n');
    expect(meaning(format(before))).toEqual(meaning(before));
  });

  test('a text with mistakes comes back unchanged', () => {
    const wrong = '流程 "a" { 等待三天 }';
    expect(format(wrong)).toBe(wrong);
  });
});

test.each([...texts, ...sentences])('formatting keeps the meaning and is a fixed point: %.30s', (text) => {
  const once = format(text);
  expect(meaning(once)).toEqual(meaning(text));
  expect(format(once)).toBe(once);
});

test.each([...texts, ...sentences])('Chinese and English keywords turn into each other: %.30s', (text) => {
  const zh = format(text, 'zh');
  const en = format(zh, 'en');
  expect(parse(en).problems).toEqual([]);
  expect(meaning(en)).toEqual(meaning(zh));
  expect(format(en, 'zh')).toBe(zh);
});

test('the templates are formatted', () => {
  const templates = folder('templates');
  for (const file of readdirSync(templates)) {
    const text = readFileSync(new URL(file, templates), 'utf8');
    expect(format(text)).toBe(text);
  }
});

describe('for any text', () => {
  const names = fc.string({ unit: 'grapheme', maxLength: 20 });
  const quoted = (value: string) => `"${value.replace(/[\\"”]/g, '\\$&').replace(/[\r\n]/g, ' ')}"`;

  test('formatting is a fixed point, whatever people write in quotes and comments', () => {
    fc.assert(
      fc.property(names, names, names, (name, text, comment) => {
        const source = `流程 ${quoted(name)} { # ${comment.replace(/[\r\n]/g, ' ')}\n 当 关注 每人一次 发私信 ${quoted(text)} }`;
        const once = format(source);
        expect(format(once)).toBe(once);
        expect(meaning(once)).toEqual(meaning(source));
      }),
    );
  });

  test('cut and doubled pieces of real SOPs never make it throw', () => {
    const piece = fc.tuple(fc.constantFrom(...texts), fc.nat(1600), fc.nat(60), fc.boolean());
    fc.assert(
      fc.property(piece, ([text, from, length, twice]) => {
        const cut = text.slice(from, from + length);
        const once = format(text.slice(0, from) + (twice ? cut + cut : '') + text.slice(from + length));
        expect(format(once)).toBe(once);
      }),
      { numRuns: 150 },
    );
  });
});

describe('for every construct of the grammar', () => {
  const EACH = 100;
  const made = (['zh', 'en'] as const).flatMap((language) =>
    Array.from({ length: 15 * EACH }, (_, seed) => ({ seed, ...randomDefinition(new Random(seed), language) })),
  );
  const isReadable = (text: string) => parse(text).problems.every(({ severity }) => severity !== 'error');
  const some = made.filter(({ seed }) => seed < EACH);
  const readable = some.filter(({ text }) => isReadable(text));
  const covered = new Set(readable.flatMap(({ rules }) => [...rules]));
  for (const one of made) {
    if (one.seed < EACH || [...one.rules].every((rule) => covered.has(rule)) || !isReadable(one.text)) continue;
    readable.push(one);
    for (const rule of one.rules) covered.add(rule);
  }

  test('nearly all can be read, and no rule of the grammar is left out', () => {
    expect(some.filter((one) => readable.includes(one)).length / some.length).toBeGreaterThan(0.95);
    expect(definitionRules().filter((rule) => !covered.has(rule))).toEqual([]);
  });

  test('the keywords turn into each other and back', () => {
    for (const { text } of readable) {
      const zh = format(text, 'zh');
      const en = format(zh, 'en');
      expect(meaning(en)).toEqual(meaning(text));
      expect(format(en, 'zh')).toBe(zh);
      expect(format(en, 'en')).toBe(en);
    }
  });

  test('every comment survives, in its order', () => {
    for (const { text } of readable) {
      const { commented, count } = withComments(text);
      const wanted = Array.from({ length: count }, (_, i) => `# ${i}`);
      for (const keywords of ['zh', 'en'] as const) {
        expect(parse(format(commented, keywords)).comments.map((comment) => comment.text)).toEqual(wanted);
      }
    }
  });
});

/** The text with a comment behind each of its lines and on a line of its own before the next. */
function withComments(text: string): { commented: string; count: number } {
  let commented = '';
  let count = 0;
  let at = 0;
  for (const { startOffset, startsLine } of parse(text).tokens) {
    if (!startsLine || startOffset === 0) continue;
    const before = text.slice(at, startOffset).trimEnd();
    commented += `${before} # ${count}\n# ${count + 1}\n`;
    count += 2;
    at = startOffset;
  }
  return { commented: commented + text.slice(at), count };
}
