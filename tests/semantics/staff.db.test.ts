import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, EngineKit } from '@fanloom/workflows/testing/engine-kit.js';
import { addPerson, noticesOf, own, ownerOf, tasksOf } from './people.js';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-20 10:00'));
});
afterEach(() => kit.dispose());

const sop = (body: string, head = '当 关注 每人一次') => kit.publish(`流程 "甲" { ${head} ${body} }`);

async function follow(nick = '小鱼'): Promise<string> {
  const fan = await kit.happen(nick, 'follow');
  await kit.settle();
  return fan;
}

describe('任务', () => {
  it('is created at once and the SOP goes on; 期限 counts from creation by the clock', async () => {
    await sop('任务 "回访" 给 负责人 期限 1天 打标签 "派了"');
    const fan = await follow();
    expect(await kit.tagsOf(fan)).toEqual(['派了']);
    expect(await tasksOf(kit, fan)).toMatchObject([{ title: '回访', due_at: at('2026-11-21 10:00') }]);
  });

  it('counts 工作小时 and 工作日 by the duty calendar of the shop', async () => {
    await sop('任务 "a" 给 客服 期限 12工作小时 任务 "b" 给 客服 期限 2工作日');
    await kit.goTo(at('2026-11-20 16:00'));
    const fan = await follow();
    expect(await tasksOf(kit, fan)).toMatchObject([
      { title: 'a', due_at: at('2026-11-24 10:00') },
      { title: 'b', due_at: at('2026-11-24 16:00') },
    ]);
  });

  it('goes to the one whose post it is: the owner, a manager, the host, customer service, a group', async () => {
    const owner = await addPerson(kit, '小李');
    await addPerson(kit, '店长王', { role: 'manager' });
    await addPerson(kit, '主播安', { role: 'host' });
    await addPerson(kit, '客服周', { role: 'service' });
    await addPerson(kit, '销售陈', { team: '直播销售' });
    await sop(
      '等待1小时 任务 "1" 给 负责人 期限 1天 任务 "2" 给 店长 期限 1天 任务 "3" 给 主播 期限 1天 任务 "4" 给 客服 期限 1天 任务 "5" 给 组 "直播销售" 期限 1天',
    );
    const fan = await follow();
    await own(kit, fan, owner);
    await kit.goTo(at('2026-11-20 11:00'));
    const names = (await tasksOf(kit, fan)).map((task) => task.assignee);
    expect(names).toEqual(['小李', '店长王', '主播安', '客服周', '销售陈']);
  });

  it('without such a person goes to the unclaimed list, and the manager is told', async () => {
    await addPerson(kit, '店长王', { role: 'manager' });
    await sop('任务 "口播感谢" 给 主播 期限 3天');
    const fan = await follow();
    expect(await tasksOf(kit, fan)).toMatchObject([{ title: '口播感谢', assignee: null }]);
    expect(await noticesOf(kit, fan)).toEqual([{ to: '店长王', text: { code: 'task_unclaimed', title: '口播感谢' } }]);
  });
});

