import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ingest } from '@fanloom/server/event/ingest.js';
import { lockMerge, undoMerge } from '@fanloom/server/identity/undo-merge.js';
import { at, EngineKit, KEYS } from '@fanloom/workflows/testing/engine-kit.js';

let kit: EngineKit;
let key = 0;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-20 12:00'));
});
afterEach(() => kit.dispose());

const ONE = { user_id: 'one' };
const OTHER = { phone: '13800001111' };
/** Who shows both is one fan. */
const BOTH = { ...ONE, ...OTHER };

/** @returns the fan as a whole */
async function happen(person: object, type: string, properties: Record<string, unknown> = {}): Promise<string> {
  const { rows } = await sql<{ now: Date }>`select business_now() as now`.execute(kit.db);
  const happenedAt = rows[0]?.now.getTime() ?? 0;
  const event = { type, happenedAt, source: 'test', key: `m${String(++key)}`, person, properties };
  const [result] = await kit.db.transaction().execute((tx) => ingest(tx, kit.shop, KEYS, [event]));
  await kit.settle();
  if (result?.status !== 'accepted' || result.fanId === null) throw new Error(JSON.stringify(result));
  return result.fanId;
}

async function undo(): Promise<void> {
  await kit.db.transaction().execute(async (tx) => {
    const { id } = await tx.selectFrom('fan_merge').select('id').executeTakeFirstOrThrow();
    const merge = await lockMerge(tx, id);
    if (!merge) throw new Error('It stands');
    await undoMerge(tx, KEYS, merge, kit.authorId);
  });
  await kit.settle();
}

const states = async (fan: string) => (await kit.enrolments(fan)).map(({ state }) => state);

describe('fan merge', () => {
  it('done effects count for both: limits know of what either was sent', async () => {
    await kit.publish(
      '流程 "甲" { 当 评论 每人一次 发短信 "甲" } 流程 "乙" { 当 关注 每人一次 限发 1条 每7天 发短信 "乙" 打标签 "过了" }',
    );
    const consent = { granted: true, channel: 'sms' };
    for (const person of [ONE, OTHER]) await happen(person, 'consent.change', consent);
    await happen(OTHER, 'live.comment', { text: 'a' });
    expect((await kit.sent()).map(({ body }) => body)).toEqual(['甲']);
    await happen(BOTH, 'live.enter');
    const fan = await happen(ONE, 'follow');
    expect((await kit.sent()).map(({ body }) => body)).toEqual(['甲']);
    expect(await kit.tagsOf(fan)).toEqual(['过了']);
  });

  it('of two arms the older is kept, and the fan leaves the comparison', async () => {
    await kit.publish(
      '流程 "甲" { 当 评论 可再次进入 分流 "对比" { "甲" 50% { 打标签 "甲" } "乙" 50% { 打标签 "乙" } } }',
    );
    const one = await happen(ONE, 'live.comment', { text: 'a' });
    await kit.goTo(at('2026-11-20 13:00'));
    const other = await happen(OTHER, 'live.comment', { text: 'a' });
    await kit.db.updateTable('fan_arm').set({ arm: '甲' }).where('fan_id', '=', one).execute();
    await kit.db.updateTable('fan_arm').set({ arm: '乙' }).where('fan_id', '=', other).execute();
    await happen(BOTH, 'live.enter');
    const arms = () => kit.db.selectFrom('fan_arm').select(['arm', 'compared']).orderBy('at').execute();
    expect(await arms()).toEqual([{ arm: '甲', compared: false }]);
    await undo();
    expect(await arms()).toEqual([
      { arm: '甲', compared: true },
      { arm: '乙', compared: true },
    ]);
  });
});

describe('undo', () => {
  it('brings back identities and data, not messages; what was done while they were one counts for both', async () => {
    await kit.publish(
      '流程 "前" { 当 评论 每人一次 打标签 "评论过" } 流程 "中" { 当 关注 每人一次 打标签 "关注过" } 流程 "后" { 当 支付 每人一次 打标签 "买过" }',
    );
    const one = await happen(ONE, 'live.comment', { text: 'a' });
    const other = await happen(OTHER, 'live.enter');
    await kit.goTo(at('2026-11-20 13:00'));
    await happen(BOTH, 'live.enter');
    await happen(ONE, 'follow');
    await happen(OTHER, 'order.pay', { amount: 9900, order: '1' });
    await undo();
    expect(await happen(OTHER, 'live.like')).toBe(other);
    const spend = await kit.db
      .selectFrom('fan_shop')
      .select(['fan_id', 'orders', 'visits'])
      .orderBy('fan_id')
      .execute();
    expect(spend).toEqual([
      { fan_id: one, orders: 0, visits: 1 },
      { fan_id: other, orders: 1, visits: 1 },
    ]);
    // Before they were one only the first had commented; both are done with what came while they were one.
    for (const type of ['live.comment', 'follow']) await happen(OTHER, type, { text: 'b' });
    await happen(ONE, 'order.pay', { amount: 100, order: '2' });
    expect(await kit.tagsOf(other)).toEqual(['评论过']);
    expect(await states(one)).toEqual(['finished', 'finished', 'finished']);
    expect(await states(other)).toEqual(['finished']);
  });

  it('does not begin again what a merge has ended', async () => {
    await kit.publish('流程 "甲" { 当 关注 每人一次 等待1天 发私信 "还在吗" }');
    await happen(ONE, 'follow');
    await kit.goTo(at('2026-11-20 15:00'));
    const other = await happen(OTHER, 'follow');
    await happen(BOTH, 'live.enter');
    await undo();
    await kit.goTo(at('2026-11-23 12:00'));
    expect(await kit.sent()).toHaveLength(1);
    expect(await states(other)).toEqual(['merged']);
  });
});
