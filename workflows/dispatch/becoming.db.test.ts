import fc from 'fast-check';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { businessNow } from '@fanloom/server/clock/clock.js';
import { ingest } from '@fanloom/server/event/ingest.js';
import { measureScores } from '@fanloom/server/score/measure-scores.js';
import { at, EngineKit, KEYS } from '../testing/engine-kit.js';

const HOUR = 3_600_000;

let kit: EngineKit;

beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-23 10:00'));
});

afterEach(() => kit.dispose());

const sopOf = (name: string, condition: string) => `流程 "${name}" { 当 ${condition} 每人每1天一次 等待1天 }`;

async function entered(name: string): Promise<object[]> {
  const { rows } = await sql<object>`
    select f.root_id as fan, e.entered_at from enrolment e join sop p on p.id = e.sop_id join fan f on f.id = e.fan_id
    where p.name = ${name} order by 2, 1`.execute(kit.db);
  return rows;
}

describe('a condition that a trigger watches', () => {
  it('is asked at midnight only of those whom time can have moved', async () => {
    const due = await kit.happen('小鱼', 'live.enter', {}, at('2026-11-17 12:00'));
    const other = await kit.happen('阿花', 'live.enter', {}, at('2026-11-22 12:00'));
    await kit.publish(sopOf('七天没来', '7天内没有进入直播间'));
    await kit.goTo(at('2026-11-24 09:00'));
    // As nothing but a look at this fan would put right.
    await sql`delete from event where fan_id = ${other}`.execute(kit.db);
    await sql`delete from fan_day where fan_id = ${other}`.execute(kit.db);
    await kit.goTo(at('2026-11-25 09:00'));
    expect(await entered('七天没来')).toEqual([{ fan: due, entered_at: at('2026-11-25 00:00') }]);
    await sql`update schedule set swept_at = null`.execute(kit.db);
    await kit.goTo(at('2026-11-26 09:00'));
    expect((await entered('七天没来')).at(-1)).toEqual({ fan: other, entered_at: at('2026-11-26 00:00') });
  });

  it('is asked at the next midnight of a fan whom the shop has come to know meanwhile', async () => {
    await kit.publish(sopOf('从未来过', '7天内没有进入直播间'));
    await kit.goTo(at('2026-11-24 09:00'));
    const fan = await kit.happen('小鱼', 'follow');
    await kit.goTo(at('2026-11-25 09:00'));
    expect(await entered('从未来过')).toEqual([{ fan, entered_at: at('2026-11-25 00:00') }]);
  });

  it('is asked of all after an import', async () => {
    const fan = await kit.happen('小鱼', 'follow');
    await kit.publish(sopOf('抖音没买', '来源 = "抖音" 且 7天内没有支付'));
    await kit.goTo(at('2026-11-24 09:00'));
    await imported('小鱼');
    await kit.goTo(at('2026-11-25 09:00'));
    expect(await entered('抖音没买')).toEqual([{ fan, entered_at: at('2026-11-25 00:00') }]);
  });

  it('is asked of all at once when the bounds of a score have moved', async () => {
    await sql`update shop set score_thresholds = '{"by": "quintiles"}'`.execute(kit.db);
    const fan = await kit.happen('小鱼', 'order.pay', { amount: 1_000 });
    await measure();
    await kit.publish(sopOf('花得多', 'M >= 4') + sopOf('聊得多', 'I >= 4'));
    await kit.happen('小鱼', 'live.gift', { amount: 1_000 });
    await measure();
    await kit.goTo(at('2026-11-24 09:00'));
    expect(await entered('花得多')).toEqual([]);
    await kit.happen('阿花', 'order.pay', { amount: 100 });
    await kit.happen('阿花', 'live.gift', { amount: 100 });
    await kit.settle();
    await measure();
    await kit.settle();
    const now = [{ fan, entered_at: at('2026-11-24 09:00') }];
    expect([await entered('花得多'), await entered('聊得多')]).toEqual([now, now]);
  });
});

