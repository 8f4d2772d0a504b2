import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { FaultKit } from './fault-kit.js';
import { expectEachOnce } from './judge.js';
import { until } from './until.js';

/** A day in two seconds. */
const SPEED = 43_200;
const FANS = 100;
const TEXTS = ['欢迎', '还记得我们吗'];

const SOP = `流程 "两条" {
  当 关注
  每人一次
  发私信 "欢迎"
  等待1天
  发私信 "还记得我们吗"
}`;

type Moment = (kit: FaultKit) => Promise<boolean>;

const planned: Moment = async (kit) => (await kit.count('effect')) > 0;
const firstDelivery: Moment = async ({ provider }) => provider.calls.length >= 10;
const wait: Moment = async (kit) =>
  kit.provider.ledger.length >= FANS && (await kit.count('lane', sql`phase = 'waiting'`)) > 0;
const secondDelivery: Moment = async ({ provider }) => provider.calls.length >= FANS + 10;

let kit: FaultKit;
afterEach(() => kit.dispose());

async function killAt(moment: Moment, honoursKeys: boolean): Promise<void> {
  kit = await FaultKit.create({ honoursKeys, speed: SPEED });
  kit.provider.manner = { delay: 20, takes: true, status: 200 };
  await kit.engine.publish(SOP);
  const worker = await kit.startWorker();
  const fans = await kit.follow(FANS);

  await until(() => moment(kit));
  await worker.kill();
  await kit.passLeases();
  await kit.startWorker();

  await kit.finished(FANS);
  await expectEachOnce(kit, fans, TEXTS);
}

describe('a worker that is killed, at a provider that honours keys: every fan gets every message once', () => {
  it('when the first message is planned', () => killAt(planned, true));
  it('during the first delivery', () => killAt(firstDelivery, true));
  it('during the wait', () => killAt(wait, true));
  it('during the second delivery', () => killAt(secondDelivery, true));
});

describe('a worker that is killed, at a provider that does not: once, or not and known to be unknown', () => {
  it('during the first delivery', async () => {
    await killAt(firstDelivery, false);
    expect(await kit.count('effect', sql`status = 'unknown'`)).toBeGreaterThan(0);
  });
  it('during the wait', () => killAt(wait, false));
});
