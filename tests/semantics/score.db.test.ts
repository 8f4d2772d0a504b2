import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NEW_SCORES } from '@fanloom/dsl/condition/facts.js';
import { runText } from '@fanloom/dsl/simulate/testing/run-text.js';
import { type NoteFacts, renderNote } from '@fanloom/server/task/task-note.js';
import { at, EngineKit } from '@fanloom/workflows/testing/engine-kit.js';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-20 12:00'));
});
afterEach(() => kit.dispose());

const SCORE = '评分 "热度" { 评论 20分 最多 40分 点击商品 5分 减半 每7天 }';
const SAYS = '"热度{粉丝.「热度」}"';

const seen: NoteFacts = {
  fan: { fields: {}, custom: {} },
  entry: {},
  shop: {},
  zone: 'Asia/Shanghai',
  scores: NEW_SCORES,
  now: 0,
};

describe('a score in words', () => {
  it('is what it is at hand-over in a message, and each fan’s own', async () => {
    await kit.publish(`${SCORE} 流程 "甲" { 当 关注 每人一次 等待1天 发私信 ${SAYS} }`);
    await kit.happenTo(['静', '热'], 'follow');
    await kit.goTo(at('2026-11-21 11:00'));
    await kit.happen('热', 'live.comment', { text: 'a' }, at('2026-11-14 12:00'));
    await kit.happen('热', 'product.click', {}, at('2026-11-14 12:00'));
    await kit.goTo(at('2026-11-21 12:00'));
    expect((await kit.sent()).map(({ body }) => body).sort()).toEqual(['热度0', '热度12.5']);
  });

  it('is the same in memory', () => {
    const test = `测试 "乙" { 粉丝 { 授权 私信 } 7天前 评论 第0天 关注 应当 发出 私信 1次 }`;
    const { results } = runText(`${SCORE} 流程 "甲" { 当 关注 每人一次 发私信 ${SAYS} } ${test}`);
    const sent = results.flatMap(({ runs }) =>
      runs.flatMap(({ trace }) => trace.filter(({ kind }) => kind === 'sent')),
    );
    expect(sent).toMatchObject([{ text: '热度10' }]);
  });

  it('is what it was when they were written in a task and in a notice; whoever does not see the fan does not see it', async () => {
    const rung = `逾期 { 提醒 店长 ${SAYS} }`;
    await kit.publish(
      `${SCORE} 流程 "甲" { 当 评论 每人一次 任务 "问" 给 店长 期限 7天 说明 ${SAYS} { ${rung} } 提醒 店长 ${SAYS} }`,
    );
    await kit.happen('小鱼', 'live.comment', { text: 'a' });
    await kit.goTo(at('2026-11-27 12:00'));
    const { note } = await kit.db.selectFrom('task').select('note').executeTakeFirstOrThrow();
    expect(renderNote(note, seen)).toBe('热度20');
    expect(renderNote(note, { ...seen, fan: null })).toBe('热度—');
    const notices = await kit.db.selectFrom('notice').select('text').orderBy('created_at').execute();
    const texts = notices.flatMap(({ text }) => renderNote(text, seen) ?? []);
    expect(texts).toEqual(['热度20', '热度10']);
  });
});
