import { sql } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import { businessNow } from '@fanloom/server/clock/clock.js';
import { FaultKit } from './fault-kit.js';
import { expectEachOnce } from './judge.js';
import { until } from './until.js';

let kit: FaultKit;
afterEach(() => kit.dispose());

it('fans who follow while Temporal is stopped enter and are written to at once, and go on when it is back', async () => {
  kit = await FaultKit.create({ honoursKeys: true, speed: 1 });
  await kit.engine.publish('流程 "两条" { 当 关注 每人一次 发私信 "欢迎" 等待1天 发私信 "还记得我们吗" }');
  await kit.startWorker();
  const fans = await kit.follow(10);
  await until(async () => kit.provider.ledger.length === 10);

  await kit.temporal.stop();
  for (let batch = 0; batch < 20; batch++) {
    fans.push(...(await kit.follow(100)));
    await until(async () => (await kit.count('fact_outbox')) === 0);
  }
  await until(async () => kit.provider.ledger.length === 2_010);
  await kit.engine.setClock(new Date((await businessNow(kit.engine.db)).getTime() + 25 * 3_600_000));
  expect(await kit.count('effect')).toBe(2_010);

  await kit.temporal.resume();
  await kit.finished(2_010);
  await expectEachOnce(kit, fans, ['欢迎', '还记得我们吗']);
});

it('a crowd that follows while Temporal is stopped enters, and is written to when it is back', async () => {
  kit = await FaultKit.create({ honoursKeys: true, speed: 1 });
  await kit.engine.publish('流程 "一条" { 当 关注 每人一次 发私信 "欢迎" }');
  await kit.startWorker();
  await kit.temporal.stop();
  const fans = await kit.follow(2_000);
  await until(async () => (await kit.count('enrolment')) === 2_000);

  await kit.temporal.resume();
  await kit.finished(2_000);
  await expectEachOnce(kit, fans, ['欢迎']);
});

it('when Temporal has lost all it knew, fans go on from the database', async () => {
  kit = await FaultKit.create({ honoursKeys: false, speed: 1 });
  await kit.engine.publish('流程 "两条" { 当 关注 每人一次 发私信 "欢迎" 等待1天 发私信 "还记得我们吗" }');
  await kit.startWorker();
  const fans = await kit.follow(100);
  const waiting = () => kit.count('lane', sql`phase = 'waiting'`);
  await until(async () => kit.provider.ledger.length === 100 && (await waiting()) > 0);

  await kit.temporal.wipe();
  await kit.temporal.resume();
  // A run counts as forgotten when it is a minute behind.
  await kit.engine.setClock(new Date((await businessNow(kit.engine.db)).getTime() + 25 * 3_600_000));

  await kit.finished(100);
  await expectEachOnce(kit, fans, ['欢迎', '还记得我们吗']);
});
