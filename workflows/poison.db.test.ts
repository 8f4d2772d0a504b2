import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ingest } from '@fanloom/server/event/ingest.js';
import { at, EngineKit, KEYS } from './testing/engine-kit.js';

const NICKS = Array.from({ length: 9 }, (_, no) => `粉丝${String(no)}`);

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-23 10:00'));
});
afterEach(() => kit.dispose());

/** From now on this raises for one fan, and quotes what nobody may read. */
async function poison(table: 'effect' | 'enrolment' | 'run', event: 'insert' | 'update', when: string): Promise<void> {
  await sql`
    create or replace function poison() returns trigger language plpgsql as $$
    begin raise exception 'secret of %', new; end $$`.execute(kit.db);
  await sql
    .raw(`create trigger poison before ${event} on ${table} for each row when (${when}) execute function poison()`)
    .execute(kit.db);
}

async function introduce(): Promise<{ fans: string[]; poisoned: string; others: string[] }> {
  const fans = await kit.happenTo(NICKS, 'live.enter');
  const [poisoned = '', ...others] = fans.slice(4).concat(fans.slice(0, 4));
  return { fans, poisoned, others };
}

const statesOf = async (fans: string[]) => {
  const all = await Promise.all(fans.map((fan) => kit.enrolments(fan)));
  return [...new Set(all.flat().map((enrolment) => enrolment.state))];
};

const parked = async () => {
  const { rows } = await sql<{ problem: { code: string; sqlstate: string }; fans: string[] }>`
    select l.problem, (select array_agg(e.fan_id) from enrolment e where e.run_id = l.run_id and e.lane_no = l.no) as fans
    from lane l where l.phase = 'parked'`.execute(kit.db);
  return rows;
};

const receivers = async () => (await kit.sent()).map((message) => message.fan).sort();

it('a step that fails for one fan is done for the others at once; the one is tried again and parked', async () => {
  await kit.publish('流程 "欢迎" { 当 关注 每人一次 发私信 "你好" 打标签 "问候过" }');
  const { poisoned, others } = await introduce();
  await poison('effect', 'insert', `new.fan_id = '${poisoned}'`);
  await kit.happenTo(NICKS, 'follow');
  await kit.settle();
  expect(await receivers()).toEqual([...others].sort());
  expect(await statesOf(others)).toEqual(['finished']);
  expect(await parked()).toEqual([]);

  await kit.goTo(at('2026-11-23 10:10'));
  expect(await parked()).toMatchObject([
    { fans: [poisoned], problem: { code: 'ENGINE_STEP_FAILED', sqlstate: 'P0001', attempts: 5 } },
  ]);
  expect(JSON.stringify(await parked())).not.toContain('secret');
  expect(await kit.tagsOf(poisoned)).toEqual([]);
});

it('a fan for whom leaving fails is parked and written to no more; the others leave, or go on', async () => {
  await kit.publish(`流程 "转化" { 当 关注 每人一次 一旦 支付 就离开 { 打标签 "已买" } 等待1小时 发私信 "还在吗" }`);
  const { fans, poisoned, others } = await introduce();
  await kit.happenTo(NICKS, 'follow');
  await kit.settle();
  await poison('enrolment', 'update', `new.fan_id = '${poisoned}' and new.state = 'left'`);
  await kit.goTo(at('2026-11-23 10:05'));
  const buyers = fans.filter((_, no) => no % 2 === 0);
  await kit.happenTo(
    NICKS.filter((_, no) => no % 2 === 0),
    'order.pay',
    { amount: 9900 },
  );
  await kit.goTo(at('2026-11-23 12:00'));
  expect(buyers).toContain(poisoned);
  expect(await statesOf(buyers.filter((fan) => fan !== poisoned))).toEqual(['left']);
  expect(await receivers()).toEqual(others.filter((fan) => !buyers.includes(fan)).sort());
  expect(await statesOf([poisoned])).toEqual(['parked']);
  expect(await parked()).toMatchObject([
    { fans: [poisoned], problem: { code: 'ENGINE_CONDITION_FAILED', sqlstate: 'P0001' } },
  ]);
});

it('so is one for whom going on fails', async () => {
  await kit.publish('流程 "等" { 当 关注 每人一次 最多等1天 直到 评论 等到了 { 发私信 "谢谢" } }');
  const { poisoned, others } = await introduce();
  await kit.happenTo(NICKS, 'follow');
  await kit.settle();
  await poison(
    'enrolment',
    'update',
    `new.fan_id = '${poisoned}' and new.lane_no <> old.lane_no and new.state = 'active'`,
  );
  await kit.goTo(at('2026-11-23 10:05'));
  await kit.happenTo(NICKS, 'live.comment');
  await kit.settle();
  expect(await receivers()).toEqual([...others].sort());
  expect(await parked()).toMatchObject([{ fans: [poisoned] }]);
});