/** Conditions of all kinds: that time turns at midnight or at any moment, that facts turn, and newcomers, and imports. */
const CONDITIONS = [
  '2天内没有进入直播间',
  '3天内 支付 至少2次',
  '曾经 关注 且 1天内没有(支付 或 评论)',
  '距上次支付 超过 5小时',
  '来源 = "抖音" 且 2天内没有支付',
  'R >= 4 且 曾经 支付',
  'M >= 3 或 (I >= 2 且 价值层级 = "重要价值")',
];

type Happening =
  | { do: 'tell'; nick: string; type: string; hoursAgo: number; amount: number }
  | { do: 'tie'; nick: string }
  | { do: 'import'; nick: string }
  | { do: 'measure' }
  | { do: 'wait'; hours: number };

const nick = fc.constantFrom('小鱼', '阿花', '大米', '小麦');
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('tell'),
      nick,
      type: fc.constantFrom('live.enter', 'order.pay', 'follow', 'live.comment', 'product.click'),
      hoursAgo: fc.constantFrom(0, 0, 3, 30),
      amount: fc.constantFrom(1_000, 50_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('tie'), nick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('import'), nick }) },
  { weight: 1, arbitrary: fc.constant({ do: 'measure' as const }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait'), hours: fc.constantFrom(1, 5, 16, 24) }) },
);

/** An import tells where a fan comes from, of which there is no fact. */
async function imported(nick: string): Promise<void> {
  await sql`update fan_shop set source = '抖音' where nick = ${nick}`.execute(kit.db);
  await sql`
    insert into import (shop_id, kind, state, file_name, file_sha256, file_bytes, format, mapping, options, finished_at)
    values (${kit.shop.id}, 'followers', 'done', 'a.csv', '', 0, '{}', '{}', '{}', business_now())`.execute(kit.db);
}

/** The bounds and means of the scores are found anew, as every night. */
async function measure(): Promise<void> {
  await sql`update shop set scores_measured_on = null`.execute(kit.db);
  await measureScores(kit.db);
}

async function happens(one: Happening): Promise<void> {
  const now = await businessNow(kit.db);
  switch (one.do) {
    case 'tell':
      await kit.happen(
        one.nick,
        one.type,
        one.type === 'order.pay' ? { amount: one.amount } : {},
        new Date(now.getTime() - one.hoursAgo * HOUR),
      );
      return kit.settle();
    case 'tie': {
      // All whom this is told of are one person.
      const person = { nick: one.nick, user_id: 'u1' };
      const event = { type: 'live.like', happenedAt: now.getTime(), source: 'tie', person, properties: {} };
      const key = `${one.nick} ${now.toISOString()}`;
      await kit.db.transaction().execute((tx) => ingest(tx, kit.shop, KEYS, [{ ...event, key }]));
      return kit.settle();
    }
    case 'import':
      return imported(one.nick);
    case 'measure':
      return measure();
    case 'wait':
      return kit.goTo(new Date(now.getTime() + one.hours * HOUR));
  }
}

it('lets in the same fans at the same time as looking at all of them would', { timeout: 120_000 }, async () => {
  let entrances = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 8, maxLength: 14 }), async (story) => {
      await kit.dispose();
      kit = await EngineKit.create(at('2026-11-23 10:00'));
      await sql`update shop set score_thresholds = '{"by": "quintiles", "days": 2}'`.execute(kit.db);
      // Fewer looks a day.
      await sql`update clock set speed = 1440`.execute(kit.db);
      await kit.publish(CONDITIONS.flatMap((of, i) => [sopOf(`few${i}`, of), sopOf(`all${i}`, of)]).join('\n'));
      await sql`
        create function look_at_all() returns trigger language plpgsql as $$ begin
          if (select name from sop where id = new.sop_id) like 'all%' then new.swept_at := null; end if;
          return new;
        end $$`.execute(kit.db);
      await sql`create trigger look_at_all before update on schedule for each row execute function look_at_all()`.execute(
        kit.db,
      );
      for (const one of [...story, { do: 'wait', hours: 24 } as const]) await happens(one);
      for (const i of CONDITIONS.keys()) {
        const few = await entered(`few${i}`);
        expect(few, CONDITIONS[i]).toEqual(await entered(`all${i}`));
        entrances += few.length;
      }
    }),
    { numRuns: Number(process.env['SWEEP_RUNS'] ?? 2) },
  );
  expect(entrances).toBeGreaterThan(10);
});
