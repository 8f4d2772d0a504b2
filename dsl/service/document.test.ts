import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { format } from '../format/format.js';
import { applyEdits } from './apply-edits.js';
import { diagnose, problemsIn } from './diagnostics.js';
import { documentSymbols } from './document-symbol.js';
import { editsBetween, formatEdits } from './format-edits.js';
import { openDocument } from './project.js';
import { quickFixes } from './quick-fix.js';
import { semanticTokens } from './semantic-token.js';
import { marked } from './testing/marked.js';
import { runTests } from './test-run.js';

const folder = new URL('../templates/', import.meta.url);
const templates = readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const);

const SOP = `流程 "甲" {
  当 关注
  每人一次

  第0天 {
    发私信 "亲,{粉丝.昵称|亲}好" # 欢迎
  }
  最多等3天 直到 支付
    等到了 {
      打标签 "买了"
    }
}
`;

describe('format edits', () => {
  test.each([
    ['blanks only', '流程  "甲"{\n当 关注\n每人一次\n结束}'],
    ['quotes and commas', '流程 “甲” { 当 关注 每人一次 打标签 “新”，“老” }'],
    ['nothing', SOP],
    ['what cannot be read', '流程 "甲" {'],
  ])('%s: they make what the formatter makes', (_, text) => {
    expect(applyEdits(text, formatEdits(text))).toBe(format(text));
  });

  test('leave what stays alone', () => {
    const text = SOP.replace('  当', '当').replace('每人一次', '每人  一次');
    const edits = formatEdits(text);
    expect(edits.length).toBeGreaterThan(0);
    expect(edits.every(({ range, text: after }) => /^\s*$/.test(text.slice(range.from, range.to) + after))).toBe(true);
  });

  test('turn one keyword set into the other', () => {
    expect(applyEdits(SOP, formatEdits(SOP, 'en'))).toBe(format(SOP, 'en'));
  });

  test('between any two texts', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '甲', ' ', '\n', '"', '{'), maxLength: 60 });
    fc.assert(fc.property(text, text, (before, after) => applyEdits(before, editsBetween(before, after)) === after));
  });
});

describe('semantic tokens', () => {
  const shown = (text: string) =>
    semanticTokens(openDocument('a.sop', text)).map(({ from, to, type }) => `${type} ${text.slice(from, to)}`);

  test('keywords, names, texts with their merge fields, numbers, comments', () => {
    expect(shown(SOP)).toEqual(
      expect.arrayContaining([
        'keyword 流程',
        'name "甲"',
        'event 关注',
        'text "亲,',
        'merge {粉丝.昵称|亲}',
        'text 好"',
        'comment # 欢迎',
        'number 3天',
        'name "买了"',
      ]),
    );
  });

  test('in English keywords', () => {
    expect(shown('sop "a" { when orders >= 3 once per fan end }')).toEqual(
      expect.arrayContaining(['keyword sop', 'field orders', 'number 3', 'keyword end']),
    );
  });

  test('none overlap, in any text', () => {
    for (const [, text] of [...templates, ['broken', '流程 "甲 { "{券.{链接} #"'] as const]) {
      const marks = semanticTokens(openDocument('a.sop', text));
      expect(marks.every(({ from }, i) => from >= (marks[i - 1]?.to ?? 0))).toBe(true);
    }
  });
});

test('the outline shows definitions and the steps that hold others', () => {
  const symbols = documentSymbols(openDocument('a.sop', `优惠券 "券" 减10元 有效7天\n${SOP}测试 "t" { 第0天 关注 }`));
  expect(symbols.map(({ kind, name }) => [kind, name])).toEqual([
    ['coupon', '券'],
    ['sop', '甲'],
    ['test', 't'],
  ]);
  expect(symbols[1]?.children.map(({ name }) => name)).toEqual(['第0天', '最多等3天 直到 支付']);
});

test('the outline of a broken text keeps each mark inside its stretch', () => {
  for (const text of ['流程', '流程 {', '流程 "甲" { 第0天 {', '优惠券 减']) {
    for (const { range, selection } of documentSymbols(openDocument('a.sop', text))) {
      expect(selection.from >= range.from && selection.to <= range.to, text).toBe(true);
    }
  }
});

describe('diagnostics', () => {
  const found = (text: string) => {
    const { project } = marked(text);
    return problemsIn(diagnose(project), 'a.sop');
  };

  test('each cause once, each with its fixes', () => {
    const text = SOP.replace('}好"', '}好" 附券 "新人10块"');
    const problems = found(text);
    expect(problems.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual(['SOP201']);
    const at = text.indexOf('新人10块');
    const [fix] = quickFixes(problems, { from: at, to: at });
    expect(applyEdits(text, fix?.edits ?? [])).toContain('附券 "新人10元"');
    expect(quickFixes(problems, { from: 0, to: 0 })).toEqual([]);
  });

  test('what one file defines the other may use', () => {
    const { shop } = marked('').project;
    const uses = '流程 "乙" { 当 关注 每人一次 发券 "开业" }';
    const documents = [openDocument('a.sop', uses), openDocument('b.sop', '优惠券 "开业" 减10元 有效7天')];
    const errors = (diagnosis: ReturnType<typeof diagnose>) =>
      problemsIn(diagnosis, 'a.sop').filter(({ code }) => code === 'SOP201');
    expect(errors(diagnose({ shop, documents }))).toEqual([]);
    expect(errors(diagnose({ shop, documents: documents.slice(0, 1) }))).toHaveLength(1);
  });

  test('any text gets an answer', () => {
    for (const text of ['', '}}}}', '流程', '"'.repeat(1000), '{'.repeat(500), '\ud800']) {
      expect(Array.isArray(found(text)), text).toBe(true);
    }
  });
});

describe('tests', () => {
  const run = (text: string) => {
    const { project } = marked(text);
    const [document] = project.documents;
    if (!document) throw new Error('There is one');
    return runTests(document, diagnose(project), project.shop);
  };
  const sop = '流程 "甲" { 当 关注 每人一次 打标签 "新" }\n';

  test('say what failed and where', () => {
    const text = `${sop}测试 "好" { 第0天 关注 应当 有标签 "新" }\n测试 "坏" {\n  第0天 关注\n  应当 有标签 "旧"\n}`;
    const { tests, coverage } = run(text);
    expect(tests.map(({ name, passed }) => [name, passed])).toEqual([
      ['好', true],
      ['坏', false],
    ]);
    const [failure] = tests[1]?.failures ?? [];
    expect(text.slice(failure?.range.from, failure?.range.to)).toBe('应当 有标签 "旧"');
    expect(coverage['甲']?.steps.covered).toBe(coverage['甲']?.steps.total);
  });

  test('do not run for an SOP with errors', () => {
    const { tests } = run('流程 "甲" { 当 每人一次 }\n测试 "t" { 第0天 关注 应当 已走完 }');
    expect(tests.map(({ passed }) => passed)).toEqual([null]);
  });
});