it('a fan whom one SOP cannot let in is refused there and visible; others enter, and other SOPs let the fan in', async () => {
  const sops = await kit.publish(`
    流程 "有毒" { 当 关注 每人一次 发私信 "甲" }
    流程 "无毒" { 当 关注 每人一次 发私信 "乙" }`);
  const { fans, poisoned, others } = await introduce();
  await poison('enrolment', 'insert', `new.fan_id = '${poisoned}' and new.sop_id = '${sops.get('有毒') ?? ''}'`);
  await kit.happenTo(NICKS, 'follow');
  await kit.settle();
  const got = async (body: string) =>
    (await kit.sent()).filter((message) => message.body === body).map((message) => message.fan);
  expect((await got('乙')).sort()).toEqual([...fans].sort());
  expect((await got('甲')).sort()).toEqual([...others].sort());
  const refused = await kit.db.selectFrom('entry_refusal').select(['fan_id', 'reason']).execute();
  expect(refused).toEqual([{ fan_id: poisoned, reason: 'failed' }]);
  const left = await kit.db.selectFrom('fact_outbox').select('problem').execute();
  expect(left).toMatchObject([{ problem: { code: 'ENGINE_FACT_FAILED', sqlstate: 'P0001', role: 'enter' } }]);

  await sql`drop trigger poison on enrolment`.execute(kit.db);
  await sql`update fact_outbox set problem = null`.execute(kit.db);
  await kit.settle();
  expect((await got('甲')).sort()).toEqual([...fans].sort());
});

it.each(['当 每天 10:00', '当 曾经 进入直播间 且 2天内 没有 进入直播间'])(
  'a fan whom %s cannot let in misses it and is visible; others enter, and other schedules go on',
  async (when) => {
    const sops = await kit.publish(`
    流程 "有毒" { ${when} 每人一次 发私信 "甲" }
    流程 "无毒" { 当 每天 10:30 可再次进入 打标签 "乙" }`);
    const { poisoned, others } = await introduce();
    const fans = [poisoned, ...others];
    await sql`insert into consent (shop_id, fan_id, channel, granted, source, at)
      select ${kit.shop.id}, id, 'private_message', true, 'test', business_now() from fan`.execute(kit.db);
    await poison('enrolment', 'insert', `new.fan_id = '${poisoned}' and new.sop_id = '${sops.get('有毒') ?? ''}'`);
    await kit.goTo(at('2026-11-26 10:30'));
    expect(await receivers()).toEqual([...others].sort());
    for (const fan of fans) expect(await kit.tagsOf(fan)).toEqual(['乙']);
    const refused = await kit.db.selectFrom('entry_refusal').select('fan_id').where('reason', '=', 'failed').execute();
    expect([...new Set(refused.map((row) => row.fan_id))]).toEqual([poisoned]);
  },
);

it('is no matter of single fans when it fails for all: nothing is thrown away', async () => {
  await kit.publish('流程 "欢迎" { 当 关注 每人一次 发私信 "你好" }');
  const many = Array.from({ length: 2400 }, (_, no) => `众${String(no)}`);
  await poison('enrolment', 'insert', 'true');
  await kit.happenTo(many, 'follow');
  await expect(kit.settle()).rejects.toThrow();
  await sql`drop trigger poison on enrolment`.execute(kit.db);
  await kit.settle();
  expect(await receivers()).toHaveLength(2400);
});

it.each(['每天 10:30', '开播'])(
  'an SOP that 当 %s can let in nobody holds up no other; it makes up for it',
  async (when) => {
    const text = (name: string, tag: string) => `流程 "${name}" { 当 ${when} 可再次进入 打标签 "${tag}" }`;
    const sops = await kit.publish(
      `${text('有毒', '甲')} ${text('无毒', '乙')} 流程 "也无毒" { 当 每天 10:31 可再次进入 打标签 "丙" }`,
    );
    const { fans } = await introduce();
    await poison('run', 'update', `new.sop_id = '${sops.get('有毒') ?? ''}' and new.next_lane > old.next_lane`);
    const event = { type: 'live.start', source: 'test', key: 'live', person: null, properties: {} };
    const happenedAt = at('2026-11-23 10:00').getTime();
    await kit.db.transaction().execute((tx) => ingest(tx, kit.shop, KEYS, [{ ...event, happenedAt }]));
    await kit.setClock(at('2026-11-23 10:31'));

    await expect(kit.settle()).rejects.toThrow();
    await kit.settle();
    for (const fan of fans) expect(await kit.tagsOf(fan)).toEqual(['丙', '乙']);
    await sql`drop trigger poison on run`.execute(kit.db);
    await kit.goTo(at('2026-11-23 10:32'));
    for (const fan of fans) expect(await kit.tagsOf(fan)).toEqual(['丙', '乙', '甲']);
  },
);
