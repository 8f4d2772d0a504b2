import { describe, expect, test } from 'vitest';
import { MISNOMERS } from '../vocabulary/misnomer.js';
import { lex } from './lexer.js';

const types = (text: string) => lex(text).tokens.map((token) => token.tokenType.name);

describe.each(Object.entries(MISNOMERS))('%s', (wrong, rights) => {
  test('is one problem, and each word offered instead is none', () => {
    expect(lex(wrong).problems.map(({ code }) => code)).toEqual([rights === '' ? 'SOP108' : 'SOP115']);
    for (const right of typeof rights === 'string' ? [rights] : rights) {
      expect(lex(right).problems).toEqual([]);
      expect(types(right)).not.toContain('Unknown');
    }
  });
});

describe('phrases', () => {
  test.each([
    ['最近三十天', '30天内'],
    ['近一周内', '1周内'],
    ['每人每天一次', '每人每1天一次'],
    ['每个客户每周只能进入一次', '每人每7天一次'],
    ['每人90天一次', '每人每90天一次'],
    ['限发 每周3条', '限发 3条 每7天'],
    ['每周一、三和五 晚上8点', '(每周一 20:00 或 每周三 20:00 或 每周五 20:00)'],
    ['每周五到周日 20:00', '(每周五 20:00 或 每周六 20:00 或 每周日 20:00)'],
    ['2026年11月1日', '2026-11-01'],
    ['3次以上', '至少 3次'],
    ['8.5折', '减15%'],
    ['88折', '减12%'],
    ['¥99', '99元'],
    ['没有 "老客" 标签', '没有标签 "老客"'],
    ['送50积分', '加积分 50分'],
    ['24h', '24小时'],
    ['两个小时', '2小时'],
    ['满100减10', '满100元 减10元'],
    ['给客服派任务 "回访"', '任务 "回访" 给 客服'],
  ])('%s is %s', (phrase, right) => {
    const { problems } = lex(phrase);
    expect(problems.map(({ code, fixes }) => [code, fixes[0]?.edits[0]?.text])).toEqual([['SOP115', right]]);
    expect(types(phrase)).toEqual(types(right));
  });

  test.each([
    '每人每90天一次',
    '限发 3条 每7天',
    '每周一 20:00',
    '预算 20000元 每月',
    '等到 2天后 10:00',
    '每人每1周一次',
  ])('%s is right as it is', (text) => expect(lex(text).problems).toEqual([]));
});

describe('spoken times', () => {
  test.each([
    ['上午十点', '10:00'],
    ['中午1点', '13:00'],
    ['晚上12点', '0:00'],
    ['22:00-晚上12点', '24:00'],
    ['凌晨12点半', '0:30'],
    ['下午三点一刻', '15:15'],
    ['8pm', '20:00'],
    ['12:30 a.m.', '0:30'],
  ])('%s is %s', (text, right) => {
    expect(lex(text).problems.map(({ code, fixes }) => [code, fixes[0]?.edits[0]?.text])).toEqual([['SOP113', right]]);
  });
});
