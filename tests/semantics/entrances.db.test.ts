import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ingest } from '@fanloom/server/event/ingest.js';
import { shardOf } from '@fanloom/server/event/shard.js';
import { type Gate, turnGate } from '@fanloom/server/sop/gate.js';
import { at, EngineKit, KEYS } from '@fanloom/workflows/testing/engine-kit.js';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-20 12:00'));
});
afterEach(() => kit.dispose());

/** A fan who has done nothing yet that any SOP here looks at. */
async function fan(nick: string): Promise<string> {
  const id = await kit.happen(nick, 'live.enter');
  await kit.settle();
  return id;
}

const stays = async (id: string) => (await kit.enrolments(id)).length;

async function refusals(id: string): Promise<string[]> {
  const rows = await kit.db.selectFrom('entry_refusal').select('reason').where('fan_id', '=', id).execute();
  return rows.map(({ reason }) => reason).sort();
}

/** The shop goes live: now, or at a moment of which one learns only now. */
async function goLive(key: string, { when, properties = {} }: { when?: string; properties?: object } = {}) {
  const { rows } = await sql<{ now: Date }>`select business_now() as now`.execute(kit.db);
  const happenedAt = (when === undefined ? (rows[0]?.now ?? new Date(0)) : at(when)).getTime();
  const event = { type: 'live.start', happenedAt, source: 'test', key, person: null, properties: { ...properties } };
  await kit.db.transaction().execute((tx) => ingest(tx, kit.shop, KEYS, [event]));
  await kit.settle();
}

async function turn(name: string, gate: Gate): Promise<void> {
  await kit.db.transaction().execute(async (tx) => {
    const { id } = await tx.selectFrom('sop').select('id').where('name', '=', name).executeTakeFirstOrThrow();
    await turnGate(tx, id, gate);
  });
  await kit.settle();
}

describe('当 开播', () => {
  it('lets in everyone for whom the guard holds when the shop goes live, in one run', async () => {
    await kit.publish('流程 "甲" { 当 开播 且 曾经 支付 可再次进入 打标签 "叫过" }');
    const buyers = [await kit.happen('买', 'order.pay', { amount: 1, order: '1' })];
    buyers.push(await kit.happen('也买', 'order.pay', { amount: 1, order: '2' }));
    const other = await fan('看');
    await goLive('一');
    expect([await stays(buyers[0] ?? ''), await stays(buyers[1] ?? ''), await stays(other)]).toEqual([1, 1, 0]);
    expect(await kit.db.selectFrom('run').select('fans').execute()).toEqual([{ fans: 2 }]);
    expect(await kit.db.selectFrom('broadcast_entrance').selectAll().execute()).toEqual([]);
  });

  it('lets a fan in once by one broadcast, and again by the next', async () => {
    await kit.publish('流程 "甲" { 当 开播 可再次进入 打标签 "叫过" }');
    const id = await fan('看');
    await goLive('一');
    await goLive('一');
    expect(await stays(id)).toBe(1);
    await kit.goTo(at('2026-11-21 20:00'));
    await goLive('二');
    expect(await stays(id)).toBe(2);
  });

  it('looks at the broadcast itself, and 首次 at those before', async () => {
    await kit.publish('流程 "甲" { 当 首次 开播 可再次进入 打标签 "首播" }');
    const id = await fan('看');
    await goLive('一');
    await goLive('二');
    expect(await stays(id)).toBe(1);
  });

  it('lets nobody in by a broadcast that one learns of a day late, or while the SOP is paused', async () => {
    await kit.publish('流程 "甲" { 当 开播 可再次进入 打标签 "叫过" }');
    const id = await fan('看');
    await goLive('旧', { when: '2026-11-19 11:00' });
    await turn('甲', 'paused');
    await goLive('停');
    await turn('甲', 'open');
    expect(await stays(id)).toBe(0);
  });

  it('starts the timer of what has not happened since', async () => {
    await kit.publish('流程 "甲" { 当 开播 后 1小时 内没有 进入直播间 可再次进入 打标签 "没来" }');
    const [away, there] = [await fan('没来'), await fan('来了')];
    await kit.goTo(at('2026-11-20 20:00'));
    await goLive('一');
    await kit.goTo(at('2026-11-20 20:30'));
    await kit.happen('来了', 'live.enter');
    await kit.goTo(at('2026-11-20 21:00'));
    expect([await kit.tagsOf(away), await kit.tagsOf(there)]).toEqual([['没来'], []]);
  });
});

describe('手动加入', () => {
  /** As the API asks for it. */
  async function add(id: string, sop: string, request: string): Promise<void> {
    const row = { kind: 'hand', shop_id: kit.shop.id, ids: [id], detail: JSON.stringify({ sop, request }) };
    await kit.db
      .insertInto('fact_outbox')
      .values({ shard: shardOf(id), ...row })
      .execute();
    await kit.settle();
  }

  it('skips 当 and nothing else', async () => {
    await kit.publish(
      '流程 "甲" { 当 由流程启动 每人一次 一旦 有标签 "黑" 就离开 等待1天 打标签 "a" } 流程 "黑" { 当 评论 每人一次 打标签 "黑" }',
    );
    const [plain, black] = [await fan('白'), await kit.happen('黑', 'live.comment', { text: '1' })];
    await kit.settle();
    await add(plain, '甲', 'r1');
    await add(plain, '甲', 'r1');
    await add(plain, '甲', 'r2');
    await add(black, '甲', 'r3');
    expect([await stays(plain), await refusals(plain)]).toEqual([1, ['already_in']]);
    expect([(await kit.enrolments(black)).map(({ sop }) => sop), await refusals(black)]).toEqual([
      ['黑'],
      ['leaves_already'],
    ]);
    await turn('甲', 'paused');
    const late = await fan('晚');
    await add(late, '甲', 'r4');
    expect([await stays(late), await refusals(late)]).toEqual([0, ['not_started']]);
  });
});

describe('pause', () => {
  it('lets nobody in afterwards for whom a condition turned, or the clock came, meanwhile', async () => {
    await kit.publish(
      `流程 "转" { 当 购买次数 >= 1 可再次进入 打标签 "a" }
       分群 "买过" 当 购买次数 >= 1
       流程 "群" { 当 进入分群 "买过" 可再次进入 打标签 "b" }
       流程 "钟" { 当 每天 13:00 且 曾经 支付 可再次进入 打标签 "c" }`,
    );
    const all = ['转', '群', '钟'];
    for (const name of all) await turn(name, 'paused');
    const id = await kit.happen('小鱼', 'order.pay', { amount: 1, order: '1' });
    await kit.goTo(at('2026-11-20 14:00'));
    for (const name of all) await turn(name, 'open');
    await kit.happen('小鱼', 'order.pay', { amount: 1, order: '2' });
    await kit.goTo(at('2026-11-20 15:00'));
    expect(await kit.tagsOf(id)).toEqual([]);
    await kit.goTo(at('2026-11-21 13:00'));
    expect(await kit.tagsOf(id)).toEqual(['c']);
    const other = await kit.happen('小兰', 'order.pay', { amount: 1, order: '3' });
    await kit.settle();
    expect(await kit.tagsOf(other)).toEqual(['a', 'b']);
  });
});
