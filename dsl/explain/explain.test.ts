import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UNKNOWN_CATALOGUE } from '../catalogue/catalogue.js';
import { createContext } from '../compile/context.js';
import { format } from '../format/format.js';
import { parse } from '../parser/parse.js';
import type { Language } from '../vocabulary/language.js';
import { explain } from './explain.js';

/** What is said of the first SOP of a text, by section. */
function said(text: string, language: Language = 'zh') {
  const { file } = parse(text);
  const [sop] = file.definitions.filter((definition) => definition.kind === 'sop');
  if (!sop) throw new Error('There is no SOP');
  const { sections } = explain(sop, createContext([file], UNKNOWN_CATALOGUE), language);
  return Object.fromEntries(
    sections.map(({ id, lines }) => [id, lines.map((line) => '  '.repeat(line.depth) + line.text)]),
  );
}

const references = ['zh', 'en'].flatMap((language) => {
  const folder = new URL(`../testing/reference/${language}/`, import.meta.url);
  return readdirSync(folder).map(
    (name) => [`${language}/${name}`, readFileSync(new URL(name, folder), 'utf8')] as const,
  );
});

describe('what an SOP does in plain words', () => {
  it('names everything of a whole SOP, and says what its segments mean', () => {
    expect(
      said(`分群 "老客" 当 购买次数 >= 3
      流程 "召回" {
        当 每天 10:00 且 属于分群 "老客" 且 30天内没有支付
        每人每90天一次
        免打扰 22:00-09:00
        目标 支付 7天内
        一旦 支付 就离开 { 打标签 "回来了" }
        第0天 { 发私信 "在吗" }
        最多等3天 直到 进入直播间 等到了 { 打标签 "来过" } 没等到 { 发短信 "想你" 未送达 { 任务 "回访" 给 负责人 期限 1天 } }
      }`),
    ).toEqual({
      entry: [
        '每天 10:00 检查一遍，凡是属于分群“老客”，并且最近30天内没有支付的粉丝就进入。',
        '每位粉丝90天内最多进入一次。',
      ],
      steps: [
        '第0天（一进入就做）：',
        '  发私信：“在吗”。',
        '最多等3天，看粉丝是否进入直播间：',
        '  等到了：',
        '    打标签“来过”。',
        '  没等到：',
        '    发短信：“想你”：',
        '      如果送不到：',
        '        给负责人派任务“回访”，期限1天。',
        '走完全部步骤后，流程结束。',
      ],
      leaving: ['无论走到哪一步，粉丝一旦支付，马上离开，后面的都不再做，同时：', '  打标签“回来了”。'],
      rules: [
        '22:00 到 09:00 不发消息，到点的等到 09:00 再发。',
        '退订了的、没有授权该渠道的粉丝收不到消息，其余步骤照做。',
      ],
      goal: ['粉丝进入后7天内支付，算成功。'],
      most: ['私信1条；短信1条。'],
      terms: ['分群“老客”：购买次数至少3。'],
    });
  });

  it('says in English the same of a text in either keyword set', () => {
    const zh = `流程 "a" { 当 首次支付(金额 >= 100元) 或 关注后2小时内没有下单 每个订单一次
      如果 进入后 评论 >= 2次 { 发邮件 "b" } 否则 { 等待1天 } }`;
    expect(said(zh, 'en')).toEqual(said(format(zh, 'en'), 'en'));
    expect(said(zh, 'en')).toMatchObject({
      entry: [
        'A fan comes in who pays (amount at least 100 yuan) for the first time, or follows and then has not placed an order within 2 hours.',
        'A fan comes in only once for the same order, and never again.',
      ],
      steps: [
        'If the fan has commented at least 2 times since entry:',
        '  Send by email: “b”.',
        'Otherwise:',
        '  Wait 1 day.',
        'After the last step the SOP is over.',
      ],
    });
  });

  it('counts the most that one fan can get: the dearest branch, and one way out', () => {
    const text = `优惠券 "五" 减5元 有效1天
      优惠券 "九" 减9元 有效1天
      流程 "a" {
        当 关注 每人一次
        一旦 支付 就离开 { 发短信 "谢谢" }
        最长 9天 { 发短信 "再见" }
        分流 "b" { "甲" 50% { 发私信 "1" 附券 "五" 发私信 "2" } "乙" 50% { 发私信 "3" 附券 "九" } }
      }`;
    expect(said(text)['most']).toEqual(['私信2条；短信1条；优惠券1张，共值9元。']);
  });

  it.each(references)('finds words for all of %s', (_, text) => {
    for (const language of ['zh', 'en'] as const) {
      const lines = Object.values(said(text, language)).flat();
      expect(lines.length).toBeGreaterThan(3);
      for (const line of lines) expect(line).not.toMatch(/undefined|null|看不懂|cannot be read|“”| {3,}\S.* {2}|_/);
    }
  });

  it('points every sentence at the text it comes from', () => {
    const text = '流程 "a" { 当 关注 每人一次 等待1天 }';
    const { file } = parse(text);
    const [sop] = file.definitions;
    if (sop?.kind !== 'sop') throw new Error('There is no SOP');
    const { sections } = explain(sop, createContext([file], UNKNOWN_CATALOGUE), 'zh');
    const steps = sections.find(({ id }) => id === 'steps')?.lines ?? [];
    expect(steps.map(({ range }) => text.slice(range.from, range.to))).toEqual(['等待1天', '}']);
  });
});
