import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ingest } from '@fanloom/server/event/ingest.js';
import { at, EngineKit, KEYS } from '@fanloom/workflows/testing/engine-kit.js';

let kit: EngineKit;
let key = 0;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-20 12:00'));
});
afterEach(() => kit.dispose());

async function happen(person: object, type: string): Promise<void> {
  const { rows } = await sql<{ now: Date }>`select business_now() as now`.execute(kit.db);
  const happenedAt = rows[0]?.now.getTime() ?? 0;
  const event = { type, happenedAt, source: 'test', key: `m${String(++key)}`, person, properties: {} };
  await kit.db.transaction().execute((tx) => ingest(tx, kit.shop, KEYS, [event]));
  await kit.settle();
}

const ONE = { user_id: 'one' };
const OTHER = { phone: '13800001111' };
/** Who shows both is one fan. */
const BOTH = { ...ONE, ...OTHER };

const stays = () =>
  kit.db.selectFrom('enrolment').select(['state', 'entered_at']).orderBy('entered_at').orderBy('id').execute();

describe('fan merge', () => {
  it('the stay with the earlier t₀ lives, the other ends 已合并; nothing is sent twice', async () => {
    await kit.publish('流程 "甲" { 当 关注 每人一次 等待1天 发私信 "还在吗" }');
    await happen(ONE, 'follow');
    await kit.goTo(at('2026-11-20 15:00'));
    await happen(OTHER, 'follow');
    await kit.goTo(at('2026-11-20 18:00'));
    expect((await stays()).map(({ state }) => state)).toEqual(['active', 'active']);
    await happen(BOTH, 'live.enter');
    expect((await stays()).map(({ state }) => state)).toEqual(['active', 'merged']);
    await kit.goTo(at('2026-11-23 12:00'));
    expect((await kit.sent()).map((message) => message.at)).toEqual([at('2026-11-21 12:00')]);
    expect((await stays()).map(({ state }) => state)).toEqual(['finished', 'merged']);
  });

  it('re-entry knows of both, and is free again when the stay that lives has ended', async () => {
    await kit.publish('流程 "次" { 当 关注 每人一次 打标签 "a" } 流程 "再" { 当 关注 可再次进入 等待1天 }');
    await happen(ONE, 'follow');
    await happen(OTHER, 'live.enter');
    await happen(BOTH, 'live.enter');
    await happen(OTHER, 'follow');
    const { rows: once } = await sql<{ sop: string; n: number }>`
      select p.name as sop, count(*)::int as n from enrolment e join sop p on p.id = e.sop_id group by 1 order by 1`.execute(
      kit.db,
    );
    expect(once).toEqual([
      { sop: '再', n: 1 },
      { sop: '次', n: 1 },
    ]);
    await kit.goTo(at('2026-11-22 12:00'));
    await happen(OTHER, 'follow');
    expect((await stays()).filter(({ state }) => state === 'active')).toHaveLength(1);
  });

  it('what was held for the other stay is dropped', async () => {
    await kit.publish('流程 "甲" { 当 关注 每人一次 免打扰 22:00-09:00 发私信 "你好" }');
    await kit.goTo(at('2026-11-20 22:30'));
    await happen(ONE, 'follow');
    await happen(OTHER, 'follow');
    await happen(BOTH, 'live.enter');
    await kit.goTo(at('2026-11-21 09:00'));
    expect(await kit.sent()).toHaveLength(1);
  });

  it('of two arms the older is kept', async () => {
    await kit.publish(
      '流程 "甲" { 当 评论 可再次进入 分流 "对比" { "甲" 50% { 打标签 "甲" } "乙" 50% { 打标签 "乙" } } }',
    );
    await happen(ONE, 'live.comment');
    await kit.goTo(at('2026-11-20 13:00'));
    await happen(OTHER, 'live.comment');
    const arms = await kit.db.selectFrom('fan_arm').select('arm').orderBy('at').execute();
    await happen(BOTH, 'live.enter');
    expect(await kit.db.selectFrom('fan_arm').select('arm').execute()).toEqual(arms.slice(0, 1));
  });
});
