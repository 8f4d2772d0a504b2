import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, EngineKit } from './testing/engine-kit.js';

const template = (name: string) => readFileSync(new URL(`../dsl/templates/${name}.sop`, import.meta.url), 'utf8');

describe('新粉7日转化', () => {
  let kit: EngineKit;
  beforeEach(async () => {
    kit = await EngineKit.create(at('2026-11-23 10:00'));
    await kit.publish(template('新粉7日转化'));
    await kit.publish(template('首购粉复购引导'));
  });
  afterEach(() => kit.dispose());

  it('writes at once, on day 3, and gives up on day 7', async () => {
    const fan = await kit.happen('小鱼', 'follow');
    await kit.settle();
    expect(await kit.tagsOf(fan)).toEqual(['7日转化流程中', '新粉-待转化']);
    expect(await kit.sent()).toHaveLength(1);
    await kit.goTo(at('2026-11-26 09:59'));
    expect(await kit.sent()).toHaveLength(1);
    await kit.goTo(at('2026-11-26 10:00'));
    expect((await kit.sent())[1]?.body).toContain('还有4天');
    await kit.goTo(at('2026-12-01 10:00'));
    expect(await kit.sent()).toHaveLength(2);
    expect(await kit.tagsOf(fan)).toEqual(['新粉-转化失败']);
    expect(await kit.enrolments(fan)).toMatchObject([{ state: 'finished' }]);
  });

  it('lets a buyer leave at once and starts the next SOP, once', async () => {
    const fan = await kit.happen('小鱼', 'follow');
    await kit.goTo(at('2026-11-25 09:30'));
    await kit.happen('小鱼', 'order.pay', { amount: 9900, order: '1' });
    await kit.settle();
    expect(await kit.tagsOf(fan)).toEqual(['首购粉']);
    expect(await kit.enrolments(fan)).toMatchObject([
      { sop: '新粉7日转化', state: 'left' },
      { sop: '首购粉复购引导', state: 'active' },
    ]);
    await kit.goTo(at('2026-12-03 10:00'));
    const bodies = (await kit.sent()).map((message) => message.body);
    expect(bodies.filter((body) => body.includes('欢迎'))).toHaveLength(1);
    expect(bodies.filter((body) => body.includes('过期'))).toHaveLength(0);
    expect(bodies.filter((body) => body.includes('第一单'))).toHaveLength(1);
  });

  it('holds a message that comes at night until the morning, and drops it when the fan buys meanwhile', async () => {
    await kit.goTo(at('2026-11-23 23:30'));
    const sleeper = await kit.happen('夜猫', 'follow');
    const buyer = await kit.happen('夜购', 'follow');
    await kit.goTo(at('2026-11-24 02:00'));
    expect(await kit.sent()).toHaveLength(0);
    await kit.happen('夜购', 'order.pay', { amount: 9900, order: '2' });
    await kit.goTo(at('2026-11-24 09:00'));
    const welcomed = (await kit.sent())
      .filter((message) => message.body.includes('欢迎'))
      .map((message) => message.fan);
    expect(welcomed).toEqual([sleeper]);
    expect(await kit.tagsOf(buyer)).toEqual(['首购粉']);
  });

  it('does not let a fan in twice, nor one who has bought before', async () => {
    await kit.happen('老客', 'order.pay', { amount: 9900, order: '3' }, at('2026-11-20 10:00'));
    await kit.settle();
    const regular = await kit.happen('老客', 'follow');
    const fan = await kit.happen('小鱼', 'follow');
    await kit.settle();
    await kit.happen('小鱼', 'follow');
    await kit.settle();
    expect(await kit.enrolments(regular)).toEqual([]);
    expect(await kit.enrolments(fan)).toHaveLength(1);
  });

  it('does not write to a fan who has not agreed', async () => {
    const fan = await kit.happen('小鱼', 'live.watch', { duration: 120 });
    await kit.settle();
    expect(await kit.sent()).toEqual([]);
    expect(await kit.enrolments(fan)).toMatchObject([{ state: 'active' }]);
  });

  it('reaches nobody any more when its author no longer sees what it goes by', async () => {
    const fan = await kit.happen('小鱼', 'follow');
    await kit.settle();
    const { rules } = await kit.db
      .selectFrom('role')
      .select('rules')
      .where('key', '=', 'operator')
      .executeTakeFirstOrThrow();
    const withoutEvents = JSON.stringify((rules as { subject: string }[]).filter(({ subject }) => subject !== 'event'));
    await kit.db.updateTable('role').set({ rules: withoutEvents }).where('key', '=', 'operator').execute();
    await kit.goTo(at('2026-11-26 10:00'));
    expect(await kit.sent()).toHaveLength(1);
    expect(await kit.enrolments(fan)).toMatchObject([{ state: 'stopped', reason: 'out_of_scope' }]);
  });

  it('reaches nobody any more when its author has lost the shop', async () => {
    const fan = await kit.happen('小鱼', 'follow');
    await kit.settle();
    await kit.db.deleteFrom('staff_role').execute();
    const late = await kit.happen('小虾', 'follow');
    await kit.goTo(at('2026-11-26 10:00'));
    expect(await kit.sent()).toHaveLength(1);
    expect(await kit.enrolments(fan)).toMatchObject([{ state: 'stopped', reason: 'out_of_scope' }]);
    expect(await kit.enrolments(late)).toEqual([]);
  });
});
