import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { FaultKit } from './fault-kit.js';
import { expectEachOnce } from './judge.js';
import { FANS, firstDelivery, type Moment, secondDelivery, SOP, SPEED, TEXTS, wait } from './two-messages.js';
import { until } from './until.js';

const planned: Moment = (kit) => until(async () => (await kit.count('effect')) > 0);

let kit: FaultKit;
afterEach(() => kit.dispose());

async function killAt(moment: Moment, honoursKeys: boolean): Promise<void> {
  kit = await FaultKit.create({ honoursKeys, speed: SPEED, held: true });
  kit.provider.manner = { delay: 20, takes: true, status: 200 };
  await kit.engine.publish(SOP);
  const worker = await kit.startWorker();
  const fans = await kit.follow(FANS);

  await moment(kit);
  await worker.kill();
  await kit.passLeases();
  await kit.startWorker();

  await kit.letTimeGoOn();
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
