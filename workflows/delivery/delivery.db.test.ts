import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { OutgoingMessage, Outcome, Provider } from '../channels/provider.js';
import { deliveryOf, recover } from '../testing/deliver.js';
import { at, EngineKit } from '../testing/engine-kit.js';
import { settle } from './settle.js';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-23 10:00'));
  await kit.publish(`
    流程 "私信" { 当 关注 每人一次 发私信 "你好" }
    流程 "弹窗" { 当 关注 每人一次 发弹窗 "欢迎" }`);
});
afterEach(() => kit.dispose());

/** Keeps what it is given until it is told to answer. */
class HeldProvider implements Provider {
  readonly name = 'held';
  readonly atOnce = 2;
  readonly batches: { messages: readonly OutgoingMessage[]; answer: (kind: 'sent' | 'untried') => void }[] = [];

  constructor(readonly honoursKeys = true) {}

  deliver(messages: readonly OutgoingMessage[]): Promise<Map<string, Outcome>> {
    return new Promise((resolve) => {
      const answer = (kind: 'sent' | 'untried') => resolve(new Map(messages.map(({ id }) => [id, { kind }])));
      this.batches.push({ messages, answer });
    });
  }
}

/** Answers at once. */
const prompt: Provider = {
  name: 'prompt',
  honoursKeys: true,
  atOnce: 100,
  deliver: async (messages) => new Map(messages.map(({ id }): [string, Outcome] => [id, { kind: 'sent' }])),
};

async function statuses(channel: string): Promise<string[]> {
  const { rows } = await sql<{ status: string }>`
    select status from effect where channel = ${channel} order by id`.execute(kit.db);
  return rows.map((row) => row.status);
}

/** Fans who have followed, with their messages planned. */
async function planned(fans: number): Promise<void> {
  const nicks = Array.from({ length: fans }, (_, no) => `粉丝${String(no)}`);
  await kit.happenTo(nicks, 'consent.change', { channel: 'live_popup', granted: true });
  await kit.happenTo(nicks, 'follow');
  await kit.dispatch();
  await kit.driveRuns();
}

it('a provider that hangs holds back only its own channel', async () => {
  await planned(10);
  const hanging = new HeldProvider();
  const delivery = deliveryOf(kit.db, {
    of: async (_, channel) => (channel === 'private_message' ? hanging : prompt),
  });
  while (await delivery.pass());
  await expect.poll(() => statuses('live_popup')).toEqual(Array<string>(10).fill('sent'));
  expect(hanging.batches.map((batch) => batch.messages.length)).toEqual([2, 2]);
  expect((await statuses('private_message')).filter((status) => status === 'planned')).toHaveLength(6);

  for (const batch of hanging.batches) batch.answer('untried');
  await delivery.done();
  expect(await statuses('private_message')).toEqual(Array<string>(10).fill('planned'));
});

const failed = (messages: readonly OutgoingMessage[]) =>
  new Map(messages.map(({ id }): [string, Outcome] => [id, { kind: 'failed', reason: 'http_400' }]));

/** A hand-over whose lease has run out: a later attempt is under way. */
async function twoAttempts() {
  await planned(1);
  const [slow, second] = [new HeldProvider(), new HeldProvider()];
  await deliveryOf(kit.db, { of: async () => slow }).pass();
  await sql`update effect set lease_until = '-infinity' where status = 'sending'`.execute(kit.db);
  const recovering = deliveryOf(kit.db, { of: async () => second });
  await recovering.recover();
  const late = slow.batches.flatMap((batch) => [...batch.messages]);
  return { slow, late, second, recovering };
}

it('an answer that comes after a later attempt has begun changes nothing', async () => {
  const { slow, late, second, recovering } = await twoAttempts();
  await settle(kit.db, late, failed(late), slow);
  expect(await statuses('private_message')).toEqual(['sending']);
  for (const batch of second.batches) batch.answer('sent');
  await recovering.done();
  expect(await statuses('private_message')).toEqual(['sent']);
});

it('would change it, were it taken for an answer of the later attempt', async () => {
  const { slow, late } = await twoAttempts();
  const forged = late.map((message) => ({ ...message, attempt: message.attempt + 1 }));
  await settle(kit.db, forged, failed(forged), slow);
  expect(await statuses('private_message')).toEqual(['failed']);
});

it('of a provider that does not honour keys nobody knows what became of a message it was being handed', async () => {
  await planned(1);
  await deliveryOf(kit.db, { of: async () => new HeldProvider(false) }).pass();
  await sql`update effect set lease_until = '-infinity' where status = 'sending'`.execute(kit.db);
  const again = new HeldProvider(false);
  await recover(kit.db, { of: async () => again });
  expect(again.batches).toEqual([]);
  expect(await statuses('private_message')).toEqual(['unknown']);
});
