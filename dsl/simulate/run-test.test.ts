import { describe, expect, it } from 'vitest';
import { coverageOf } from './coverage.js';
import { runTest } from './run-test.js';
import { runText } from './testing/run-text.js';

const SOP = `流程 "甲" {
  当 关注 每人一次 限发 1条 每7天
  一旦 支付 就离开 { 打标签 "走了" }
  发私信 "a"
  最多等3天 直到 评论 等到了 { 打标签 "b" } 没等到 { 发私信 "c" }
}`;

function failures(test: string): string[] {
  const [result] = runText(`${SOP} 测试 "乙" { ${test} }`).results;
  return result?.failures.map(({ message }) => message.zh) ?? ['no result'];
}

describe('a test that fails says what happened instead', () => {
  it('counts messages and names what stayed behind', () => {
    const test = '粉丝 { 授权 私信 } 第0天 关注 第5天 应当 发出 私信 2次';
    expect(failures(test)).toEqual(['应当发出私信2次，实际1次（未发：超频）。']);
    expect(failures('粉丝 { 授权 私信 } 第0天 关注 应当 没有发出')).toEqual(['应当发出0次，实际1次。']);
    expect(failures('第0天 评论 应当 发出')).toEqual([
      '应当发出至少1次，实际0次。粉丝这时还没有进入流程，请看“当”后面的条件。',
    ]);
  });

  it('says why the fan is not in the SOP', () => {
    const why = (sop: string, test: string) => {
      const [result] = runText(`流程 "x" { ${sop} } 测试 "乙" { ${test} }`).results;
      return result?.failures.map(({ message }) => message.zh).join() ?? '';
    };
    const birthday = '当 每逢 生日 10:00 每人一次 发私信 "生日快乐"';
    expect(why(birthday, '粉丝 { 授权 私信 生日 = 1995-06-01 } 第0天 10:00 应当 发出')).toContain(
      '粉丝这时还没有进入流程（测试的第0天是 2025-03-03，星期一）。',
    );
    expect(why(birthday, '粉丝 { 授权 私信 生日 = 1995-03-03 } 第0天 10:00 应当 发出')).toBe('');
    expect(why('当 领券 每个场次一次 发私信 "a"', '粉丝 { 授权 私信 } 第0天 领券 应当 发出')).toContain(
      '粉丝没有进入流程：进来的行为没有带着“每个…一次”说的那一项。',
    );
  });

  it('for every kind of expectation', () => {
    expect(failures('第0天 关注 应当 已离开 应当 已走完 应当 任务 "x" 应当 启动流程 "y" 应当 有标签 "z"')).toHaveLength(
      5,
    );
  });

  it('judges at the moment of the last dated line', () => {
    expect(failures('第0天 关注 第1天 支付 应当 有标签 "走了"')).toEqual([]);
    expect(failures('第0天 关注 应当 有标签 "走了" 第1天 支付')).toHaveLength(1);
  });

  it('judges 第N天起 at the end of the run, by what goes out from then on', () => {
    const first = '粉丝 { 授权 私信 } 第0天 关注';
    expect(failures(`${first} 第1天起 应当 没有发出`)).toEqual([]);
    expect(failures(`${first} 第0天起 应当 没有发出`)).toHaveLength(1);
  });

  it('points at the line', () => {
    const text = `${SOP} 测试 "乙" { 第0天 关注 应当 已走完 }`;
    const [failure] = runText(text).results[0]?.failures ?? [];
    expect(text.slice(failure?.range.from, failure?.range.to)).toContain('已走完');
  });
});

describe('runTest', () => {
  const { programs, results } = runText(`${SOP} 测试 "乙" { 粉丝 { 授权 私信 } 第0天 关注 第1天 评论 }`);
  const [result] = results;
  if (!result) throw new Error('no result');

  it('names an SOP that cannot run', () => {
    const missing = runTest(result.test, []);
    expect([missing.passed, missing.failures[0]?.message.zh]).toEqual([
      false,
      '没有可以运行的流程“甲”，请先改好它的问题。',
    ]);
  });

  it('refuses days that no calendar reaches', () => {
    const far = { ...result.test, lines: result.test.lines.map((line) => ({ ...line, minute: 1e15 })) };
    expect(runTest(far, programs).failures[0]?.message.en).toContain('day 1000');
  });

  it('gives up on more ways through splits than anybody looks at', () => {
    const split = (name: number) =>
      `分流 "${String(name)}" { ${Array.from({ length: 10 }, (_, arm) => `"${String(arm)}" 10% { }`).join(' ')} }`;
    const many = `流程 "多" { 当 关注 每人一次 ${[1, 2, 3, 4, 5].map(split).join(' ')} } 测试 "乙" { 第0天 关注 }`;
    expect(runText(many).results[0]?.failures[0]?.message.en).toContain('1000 ways');
  });

  it('lets the second of two events in one minute come after the first', () => {
    expect(failures('第0天 10:00 关注 第0天 10:00 支付 应当 已离开')).toEqual([]);
  });

  it('covers steps and branches', () => {
    const [program] = programs;
    if (!program) throw new Error('no program');
    const coverage = coverageOf(
      program,
      result.runs.map(({ trace }) => trace),
    );
    expect(coverage.steps).toMatchObject({ covered: 3, total: 5 });
    expect(coverage.steps.missing).toEqual(['until:1/unmet/send:1', 'leave:1/tag:1']);
    expect(coverage.branches).toEqual({ covered: 1, total: 3, missing: ['leave/1', 'until:1/unmet'] });
  });
});
