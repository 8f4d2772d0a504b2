import { expect, it } from 'vitest';
import type { TestRun } from '@fanloom/dsl/simulate/run-test.js';
import { runText } from '@fanloom/dsl/simulate/testing/run-text.js';
import { type Played, playTest } from '@fanloom/workflows/testing/play/play-test.js';

/** What came of a run in memory, in the words of one on the engine. */
export function fateOf({ trace }: TestRun): Omit<Played, 'failed'> {
  return {
    sent: trace.flatMap((entry) => (entry.kind === 'sent' ? [[entry.at, entry.channel]] : [])),
    tasks: trace.flatMap((entry) => (entry.kind === 'task' ? [[entry.at, entry.title]] : [])),
    ends: trace.flatMap(({ kind }) => (kind === 'left' || kind === 'finished' || kind === 'expired' ? [kind] : [])),
  };
}

/** What the rows may name. */
const DEFINITIONS = `优惠券 "礼券" 减10元 有效7天
  分群 "常客" 当 购买次数 >= 2
  分群 "刚打上" 当 7天内 打上标签 "贵宾"
  评分 "热度" { 评论 20分 减半 每7天 }`;

/** An SOP by its head and body, and the lines of tests of it. */
export interface Row {
  head: string;
  body: string;
  tests: string[];
}

/**
 * A row of the reference: what the tests expect comes true in memory and on the engine, and messages, tasks and ends of
 * stays are the same in both, to the minute.
 */
export function row(title: string, { head, body, tests }: Row): void {
  it(title, async () => {
    const blocks = tests.map((lines, no) => `测试 "${String(no)}" { ${lines} }`);
    const text = `${DEFINITIONS} 流程 "甲" { ${head} ${body} } ${blocks.join(' ')}`;
    const { programs, results } = runText(text);
    const [program] = programs;
    if (!program) throw new Error(text);
    for (const { test, runs, failures } of results) {
      expect(failures.map(({ message }) => message.zh)).toEqual([]);
      for (const run of runs) {
        const { failed, ...fate } = await playTest(test, program, run.arms);
        expect(failed.map((no) => text.slice(test.lines[no]?.range.from, test.lines[no]?.range.to))).toEqual([]);
        expect(fate).toEqual(fateOf(run));
      }
    }
  });
}

/** A fan whom private messages reach. */
export const FAN = '粉丝 { 授权 私信 }';
