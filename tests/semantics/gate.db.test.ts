import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Gate, turnGate } from '@fanloom/server/sop/gate.js';
import { at, EngineKit } from '@fanloom/workflows/testing/engine-kit.js';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-20 12:00'));
});
afterEach(() => kit.dispose());

const turn = (sop: string, gate: Gate) => kit.db.transaction().execute((tx) => turnGate(tx, sop, gate));

async function publish(text: string): Promise<string> {
  const [id = ''] = (await kit.publish(text)).values();
  return id;
}

async function follow(): Promise<string> {
  const fan = await kit.happen('小鱼', 'follow');
  await kit.settle();
  return fan;
}

describe('pause · stop', () => {
  it('pause: nobody enters, timers run, sends wait (24 h rule on resuming)', async () => {
    const sop = await publish('流程 "甲" { 当 关注 每人一次 第1天 10:00 { 发私信 "一" } 第3天 10:00 { 发私信 "三" } }');
    const fan = await follow();
    await turn(sop, 'paused');
    const other = await kit.happen('小虾', 'follow');
    await kit.setClock(at('2026-11-23 11:00'));
    await kit.settle();
    expect(await kit.sent()).toEqual([]);
    expect(await kit.enrolments(other)).toEqual([]);
    await turn(sop, 'open');
    await kit.goTo(at('2026-11-23 12:00'));
    expect((await kit.sent()).map(({ body }) => body)).toEqual(['三']);
    expect(await kit.enrolments(fan)).toMatchObject([{ state: 'finished' }]);
  });

  it('stop: all end as 被停止, held messages are dropped, tasks stay', async () => {
    const sop = await publish(
      '流程 "甲" { 当 关注 每人一次 免打扰 22:00-09:00 任务 "回访" 给 店长 期限 1天 发私信 "一" 等待3天 }',
    );
    await kit.goTo(at('2026-11-20 23:00'));
    const fan = await follow();
    await turn(sop, 'stopped');
    await kit.goTo(at('2026-11-21 10:00'));
    expect(await kit.sent()).toEqual([]);
    expect(await kit.enrolments(fan)).toMatchObject([{ state: 'stopped' }]);
    expect(await kit.db.selectFrom('task').select('state').execute()).toEqual([{ state: 'open' }]);
  });
});

describe('new version', () => {
  it('fans in flight finish on theirs, new ones enter the new one', async () => {
    await publish('流程 "甲" { 当 关注 每人一次 等待1天 打标签 "旧" }');
    const early = await follow();
    await publish('流程 "甲" { 当 关注 每人一次 等待1天 打标签 "新" }');
    const late = await kit.happen('小虾', 'follow');
    await kit.goTo(at('2026-11-22 12:00'));
    expect([await kit.tagsOf(early), await kit.tagsOf(late)]).toEqual([['旧'], ['新']]);
  });

  it('the stored arm is kept while an arm of that name exists', async () => {
    const sop = await publish(
      '流程 "甲" { 当 评论 可再次进入 分流 "比" { "A" 50% { 加积分 1分 } "B" 50% { 加积分 1分 } } }',
    );
    const fan = await kit.happen('小鱼', 'live.comment', { text: 'a' });
    await kit.settle();
    const arm = () => kit.db.selectFrom('fan_arm').select('arm').where('sop_id', '=', sop).executeTakeFirstOrThrow();
    const drawn = (await arm()).arm;
    const other = drawn === 'A' ? 'B' : 'A';
    await publish(
      `流程 "甲" { 当 评论 可再次进入 分流 "比" { "${other}" 99% { 加积分 1分 } "${drawn}" 1% { 打标签 "原来" } } }`,
    );
    await kit.goTo(at('2026-11-20 13:00'));
    await kit.happen('小鱼', 'live.comment', { text: 'b' });
    await kit.settle();
    expect((await arm()).arm).toBe(drawn);
    expect(await kit.tagsOf(fan)).toEqual(['原来']);
  });
});

describe('限发', () => {
  it('counts the marketing messages of all SOPs', async () => {
    await kit.publish(
      '流程 "甲" { 当 关注 每人一次 发私信 "甲" } 流程 "乙" { 当 关注 每人一次 限发 1条 每7天 等待1小时 发私信 "乙" 打标签 "过了" }',
    );
    const fan = await follow();
    await kit.goTo(at('2026-11-20 14:00'));
    expect((await kit.sent()).map(({ body }) => body)).toEqual(['甲']);
    expect(await kit.tagsOf(fan)).toEqual(['过了']);
  });
});
