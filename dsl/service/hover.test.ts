import { describe, expect, test } from 'vitest';
import { KEYWORDS } from '../vocabulary/keyword.js';
import { hover } from './hover.js';
import { KEYWORD_HELP } from './keyword-help.js';
import { marked } from './testing/marked.js';

const at = (source: string) => {
  const { project, offset } = marked(source);
  return hover(project, 'a.sop', offset);
};
const inSop = (inner: string) => `流程 "甲" {\n  当 关注\n  每人一次\n  ${inner}\n}`;

test('every keyword is explained in both languages', () => {
  expect(Object.keys(KEYWORD_HELP).sort()).toEqual(Object.keys(KEYWORDS).sort());
  for (const { zh, en } of Object.values(KEYWORD_HELP)) expect([zh.length > 1, en.length > 1]).toEqual([true, true]);
});

describe('words', () => {
  test.each([
    [inSop('免¦打扰 22:00-09:00'), '免打扰', '消息等到结束再发'],
    [inSop('一¦旦 支付 就离开'), '一旦', '离开'],
    ['sop "a" { when fol¦low once per fan end }', 'follow', '关注'],
    [inSop('如果 购买¦次数 > 3 { 结束 }'), '购买次数', '没有记录时是 0'],
    [inSop('发私¦信 "a"'), '私信', '渠道'],
  ])('%s', (source, title, says) => {
    expect(at(source)?.title.zh).toBe(title);
    expect(at(source)?.text.zh).toContain(says);
  });

  test('an event says what it carries', () => {
    expect(at('流程 "甲" { 当 观看¦直播 每人一次 结束 }')?.text).toEqual({
      zh: '行为“观看直播”（live.watch）。可以筛选：时长、商品、场次。',
      en: 'The event “live.watch” (观看直播). It carries: duration, product, session.',
    });
  });
});

describe('times', () => {
  test.each([
    [inSop('第¦3天 10:00 { 结束 }'), '进来之后第3个自然日 10:00。今天进来的是 11月28日（周六） 10:00。'],
    [inSop('第¦7天 { 结束 }'), '进来之后第7个自然日，和进来时同一钟点。今天进来的是 12月2日（周三）。'],
    [inSop('如果 30¦天内 支付 { 结束 }'), '从 10月26日（周一） 0:00 到现在。天和周按自然日算。'],
    [inSop('如果 2¦小时内 支付 { 结束 }'), '从 11月25日（周三） 8:00 到现在，精确到秒。'],
    [inSop('等待2¦天'), '从现在算起是到 11月27日（周五） 10:00。'],
  ])('%s', (source, says) => {
    expect(at(source)?.text.zh).toBe(says);
  });

  test('in English', () => {
    const source = 'sop "a" { when follow once per fan da¦y 3 at 10:00 { end } }';
    expect(at(source)?.text.en).toBe('3 calendar days after entry at 10:00. For who enters today: Sat 28 Nov 10:00.');
  });

  test('a length without end says nothing', () => {
    expect(at(inSop('等待99999999999¦天'))).toBeNull();
  });
});

describe('names', () => {
  test("a coupon of the shop's tells its terms", () => {
    expect(at(inSop('发私信 "你好" 附券 "新人¦10元"'))).toMatchObject({
      title: { zh: '优惠券“新人10元”', en: 'Coupon “新人10元”' },
      text: { zh: '无门槛，减10元，有效7天，库存200张。\n店里已有。文本里出现 1 处。' },
    });
  });

  test('one of the text goes before that of the shop', () => {
    const source = `优惠券 "新人10元" 满100元 减20元 有效3天\n${inSop('发券 "新人¦10元"')}`;
    expect(at(source)?.text.zh).toBe('满100元，减20元，有效3天。\n文本里出现 2 处。');
  });

  test('a segment and a word list show what is in them', () => {
    expect(at('流程 "甲" { 当 进入分群 "高¦价值" 每人一次 结束 }')?.text.zh).toContain('购买次数 >= 3');
    const words = '流程 "甲" { 当 评论(内容 含 词库 "购¦买意向") 每人一次 结束 }';
    expect(at(words)?.text.zh).toContain('怎么买');
  });
});

test('a merge field says where it comes from and what stands in for it', () => {
  expect(at(inSop('发私信 "你好{粉丝.¦昵称|亲}"'))?.text.zh).toBe('这位粉丝的资料。没有值时写“亲”。');
  expect(at(inSop('发私信 "{券.¦链接}"'))?.text.zh).toBe('这一程里最近发的券。没有值时这条消息不发。');
});

test('any offset of a broken text gets an answer or none', () => {
  const source = '流程 "甲 { 当 ((( 第3天 "{券.';
  for (let i = 0; i <= source.length; i++) expect(() => at(`${source.slice(0, i)}¦${source.slice(i)}`)).not.toThrow();
});
