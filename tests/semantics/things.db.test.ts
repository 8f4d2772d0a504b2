import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, EngineKit } from '@fanloom/workflows/testing/engine-kit.js';
import { tasksOf } from './people.js';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-20 10:00'));
  await sql`update shop set links = '{"survey.link": "https://s.example/f?x=1"}'`.execute(kit.db);
});
afterEach(() => kit.dispose());

describe('同一K', () => {
  it('tells two tickets of one fan apart: each has a stay, a survey and an answer of its own', async () => {
    await kit.publish(
      `流程 "售后回访" { 当 关闭工单 每个工单一次 等待2小时
        发私信 "{问卷.名称} {问卷.链接}" 附问卷 "售后满意度"
        最多等3天 直到 回答问卷 "售后满意度"(分数 <= 2 且 同一工单)
          等到了 { 任务 "差评回访" 给 店长 期限 4工作小时 说明 "工单 {本次.工单}" } }`,
    );
    const fan = await kit.happen('小鱼', 'follow');
    for (const ticket of ['T1', 'T2', 'T1']) await kit.happen('小鱼', 'ticket.close', { ticket });
    await kit.goTo(at('2026-11-20 12:00'));
    const bodies = (await kit.sent()).map(({ body }) => body).sort();
    const survey = encodeURIComponent('售后满意度');
    expect(bodies).toEqual([
      `售后满意度 https://s.example/f?x=1&survey=${survey}&ticket=T1`,
      `售后满意度 https://s.example/f?x=1&survey=${survey}&ticket=T2`,
    ]);
    await kit.goTo(at('2026-11-20 13:00'));
    await kit.happen('小鱼', 'survey.answer', { survey: '售后满意度', rating: 5, ticket: 'T1' });
    await kit.happen('小鱼', 'survey.answer', { survey: '售后满意度', rating: 1, ticket: 'T2' });
    await kit.settle();
    expect((await tasksOf(kit, fan)).map(({ title }) => title)).toEqual(['差评回访']);
    const states = (await kit.enrolments(fan)).map(({ state }) => state).sort();
    expect(states).toEqual(['active', 'finished']);
  });
});
