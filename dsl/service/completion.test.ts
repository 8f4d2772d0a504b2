import { describe, expect, test } from 'vitest';
import type { CompletionItem } from './completion-item.js';
import { complete } from './completion.js';
import { marked } from './testing/marked.js';

const items = (source: string) => {
  const { project, offset } = marked(source);
  return complete(project, 'a.sop', offset);
};
const labels = (source: string) => items(source).map(({ label }) => label);
const inSop = (inner: string) => `流程 "甲" {\n  当 关注\n  每人一次\n  ${inner}\n}`;

/** The text after one item was taken. */
function take(source: string, label: string): string {
  const { text } = marked(source);
  const item = items(source).find((one) => one.label === label);
  if (!item) throw new Error(`${label} is not offered, but ${labels(source).join(' ')}`);
  return text.slice(0, item.range.from) + item.text + text.slice(item.range.to);
}

describe('words', () => {
  test('only what the grammar allows at that place', () => {
    expect(labels('流程 "甲" {\n  当 ¦\n}')).toEqual(expect.arrayContaining(['关注', '首次', '每天', '有', '属于']));
    expect(labels('流程 "甲" {\n  当 ¦\n}')).not.toContain('打标签');
    expect(labels(inSop('第0天 {\n    ¦\n  }'))).toEqual(expect.arrayContaining(['打标签', '发私信', '结束', '如果']));
    expect(labels(inSop('第0天 {\n    ¦\n  }'))).not.toContain('免打扰');
    expect(labels('¦')).toEqual(expect.arrayContaining(['流程', '优惠券', '测试']));
  });

  test('what the beginning of a word may become', () => {
    expect(labels(inSop('打¦'))).toEqual(['免打扰', '打标签']);
    expect(labels(inSop('发私¦'))).toEqual(['发私信']);
    expect(labels(inSop('最多等3天 直到 进¦'))).toEqual(expect.arrayContaining(['进入直播间', '进入后']));
    expect(take(inSop('打¦'), '打标签')).toContain('  打标签\n');
  });

  test('a part of a word finds it', () => {
    expect(labels(inSop('标签¦'))).toEqual(expect.arrayContaining(['打标签', '去标签']));
    expect(labels(inSop('第0天 { 券¦ }'))).toContain('发券');
  });

  test('after a complete word both what it may grow into and what follows it', () => {
    const offered = labels(inSop('发私信 "你好" 附券 "新人10元"\n  发¦'));
    expect(offered).toEqual(expect.arrayContaining(['发券', '发私信']));
    expect(labels('流程 "甲" {\n  当¦\n}')).toContain('关注');
  });

  test('what may stand after a wait', () => {
    const source = inSop('最多等3天 直到 支付\n  ¦');
    expect(labels(source)).toEqual(expect.arrayContaining(['等到了', '没等到', '打标签', '且']));
    expect(labels(inSop('打标签 "a"\n  ¦'))).not.toContain('等到了');
  });

  test('in the words of the file', () => {
    const source = 'sop "a" {\n  when follow\n  once per fan\n  day 0 {\n    ¦\n  }\n}';
    expect(labels(source)).toEqual(expect.arrayContaining(['tag', 'send private_message', 'if']));
    expect(labels(source)).not.toContain('打标签');
    const wait = 'sop "a" {\n  when follow\n  once per fan\n  wait up¦\n}';
    expect(take(wait, 'wait up to')).toContain('  wait up to\n');
  });

  test('units of a number', () => {
    expect(labels(inSop('等待3¦'))).toEqual(expect.arrayContaining(['3天', '3小时', '3分钟']));
    expect(labels(inSop('等待3¦'))).not.toContain('3元');
    expect(labels('优惠券 "a" 减10¦')).toEqual(expect.arrayContaining(['10元', '10%']));
    const english = 'sop "a" {\n  when follow\n  once per fan\n  wait 3¦\n}';
    expect(labels(english)).toEqual(expect.arrayContaining(['3 days', '3 hours']));
  });

  test('only properties that the event carries', () => {
    const offered = labels('流程 "甲" {\n  当 观看直播(¦\n}');
    expect(offered).toContain('时长');
    expect(offered).not.toContain('工单');
    expect(labels('流程 "甲" {\n  当 关闭工单\n  每个¦\n}')).toContain('工单');
    expect(labels('流程 "甲" {\n  当 关闭工单\n  每个¦\n}')).not.toContain('时长');
  });

  test('constructs to fill in', () => {
    const snippet = items('¦').find(({ kind }) => kind === 'snippet');
    expect(snippet?.text).toContain('${1:');
    expect(items(inSop('最¦')).map(({ kind }) => kind)).toContain('snippet');
  });

  test('nothing inside a comment', () => {
    expect(labels(`${inSop('结束')}\n# 打¦`)).toEqual([]);
  });
});

