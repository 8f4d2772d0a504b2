import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { at, EngineKit } from './testing/engine-kit.js';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-23 10:00'));
});
afterEach(() => kit.dispose());

/** As if somebody had set the clock of the machine. */
async function jumpTo(now: Date): Promise<void> {
  await sql`update clock set business_at = ${now}`.execute(kit.db);
  await kit.settle();
}

const bodies = async () => (await kit.sent()).map(({ body }) => body);

it('loses and repeats no timer when the clock goes back an hour, or forward', async () => {
  await kit.publish('流程 "甲" { 当 关注 每人一次 等待2小时 发私信 "一" 等待2小时 发私信 "二" }');
  await kit.happen('小鱼', 'follow');
  await kit.settle();
  await jumpTo(at('2026-11-23 12:30'));
  await jumpTo(at('2026-11-23 11:30'));
  expect(await bodies()).toEqual(['一']);
  await jumpTo(at('2026-11-23 12:31'));
  await jumpTo(at('2026-11-23 15:00'));
  await jumpTo(at('2026-11-23 14:00'));
  await kit.goTo(at('2026-11-23 18:00'));
  expect(await bodies()).toEqual(['一', '二']);
});

it.each([
  {
    change: 'an hour is left out',
    follow: '2027-03-13T12:00-05:00',
    days: ['2027-03-14T03:00-04:00', '2027-03-15T02:30-04:00'],
  },
  {
    change: 'an hour comes twice',
    follow: '2027-11-06T12:00-04:00',
    days: ['2027-11-07T01:30-04:00', '2027-11-08T01:30-05:00'],
  },
])('writes once a day when $change', async ({ follow, days }) => {
  const time = days[1]?.slice(11, 16) ?? '';
  await kit.db.updateTable('shop').set({ zone: 'America/New_York' }).execute();
  await kit.publish(`流程 "甲" { 当 关注 每人一次 第1天 ${time} { 发私信 "一" } 第2天 ${time} { 发私信 "二" } }`);
  await kit.goTo(new Date(follow));
  await kit.happen('小鱼', 'follow');
  await kit.goTo(new Date(new Date(follow).getTime() + 4 * 86_400_000));
  expect((await kit.sent()).map(({ body, at: when }) => [body, when])).toEqual([
    ['一', new Date(days[0] ?? '')],
    ['二', new Date(days[1] ?? '')],
  ]);
});
