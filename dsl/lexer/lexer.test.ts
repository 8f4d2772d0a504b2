import { describe, expect, test } from 'vitest';
import { lex } from './lexer.js';

function shapes(text: string): string[] {
  return lex(text).tokens.map((token) => `${token.tokenType.name} ${token.unit === null ? token.value : token.amount}`);
}

describe('words', () => {
  test('Chinese words need no blanks, the longest wins', () => {
    expect(shapes('30天内没有支付')).toEqual(['Duration 30', 'Within Within', 'No No', 'Event order.pay']);
    expect(shapes('进入直播间次数')).toEqual(['Field visits']);
    expect(shapes('当首次关注')).toEqual(['When When', 'First First', 'Event follow']);
  });

  test('English words end at a word boundary', () => {
    expect(shapes('wait up  to 3 days')).toEqual(['WaitUpTo WaitUpTo', 'Duration 3']);
    expect(shapes('follower').map((shape) => shape.split(' ')[0])).toEqual(['Unknown']);
  });

  test('both spellings of one word are one token', () => {
    expect(shapes('且 并且 and')).toEqual(['And And', 'And And', 'And And']);
    expect(shapes('>= ≥ 至少 不少于')).toEqual(Array(4).fill('GreaterEqual GreaterEqual'));
  });
});

describe('width and quotes', () => {
  test('full-width letters, digits and punctuation equal their half-width forms', () => {
    expect(shapes('支付（金额≥１００元）')).toEqual(shapes('支付(金额>=100元)'));
    expect(shapes('“甲”、「乙」')).toEqual(['Text 甲', 'Comma ,', 'Text 乙']);
  });

  test('a text keeps its width', () => {
    expect(shapes('"（１）"')).toEqual(['Text （１）']);
  });
});

describe('numbers', () => {
  test('carry their unit', () => {
    const [money] = lex('2万元').tokens;
    expect([money?.amount, money?.unit]).toEqual([2, 'ten-thousand-yuan']);
    expect(shapes('7 分流 "x"')).toEqual(['NumberLiteral 7', 'Split Split', 'Text x']);
    expect(shapes('1周一次')).toEqual(['Duration 1', 'Once Once']);
  });

  test.each([
    ['等待三天', 'SOP110', '3'],
    ['等待十五分钟', 'SOP110', '15'],
    ['上午10点', 'SOP113', '10:00'],
    ['晚上8点半', 'SOP113', '20:30'],
    ['2,000元', 'SOP302', '2000'],
  ])('%s is read, with a problem and its fix', (text, code, fixed) => {
    const { problems, tokens } = lex(text);
    expect(problems.map((problem) => problem.code)).toEqual([code]);
    expect(problems[0]?.fixes[0]?.edits[0]?.text).toBe(fixed);
    expect(tokens.at(-1)?.tokenType.name).not.toBe('Unknown');
  });

  test('numbers in a list are not one number', () => {
    expect(lex('(100,200)').problems).toEqual([]);
  });
});

describe('limits', () => {
  test.each([
    ['a file of 300 KiB', 'x'.repeat(300 * 1024), 'SOP801'],
    ['10,000 brackets', '{'.repeat(10_000), 'SOP802'],
    ['a number without end', '9'.repeat(400), 'SOP803'],
  ])('%s', (_, text, code) => {
    expect(lex(text).problems.map((problem) => problem.code)).toEqual([code]);
  });
});

test('characters that hide what runs are errors', () => {
  const codes = (text: string) => lex(text).problems.map((problem) => problem.code);
  expect(codes('打标签 "a\u200bb"')).toEqual(['SOP101']);
  expect(codes('打标签 "a\u202eb"')).toEqual(['SOP101']);
  expect(codes('打标签 "\ud800"')).toEqual(['SOP101']);
  expect(codes('打标签 "\ufffd"')).toEqual(['SOP102']);
  expect(codes('\ufeff打标签 "👨‍👩‍👧"')).toEqual([]);
});
