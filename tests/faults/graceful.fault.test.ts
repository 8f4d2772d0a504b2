import { sql } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import { FaultKit } from './fault-kit.js';
import { expectEachOnce } from './judge.js';
import { until } from './until.js';

const SOP = '流程 "欢迎" { 当 关注 每人一次 发私信 "欢迎" }';

let kit: FaultKit;
afterEach(() => kit.dispose());

it('on SIGTERM a worker ends what it has begun and leaves nothing reserved, so that the next goes on at once', async () => {
  kit = await FaultKit.create({ honoursKeys: false, speed: 1 });
  kit.provider.manner = { delay: 100, takes: true, status: 200 };
  await kit.engine.publish(SOP);
  const worker = await kit.startWorker();
  const fans = await kit.follow(200);
  await until(() => kit.provider.calls.length >= 10);

  expect(await worker.terminate()).toBe(0);
  expect(await kit.count('effect', sql`status in ('sending', 'unknown')`)).toBe(0);
  expect(kit.provider.ledger).toHaveLength(await kit.count('effect', sql`status = 'sent'`));
  const { rows } = await sql`select from shard_lease where until > clock_timestamp()`.execute(kit.engine.db);
  expect(rows).toEqual([]);

  fans.push(...(await kit.follow(50)));
  await kit.startWorker();
  await kit.finished(250);
  await expectEachOnce(kit, fans, ['欢迎']);
  expect(await kit.count('effect', sql`status = 'unknown'`)).toBe(0);
});

it('on SIGTERM it also ends while Temporal is away', async () => {
  kit = await FaultKit.create({ honoursKeys: true, speed: 1 });
  await kit.engine.publish(SOP);
  const worker = await kit.startWorker();
  await kit.follow(1);
  await kit.finished(1);
  await kit.temporal.stop();
  await kit.follow(10);
  await until(async () => (await kit.count('enrolment')) === 11);
  expect(await worker.terminate()).toBe(0);
});

it('on SIGTERM it calls a slow provider for no further message, and what it has not handed over stays planned', async () => {
  kit = await FaultKit.create({ honoursKeys: false, speed: 1 });
  kit.provider.manner = { delay: 2_000, takes: true, status: 200 };
  await kit.engine.publish(SOP);
  const fans = await kit.follow(100);
  // All are due before the worker comes, which then takes them at once.
  await kit.engine.dispatch();
  await kit.engine.driveRuns();
  expect(await kit.count('effect', sql`status = 'planned'`)).toBe(fans.length);
  const worker = await kit.startWorker();
  await until(() => kit.provider.calls.length > 0);

  expect(await worker.terminate()).toBe(0);
  expect(kit.provider.calls.length).toBeLessThan(fans.length);
  expect(await kit.count('effect', sql`status not in ('planned', 'sent')`)).toBe(0);

  kit.provider.manner = { takes: true, status: 200 };
  await kit.startWorker();
  await kit.finished(fans.length);
  await expectEachOnce(kit, fans, ['欢迎']);
});