describe('names', () => {
  test.each([
    ['有标签 "¦"', '老客'],
    ['有标签 "老客"、"¦"', '价格敏感'],
    ['属于分群 "¦"', '高价值'],
    ['领券 "¦"', '新人10元'],
    ['事件 "¦"', '领取福袋'],
    ['字段 "¦" > 3%', '福袋中奖率'],
    ['支付(字段 "¦" = "小美")', '带货主播'],
    ['支付(字¦)', '字段 "带货主播"'],
    ['支付(金额 > 1元 且 字段 "¦")', '带货主播'],
    ['评论(内容 含 词库 "¦")', '购买意向'],
    ['会员等级 = "¦"', 'VIP'],
  ])('当 %s: %s', (condition, name) => {
    expect(labels(`流程 "甲" {\n  当 ${condition}\n  每人一次\n}`)).toContain(name);
  });

  test.each([
    ['打标签 "¦"', '老客'],
    ['发私信 "你好" 附券 "¦"', '新人10元'],
    ['发私信 "你好" 附问卷 "¦"', '满意度'],
    ['发私信 话术 "¦"', '欢迎'],
    ['启动流程 "¦"', '复购引导'],
    ['升级到 "¦"', '银卡'],
    ['分配给 组 "¦"', '直播销售'],
  ])('%s: %s', (step, name) => {
    expect(labels(inSop(step))).toContain(name);
  });

  test('those of the text, too, and the quotes with them where there are none', () => {
    const source = `优惠券 "开业" 减10元 有效7天\n${inSop('发私信 "你好" 附券 ¦')}`;
    expect(labels(source)).toEqual(['开业', '新人10元'].map((name) => `"${name}"`));
    expect(take(source, '"开业"')).toContain('附券 "开业"\n');
  });

  test('replaces all of the name and closes a quote that is open', () => {
    expect(take(inSop('打标签 "老¦人"'), '老客')).toContain('打标签 "老客"\n');
    expect(take(inSop('打标签 "老¦'), '老客')).toContain('打标签 "老客"\n');
    expect(take(inSop('打标签 “老¦”'), '老客')).toContain('打标签 “老客”\n');
  });

  test('splits and arms in a test', () => {
    const source = `${inSop('分流 "AB" { "甲组" 50% { 结束 } "乙组" 50% { 结束 } }')}\n测试 "t" {\n  分流 `;
    expect(labels(`${source}"¦"\n}`)).toEqual(['AB']);
    expect(labels(`${source}"AB" = "¦"\n}`)).toEqual(['甲组', '乙组']);
  });

  test('none where one is made up or a text for people stands', () => {
    expect(labels('优惠券 "¦" 减10元 有效7天')).toEqual([]);
    expect(labels(inSop('发私信 "你¦好"'))).toEqual([]);
  });
});

describe('merge fields', () => {
  test('after the brace, those that the entry carries', () => {
    const source = '流程 "甲" {\n  当 加购\n  每人一次\n  发私信 "看看 {¦"\n}';
    expect(labels(source)).toEqual(
      expect.arrayContaining(['粉丝.昵称', '券.链接', '本次.商品', '粉丝.「福袋中奖率」']),
    );
    expect(labels(source)).not.toContain('本次.工单');
    expect(take(source, '粉丝.昵称')).toContain('"看看 {粉丝.昵称}"');
  });

  test('the braces stay single', () => {
    expect(take(inSop('发私信 "你好 {粉¦}"'), '粉丝.昵称')).toContain('"你好 {粉丝.昵称}"');
    expect(take(inSop('发私信 "你好 {粉¦|亲}"'), '粉丝.昵称')).toContain('"你好 {粉丝.昵称|亲}"');
  });

  test('in English', () => {
    const source = 'sop "a" {\n  when follow\n  once per fan\n  send private_message "hi {¦"\n}';
    expect(labels(source)).toContain('fan.nick');
  });

  test('not after the stand-in sign', () => {
    expect(labels(inSop('发私信 "你好 {粉丝.昵称|¦}"'))).toEqual([]);
  });
});

describe('broken texts', () => {
  test.each([
    ['a mistake further up', '流程 "甲" {\n  当 当 当\n  第0天 {\n    发短信\n    ¦\n  }\n}', '打标签'],
    ['braces that are missing', '流程 "甲" {\n  当 关注\n  第0天 {\n    打标签 "a"\n  第3天 {\n    ¦', '打标签'],
    ['an unknown word before', '流程 "甲" {\n  当 关注 呜呜\n  每人一次\n  ¦\n}', '打标签'],
    ['the definition before is broken', '优惠券 减\n\n流程 "甲" {\n  当 ¦', '关注'],
  ])('%s', (_, source, label) => {
    expect(labels(source)).toContain(label);
  });

  test('any offset of any text gets an answer', () => {
    const source = '流程 "甲" { 当 ((((((((((((((((购买次数 且 “x" {券.¦';
    const found: CompletionItem[] = [];
    for (let at = 0; at <= source.length; at++) found.push(...items(`${source.slice(0, at)}¦`));
    expect(found.length).toBeGreaterThan(0);
  });
});
