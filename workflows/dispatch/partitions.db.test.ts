import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { at, EngineKit } from '../testing/engine-kit.js';
import { ensurePartitions } from './partitions.js';

let kit: EngineKit;
beforeAll(async () => {
  kit = await EngineKit.create(at('2026-11-23 10:00'));
});
afterAll(() => kit.dispose());

it('makes the partitions of enrolments, and moves those that came before there was one', async () => {
  await kit.publish('流程 "一步" { 当 关注 每人一次 发私信 "你好" 等待3天 }');
  const fan = await kit.happen('小鱼', 'follow');
  await kit.settle();
  await ensurePartitions(kit.db);
  await ensurePartitions(kit.db);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from enrolment_other`.execute(kit.db);
  expect(rows).toEqual([{ n: 0 }]);
  expect(await kit.enrolments(fan)).toMatchObject([{ state: 'active' }]);
  await kit.goTo(at('2026-11-27 10:00'));
  expect(await kit.enrolments(fan)).toMatchObject([{ state: 'finished' }]);
});
