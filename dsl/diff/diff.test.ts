import { describe, expect, it } from 'vitest';
import { UNKNOWN_CATALOGUE } from '../catalogue/catalogue.js';
import { compile } from '../compile/compile.js';
import { createContext } from '../compile/context.js';
import { format } from '../format/format.js';
import { parse } from '../parser/parse.js';
import { destinationOf } from './destination.js';
import { type Change, diff, type Version } from './diff.js';

function version(text: string): Version {
  const { file } = parse(text);
  const context = createContext([file], UNKNOWN_CATALOGUE);
  const [sop] = file.definitions.filter((definition) => definition.kind === 'sop');
  const { program = null, problems = [] } = sop ? compile(sop, context) : {};
  if (!sop || !program) throw new Error(problems.map(({ message }) => message.zh).join('\n'));
  return { sop, program, context };
}

const sop = (steps: string, heads = '当 关注 每人一次') => version(`流程 "a" { ${heads} ${steps} }`);

/** `changed 第3天 10:00 > 发私信：“一” | 发私信：“二”` */
function told({ kind, before, after }: Change): string {
  const words = (said: Change['before']) => (said ? [...said.place, said.words].join(' > ') : null);
  return `${kind} ${[words(before), words(after)].filter((one) => one !== null).join(' | ')}`;
}

const changes = (before: Version, after: Version) => diff(before, after, 'zh').changes.map(told);

describe('the difference between two versions', () => {
  it('is none where only the writing differs', () => {
    const text = '流程 "a" { 当 关注 每人一次 限发 3条 每7天 一旦 支付 就离开 等待7天 发私信 "好" }';
    const rewritten = text.replace('等待7天', '等待1周').replace('每7天', '每1周');
    expect(changes(version(text), version(rewritten))).toEqual([]);
    expect(changes(version(text), version(format(text, 'en')))).toEqual([]);
  });

  it('names what is new, gone and changed, though all places have shifted', () => {
    const before = sop('发私信 "第一条消息" 打标签 "旧" 第3天 10:00 { 发私信 "还有三天就过期啦" }');
    const after = sop('发短信 "新来的" 发私信 "第一条消息" 第3天 10:00 { 发私信 "还有两天就过期啦" }');
    expect(changes(before, after)).toEqual([
      'added 发短信：“新来的”',
      'removed 打标签“旧”',
      'changed 第3天 10:00 > 发私信：“还有三天就过期啦” | 第3天 10:00 > 发私信：“还有两天就过期啦”',
    ]);
  });

  it('knows a day again that only has another number, and what stands in it stays', () => {
    const before = sop('第3天 { 发私信 "甲" 打标签 "乙" }');
    const after = sop('第4天 { 发私信 "甲" 打标签 "乙" }');
    expect(changes(before, after)).toEqual(['changed 第3天（进入时的钟点） | 第4天（进入时的钟点）']);
  });

  it('tells that a step has moved, once for all that is in it', () => {
    const branch = '如果 有标签 "大" { 发私信 "甲甲甲" 打标签 "乙乙乙" }';
    const [before, after] = [sop(`${branch} 等待1天 打标签 "丙"`), sop(`等待1天 打标签 "丙" ${branch}`)];
    expect(changes(before, after)).toHaveLength(2);
    expect(
      changes(sop('第1天 { 打标签 "甲" } 第2天 { 打标签 "乙" }'), sop('第1天 { } 第2天 { 打标签 "甲" 打标签 "乙" }')),
    ).toEqual(['moved 第1天（进入时的钟点） > 打标签“甲” | 第2天（进入时的钟点） > 打标签“甲”']);
  });

  it('leaves a block where it is when another leave clause comes before its own', () => {
    const before = sop('打标签 "甲"', '当 关注 每人一次 一旦 支付 就离开 { 打标签 "乙" }');
    const after = sop('打标签 "甲"', '当 关注 每人一次 一旦 退款 就离开 一旦 支付 就离开 { 打标签 "乙" }');
    expect(changes(before, after)).toEqual(['added 无论走到哪一步，粉丝一旦退款，马上离开，后面的都不再做。']);
  });

  it('tells changes of who comes in, of limits and of what names stand for', () => {
    const text = (condition: string, off: string, more: string) =>
      version(`优惠券 "券" 减${off} 有效7天
        分群 "老客" 当 购买次数 >= ${condition}
        流程 "a" { 当 关注 且 属于分群 "老客" ${more} 发私信 "给 {券.链接}" 附券 "券" }`);
    expect(changes(text('2', '5元', '每人一次'), text('3', '9元', '可再次进入 目标 支付 7天内'))).toEqual([
      'changed 每位粉丝只进入一次，以后不再进入。 | 走完或离开后可以再次进入。',
      'added 粉丝进入后7天内支付，算成功。',
      'changed 分群“老客”：购买次数至少2 | 分群“老客”：购买次数至少3',
      'changed 优惠券“券”（减5元，7天有效） | 优惠券“券”（减9元，7天有效）',
    ]);
  });

  it('speaks English, too', () => {
    const [change] = diff(sop('等待1天'), sop('等待2天'), 'en').changes;
    expect(change?.before?.words).toBe('Wait 1 day');
    expect(change?.after?.words).toBe('Wait 2 days');
  });

  it('takes long SOPs in its stride', () => {
    const steps = (word: string) => Array.from({ length: 3000 }, (_, i) => `打标签 "${word}${String(i)}"`).join(' ');
    expect(changes(sop(steps('一')), sop(steps('二')))).toHaveLength(3000);
  });
});

describe('where fans would stand who are moved', () => {
  const before = sop('发私信 "甲甲甲甲" 等待3天 发短信 "乙乙乙乙" 打标签 "丙"');
  const at = (kind: string) => {
    const step = before.program.steps.find((one) => one.kind === kind);
    if (!step) throw new Error(`There is no ${kind}`);
    return step;
  };
  const goTo = (kind: string, after: Version) =>
    destinationOf(at(kind), before.program, diff(before, after, 'zh').steps)?.key;

  it('is what the step has become', () => {
    expect(goTo('wait', sop('打标签 "新" 发私信 "甲甲甲甲" 等待4天 打标签 "丙"'))).toBe('wait:1');
  });

  it('is the next step that is still there, or the end', () => {
    expect(goTo('wait', sop('发私信 "甲甲甲甲" 打标签 "丙"'))).toBe('tag:1');
    expect(goTo('wait', sop('发私信 "甲甲甲甲"'))).toBeUndefined();
  });
});
