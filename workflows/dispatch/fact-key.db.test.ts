import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { askIn } from '@fanloom/server/entry/entry.sql.js';
import { ingest } from '@fanloom/server/event/ingest.js';
import { at, EngineKit, KEYS, programs } from '../testing/engine-kit.js';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-20 09:00'));
});
afterEach(() => kit.dispose());

const FANS = ['小鱼', '小虾', '小蟹'];

/** By each of these somebody enters, and several fans at the same moment for the same reason. */
const WAYS = [
  '当 关注',
  '当 领券 "礼券"',
  '当 领券后2小时内没有下单',
  '当 评论数 >= 2',
  '当 曾经 评论 且 2天内 没有 评论',
  '当 进入分群 "常客"',
  '当 打上标签 "甲"',
  '当 每天 10:00',
  '当 每逢 生日 10:00',
  '当 开播',
  '当 由流程启动',
];

it('gives every stay provider keys of its own, by whatever trigger, in every SOP', async () => {
  const sops = WAYS.map((when, no) => `流程 "${String(no)}" { ${when} 可再次进入 等待1分钟 }`);
  const starts = `流程 "起" { 当 评论 可再次进入 打标签 "甲" 启动流程 "${String(WAYS.length - 1)}" 去标签 "甲" }`;
  const byHand = '流程 "手动" { 当 由流程启动 可再次进入 等待1分钟 }';
  await kit.publish([`分群 "常客" 当 评论数 >= 2`, ...sops, byHand, starts].join('\n'));
  const fans = await kit.happenTo(FANS, 'live.enter');
  await sql`update fan set birthday = date '1999-11-21'`.execute(kit.db);
  for (const day of ['20', '21']) {
    await kit.goTo(at(`2026-11-${day} 12:00`));
    await beginBroadcast(at(`2026-11-${day} 12:00`));
    await addByHand(byHand, fans, day);
    for (const type of ['follow', 'coupon.claim', 'live.comment']) await kit.happenTo(FANS, type, { coupon: '礼券' });
    await kit.settle();
  }
  await kit.goTo(at('2026-11-25 12:00'));

  const { rows } = await sql<{ sop: string; stays: number; keys: number }>`
    select p.name as sop, count(*)::int as stays, count(distinct provider_base)::int as keys
    from enrolment e join sop p on p.id = e.sop_id group by 1 order by 1`.execute(kit.db);
  expect(rows.map(({ sop }) => sop).sort()).toEqual([...WAYS.map((_, no) => String(no)), '手动', '起'].sort());
  for (const { stays, keys } of rows) expect(keys).toBe(stays);
  const { rows: all } = await sql<{ stays: number; keys: number }>`
    select count(*)::int as stays, count(distinct provider_base)::int as keys from enrolment`.execute(kit.db);
  expect(all[0]?.keys).toBe(all[0]?.stays);
  expect(all[0]?.stays).toBeGreaterThan(WAYS.length * FANS.length);
});

async function beginBroadcast(now: Date): Promise<void> {
  const event = { type: 'live.start', happenedAt: now.getTime(), source: 'test', key: now.toISOString(), person: null };
  await kit.db.transaction().execute((tx) => ingest(tx, kit.shop, KEYS, [{ ...event, properties: {} }]));
}

async function addByHand(text: string, fans: readonly string[], request: string): Promise<void> {
  const { shop, authorId: author_id } = kit;
  for (const program of programs(text).values()) {
    const version = { sop_id: '', shop_id: shop.id, program, author_id, scope: { rows: [{}] } };
    await kit.db.transaction().execute((tx) => askIn(tx, version, fans, request));
  }
}
