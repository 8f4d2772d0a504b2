import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, EngineKit, KEYS } from '@fanloom/workflows/testing/engine-kit.js';
import { ingest } from '@fanloom/server/event/ingest.js';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-20 12:00'));
});
afterEach(() => kit.dispose());

const sop = (body: string, head = '当 关注 每人一次') => kit.publish(`流程 "甲" { ${head} ${body} }`);

async function follow(nick = '小鱼'): Promise<string> {
  const fan = await kit.happen(nick, 'follow');
  await kit.settle();
  return fan;
}

describe('等到 T', () => {
  it('waits for the next time that fits, and not at all in that minute', async () => {
    await sop(
      '等到 12:00 打标签 "同一分钟" 等到 20:00 打标签 "当晚" 等到 周一 09:00 打标签 "周一" 等到 2天后 08:00 打标签 "两天后"',
    );
    const fan = await follow();
    expect(await kit.tagsOf(fan)).toEqual(['同一分钟']);
    await kit.goTo(at('2026-11-20 20:00'));
    expect(await kit.tagsOf(fan)).toEqual(['同一分钟', '当晚']);
    await kit.goTo(at('2026-11-23 09:00'));
    expect(await kit.tagsOf(fan)).toContain('周一');
    await kit.goTo(at('2026-11-25 07:59'));
    expect(await kit.tagsOf(fan)).not.toContain('两天后');
    await kit.goTo(at('2026-11-25 08:00'));
    expect(await kit.tagsOf(fan)).toContain('两天后');
  });

  it('passes at once where the date lies in the past', async () => {
    await sop('等到 2026-11-11 10:00 打标签 "过了"');
    expect(await kit.tagsOf(await follow())).toEqual(['过了']);
  });
});

describe('等到 F', () => {
  const set = (fan: string, column: 'birthday' | 'refill_due', day: string) =>
    column === 'birthday'
      ? sql`update fan set birthday = ${day}::date where id = ${fan}`.execute(kit.db)
      : sql`update fan_shop set refill_due = ${day}::date where fan_id = ${fan}`.execute(kit.db);

  it('waits for each fan’s own day, in one run; a missing field or a date in the past passes at once', async () => {
    await sop('等待1小时 等到 预计复购日 1天前 10:00 打标签 "到了"');
    const fans = await kit.happenTo(['a', 'b', 'c', 'past', 'none'], 'follow');
    await kit.settle();
    for (const [i, day] of ['2026-11-25', '2026-11-26', '2026-11-25', '2026-11-01'].entries()) {
      await set(fans[i] ?? '', 'refill_due', day);
    }
    const arrived = async () => {
      const tags = [];
      for (const fan of fans) tags.push((await kit.tagsOf(fan)).length);
      return tags;
    };
    await kit.goTo(at('2026-11-20 13:00'));
    expect(await arrived()).toEqual([0, 0, 0, 1, 1]);
    const lanes = await kit.db.selectFrom('lane').select('due_at').orderBy('due_at').execute();
    expect(lanes.map(({ due_at }) => due_at)).toEqual([at('2026-11-24 10:00'), at('2026-11-25 10:00')]);
    await kit.goTo(at('2026-11-24 10:00'));
    expect(await arrived()).toEqual([1, 0, 1, 1, 1]);
    await kit.goTo(at('2026-11-25 10:00'));
    expect(await arrived()).toEqual([1, 1, 1, 1, 1]);
  });

  it('waits for the next birthday; 最长 ends the wait', async () => {
    await sop('等待1小时 等到 生日 10:00 打标签 "生日"', '当 关注 每人一次 最长 30天');
    const [soon, gone] = [await follow('近'), await follow('远')];
    await set(soon, 'birthday', '1999-12-01');
    await set(gone, 'birthday', '1999-11-19');
    await kit.goTo(at('2026-12-01 10:00'));
    expect(await kit.tagsOf(soon)).toEqual(['生日']);
    await kit.goTo(at('2026-12-20 12:00'));
    expect(await kit.enrolments(gone)).toMatchObject([{ state: 'expired' }]);
  });

  it('lets whoever must leave go while they wait', async () => {
    await sop('等待1小时 等到 预计复购日 10:00 打标签 "到了"', '当 关注 每人一次 一旦 支付 就离开');
    const fan = await follow();
    await set(fan, 'refill_due', '2026-11-25');
    await kit.goTo(at('2026-11-21 12:00'));
    await kit.happen('小鱼', 'order.pay', { amount: 100, order: '1' });
    await kit.goTo(at('2026-11-26 12:00'));
    expect(await kit.tagsOf(fan)).toEqual([]);
    expect(await kit.enrolments(fan)).toMatchObject([{ state: 'left' }]);
  });
});

