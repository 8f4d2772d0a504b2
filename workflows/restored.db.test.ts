import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { at, EngineKit } from './testing/engine-kit.js';

const SOP = `流程 "欢迎" {
  当 关注
  每人一次
  发私信 "你好"
  启动流程 "后续"
}
流程 "后续" {
  当 首次支付
  可再次进入
  发私信 "再见"
}`;

const TABLES = [
  'fan',
  'fan_shop',
  'identity',
  'consent',
  'event',
  'event_key',
  'fan_day',
  'fact_outbox',
  'run',
  'lane',
  'enrolment',
  'entry',
  'entry_seen',
  'effect',
  'fan_guard',
];

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-23 10:00'));
  await kit.publish(SOP);
});
afterEach(() => kit.dispose());

const providerKeys = async () => {
  const { rows } = await sql<{ provider_key: string }>`select provider_key from effect order by 1`.execute(kit.db);
  return rows.map((row) => row.provider_key);
};

it('sends under the same keys when a database that was restored is told of an event again', async () => {
  const follow = () => kit.tell([{ nick: '小鱼', type: 'follow', key: 'follow-1' }]);
  await follow();
  await kit.settle();
  const before = await providerKeys();
  expect(before).toHaveLength(2);

  await sql`truncate ${sql.join(TABLES.map((table) => sql.table(table)))} cascade`.execute(kit.db);
  await follow();
  await kit.settle();
  expect(await providerKeys()).toEqual(before);
});

it('sends under keys of their own to different fans, and for different events of one', async () => {
  await kit.tell([
    { nick: '小鱼', type: 'follow', key: '1' },
    { nick: '小虾', type: 'follow', key: '2' },
  ]);
  await kit.settle();
  expect(new Set(await providerKeys()).size).toBe(4);
});