describe('逾期', () => {
  const ladder = '任务 "首次联系" 给 负责人 期限 15分钟 { 逾期 { 提醒 负责人 "超时了" } 逾期 15分钟 { 转交 店长 } }';

  it('climbs the ladder until the task is done, one rung after the other', async () => {
    const owner = await addPerson(kit, '小李');
    await addPerson(kit, '店长王', { role: 'manager' });
    await sop(`等待1分钟 ${ladder}`);
    const fan = await follow();
    await own(kit, fan, owner);
    await kit.goTo(at('2026-11-20 10:15'));
    expect(await noticesOf(kit, fan)).toEqual([]);
    await kit.goTo(at('2026-11-20 10:16'));
    expect(await noticesOf(kit, fan)).toEqual([{ to: '小李', text: ['超时了'] }]);
    expect(await tasksOf(kit, fan)).toMatchObject([{ assignee: '小李' }]);
    await kit.goTo(at('2026-11-20 10:31'));
    expect(await tasksOf(kit, fan)).toMatchObject([{ assignee: '店长王' }]);
    expect(await ownerOf(kit, fan)).toBe('小李');
    await kit.goTo(at('2026-11-22 10:00'));
    expect(await noticesOf(kit, fan)).toHaveLength(1);
  });

  it('stops when the task is done', async () => {
    await sop(ladder);
    const fan = await follow();
    await kit.db.updateTable('task').set({ state: 'done' }).execute();
    await kit.goTo(at('2026-11-20 12:00'));
    expect(await noticesOf(kit, fan)).toEqual([{ to: null, text: { code: 'task_unclaimed', title: '首次联系' } }]);
  });

  it('outlives the SOP: fires after the fan has left, and after the SOP was stopped', async () => {
    await sop(`${ladder} 等待3天`, '当 关注 每人一次 一旦 支付 就离开');
    const buyer = await follow('小鱼');
    const other = await follow('小虾');
    await addPerson(kit, '店长王', { role: 'manager' });
    await kit.goTo(at('2026-11-20 10:05'));
    await kit.happen('小鱼', 'order.pay', { amount: 9900, order: '1' });
    await kit.settle();
    expect(await kit.enrolments(buyer)).toMatchObject([{ state: 'left' }]);
    await kit.db.updateTable('sop').set({ gate: 'stopped' }).execute();
    await kit.goTo(at('2026-11-20 10:30'));
    expect(await tasksOf(kit, buyer)).toMatchObject([{ assignee: '店长王' }]);
    expect(await tasksOf(kit, other)).toMatchObject([{ assignee: '店长王' }]);
  });

  it('counts its own working time, tags, and makes other tasks', async () => {
    await sop(
      '任务 "回访" 给 客服 期限 1工作小时 { 逾期 2工作小时 { 打标签 "没人管" 去标签 "新" 任务 "补救" 给 店长 期限 1天 } } 打标签 "新"',
    );
    await kit.goTo(at('2026-11-20 16:30'));
    const fan = await follow();
    await kit.goTo(at('2026-11-23 10:29'));
    expect(await kit.tagsOf(fan)).toEqual(['新']);
    await kit.goTo(at('2026-11-23 10:30'));
    expect(await kit.tagsOf(fan)).toEqual(['没人管']);
    expect((await tasksOf(kit, fan)).map((task) => task.title).sort()).toEqual(['回访', '补救']);
  });
});

describe('分配给 / 转交', () => {
  it('分配给 gives an owner to fans without one: fewest open leads, then order of names', async () => {
    for (const name of ['丙', '甲', '乙']) await addPerson(kit, name, { team: '直播销售' });
    const keeper = await addPerson(kit, '老李');
    await sop('等待1小时 分配给 组 "直播销售" 任务 "联系" 给 负责人 期限 1天');
    const fans = await kit.happenTo(['a', 'b', 'c', 'd', 'kept'], 'follow');
    await kit.settle();
    await own(kit, fans[4] ?? '', keeper);
    await kit.goTo(at('2026-11-20 11:00'));
    const owners = [];
    for (const fan of [...fans.slice(0, 4)].sort()) owners.push(await ownerOf(kit, fan));
    expect(owners).toEqual(['丙', '乙', '甲', '丙']);
    expect(await ownerOf(kit, fans[4] ?? '')).toBe('老李');
    const late = await follow('late');
    await kit.goTo(at('2026-11-20 12:00'));
    expect(await ownerOf(kit, late)).toBe('乙');
  });

  it('转交 replaces the owner', async () => {
    const first = await addPerson(kit, '小李');
    await addPerson(kit, '店长王', { role: 'manager' });
    await sop('等待1小时 转交 店长');
    const fan = await follow();
    await own(kit, fan, first);
    await kit.goTo(at('2026-11-20 11:00'));
    expect(await ownerOf(kit, fan)).toBe('店长王');
  });
});

describe('提醒', () => {
  it('is in the product, stored unrendered, neither counted nor held', async () => {
    await addPerson(kit, '店长王', { role: 'manager' });
    await addPerson(kit, '店长赵', { role: 'manager' });
    await sop('提醒 店长 "{粉丝.昵称|未知} 来了"', '当 关注 每人一次 免打扰 00:00-23:59 限发 1条 每7天');
    const fan = await follow();
    const text = [{ root: 'fan', field: 'nick', fallback: '未知' }, ' 来了'];
    expect(await noticesOf(kit, fan)).toEqual([
      { to: '店长王', text },
      { to: '店长赵', text },
    ]);
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from fan_guard`.execute(kit.db);
    expect(rows).toEqual([{ n: 0 }]);
  });

  it('tells the manager where there is no such person', async () => {
    await addPerson(kit, '店长王', { role: 'manager' });
    await sop('提醒 负责人 "看看"');
    expect(await noticesOf(kit, await follow())).toEqual([{ to: '店长王', text: ['看看'] }]);
  });
});