describe('等到 开播', () => {
  let key = 0;
  async function goLive(when?: Date): Promise<void> {
    const { rows } = await sql<{ now: Date }>`select business_now() as now`.execute(kit.db);
    const happenedAt = (when ?? rows[0]?.now ?? new Date(0)).getTime();
    const event = {
      type: 'live.start',
      happenedAt,
      source: 'test',
      key: `live${String(++key)}`,
      person: null,
      properties: {},
    };
    await kit.db.transaction().execute((tx) => ingest(tx, kit.shop, KEYS, [event]));
    await kit.settle();
  }

  it('waits for the next broadcast of the shop', async () => {
    await sop('等到 开播 打标签 "开播了" 等到 开播 打标签 "又开播"', '当 关注 每人一次 最长 30天');
    await goLive();
    await kit.goTo(at('2026-11-20 12:10'));
    const fan = await follow();
    expect(await kit.tagsOf(fan)).toEqual([]);
    await kit.goTo(at('2026-11-21 20:00'));
    await goLive();
    expect(await kit.tagsOf(fan)).toEqual(['开播了']);
    await kit.goTo(at('2026-11-22 20:00'));
    await goLive();
    expect(await kit.tagsOf(fan)).toEqual(['又开播', '开播了']);
  });

  it('of a broadcast within the minute, lets those go on who came before it', async () => {
    await sop('等到 开播 打标签 "开播了"', '当 关注 或 开播 每人每1天一次 最长 3天');
    const second = (n: number) => new Date(at('2026-11-20 20:00').getTime() + n * 1000);
    await kit.goTo(second(5));
    const before = await follow();
    await kit.setClock(second(30));
    const after = await kit.happen('之后', 'live.enter');
    await goLive();
    expect([await kit.tagsOf(before), await kit.tagsOf(after)]).toEqual([['开播了'], []]);
    await kit.goTo(at('2026-11-21 10:00'));
    await goLive();
    expect(await kit.tagsOf(after)).toEqual(['开播了']);
  });

  it('ends with 最长 where there is none', async () => {
    await sop('等到 开播 打标签 "开播了"', '当 关注 每人一次 最长 3天');
    const fan = await follow();
    await kit.goTo(at('2026-11-23 12:00'));
    expect(await kit.enrolments(fan)).toMatchObject([{ state: 'expired' }]);
  });

  it('sees a broadcast that has begun while the wait was being written', async () => {
    await sop('等待1小时 等到 开播 打标签 "开播了"', '当 关注 每人一次 最长 30天');
    const fan = await follow();
    await kit.goTo(at('2026-11-20 12:59'));
    await kit.setClock(new Date(at('2026-11-20 13:00').getTime() + 20_000));
    // The event is there, but its fact was handled before anybody waited.
    await kit.db.transaction().execute(async (tx) => {
      const happenedAt = at('2026-11-20 13:00').getTime() + 10_000;
      const event = { type: 'live.start', happenedAt, source: 'test', key: 'early', person: null, properties: {} };
      await ingest(tx, kit.shop, KEYS, [event]);
      await sql`delete from fact_outbox`.execute(tx);
    });
    await kit.settle();
    expect(await kit.tagsOf(fan)).toEqual(['开播了']);
  });
});
