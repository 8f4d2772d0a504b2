import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { at, EngineKit } from './testing/engine-kit.js';

const SOP = `流程 "漏斗" {
  当 关注
  每人一次
  免打扰 22:00-09:00
  一旦 支付 就离开 { 打标签 "已买" }
  第0天 { 发私信 "欢迎" }
  等待1小时
  最多等1天 直到 评论
    等到了 { 打标签 "评论了" }
  第3天 10:00 { 打标签 "走完了" }
}`;

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-23 21:30'));
  await kit.publish(SOP);
});
afterEach(() => kit.dispose());

/** How many fans came to each step, in the order of the program. */
async function funnel(): Promise<Record<string, number>> {
  const { rows } = await sql<{ key: string; n: number }>`
    select step ->> 'key' as key, coalesce((select sum(arrived) from run_step where step_key = step ->> 'key'), 0)::int as n
    from sop_version v, jsonb_array_elements(v.program -> 'steps') with ordinality s(step, no) order by no`.execute(
    kit.db,
  );
  return Object.fromEntries(rows.map((row) => [row.key, row.n]));
}

it('counts each fan once at every step, time point and wait, when they come there', async () => {
  await kit.happenTo(['甲', '乙', '丙', '丁'], 'follow');
  await kit.settle();
  expect(await funnel()).toEqual(came({ welcome: 4, wait: 4 }));

  await kit.goTo(at('2026-11-23 22:00'));
  await kit.happen('甲', 'order.pay', { amount: 9900 });
  await kit.happen('夜', 'follow');
  await kit.settle();
  // Held until the morning, yet there.
  expect(await funnel()).toEqual(came({ welcome: 5, wait: 4, bought: 1 }));

  await kit.goTo(at('2026-11-23 23:00'));
  await kit.happen('乙', 'live.comment');
  await kit.settle();
  expect(await funnel()).toEqual(came({ welcome: 5, wait: 4, until: 3, met: 1, last: 1, bought: 1 }));

  await kit.goTo(at('2026-11-26 10:00'));
  expect(await funnel()).toEqual(came({ welcome: 5, wait: 5, until: 4, met: 1, last: 4, done: 4, bought: 1 }));
});

interface Came {
  welcome: number;
  wait: number;
  until: number;
  met: number;
  last: number;
  done: number;
  bought: number;
}

function came(part: Partial<Came>): Record<string, number> {
  return {
    'day:0': part.welcome ?? 0,
    'day:0/send:1': part.welcome ?? 0,
    'wait:1': part.wait ?? 0,
    'until:1': part.until ?? 0,
    'until:1/met/tag:1': part.met ?? 0,
    'day:3': part.last ?? 0,
    'day:3/tag:1': part.done ?? 0,
    'leave:1/tag:1': part.bought ?? 0,
  };
}
