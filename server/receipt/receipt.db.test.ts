import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { uuid7 } from '../db/uuid7.js';
import { createSopShop, type SopShop } from '../sop/testing/sop-shop.js';

const SECRET = 'a secret of the channel';
const happened_at = new Date(Date.now() - 60_000).toISOString();

let at: SopShop;
let fan: string;
let key: string;

beforeAll(async () => {
  at = await createSopShop();
  fan = await at.addFan('小鱼', null);
  const sealed = at.app.deps.secrets.masterKeys.seal(SECRET, `channel_binding/${at.shop}/sms`);
  await at.app.db
    .insertInto('channel_binding')
    .values({ shop_id: at.shop, channel: 'sms', provider: 'webhook', config: '{}', secret_encrypted: sealed })
    .execute();
});
afterAll(() => at.app.close());
beforeEach(async () => {
  key = uuid7();
  await addMessage(key, 'sent');
});

/** A message as the engine writes it once a webhook has been called. */
async function addMessage(providerKey: string, status: string): Promise<void> {
  const ids = { sop_id: uuid7(), version_id: uuid7(), run_id: uuid7(), shop_id: at.shop, fan_id: fan };
  const now = new Date();
  const { id } = await at.app.db
    .insertInto('enrolment')
    .values({ ...ids, lane_no: 1, happened_at: now, entered_at: now, provider_base: providerKey })
    .returning('id')
    .executeTakeFirstOrThrow();
  const step = { step_key: 'send:1', step: 0, kind: 'message', channel: 'sms', send_at: now };
  await at.app.db
    .insertInto('effect')
    .values({ ...ids, ...step, enrolment_id: id, status, provider: 'webhook', provider_key: providerKey })
    .execute();
}

interface Signing {
  secret?: string;
  seconds?: number;
  channel?: string;
}

function send(receipts: object[], { secret = SECRET, seconds = 0, channel = 'sms' }: Signing = {}) {
  const body = JSON.stringify({ receipts });
  const timestamp = String(Math.floor(Date.now() / 1000) - seconds);
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  const headers = { 'x-fanloom-timestamp': timestamp, 'x-fanloom-signature': `v1=${signature}` };
  return at.app.call('POST', `/v1/receipts/${at.shop}/${channel}`, body, headers);
}

async function events() {
  const { rows } = await sql<{ type: string; properties: object }>`
    select type, properties from event where fan_id = ${fan} order by happened_at, type`.execute(at.app.db);
  return rows;
}

async function statusOf(providerKey: string) {
  return at.app.db
    .selectFrom('effect')
    .select(['status', 'reason'])
    .where('provider_key', '=', providerKey)
    .executeTakeFirstOrThrow();
}

describe('a receipt', () => {
  it('is a fact of the fan, once', async () => {
    const delivered = { key, status: 'delivered', happened_at };
    const replied = { key, status: 'replied', happened_at, text: '怎么买' };
    const first = await send([delivered, replied, delivered]);
    expect([first.status, first.body]).toMatchObject([
      200,
      { results: [{ status: 'accepted' }, { status: 'accepted' }, { status: 'duplicate' }] },
    ]);
    expect((await send([delivered])).body).toMatchObject({ results: [{ index: 0, status: 'duplicate' }] });
    expect(await events()).toEqual([
      { type: 'message.delivered', properties: { channel: 'sms' } },
      { type: 'message.replied', properties: { channel: 'sms', text: '怎么买' } },
    ]);
  });

  it('tells of a message whose outcome nobody knew', async () => {
    const [gone, lost] = [uuid7(), uuid7()];
    for (const one of [gone, lost]) await addMessage(one, 'unknown');
    await send([
      { key: gone, status: 'opened', happened_at },
      { key: lost, status: 'failed', happened_at, reason: '空号' },
      { key, status: 'failed', happened_at, reason: '空号' },
    ]);
    expect(await statusOf(gone)).toEqual({ status: 'sent', reason: null });
    expect(await statusOf(lost)).toEqual({ status: 'failed', reason: '空号' });
    expect(await statusOf(key)).toEqual({ status: 'sent', reason: null });
  });

  it('of a message that this channel has not sent, or of an impossible time, changes nothing', async () => {
    const answer = await send([
      { key: 'nobody’s', status: 'delivered', happened_at },
      { key, status: 'delivered', happened_at: '2999-01-01T00:00:00Z' },
    ]);
    expect(answer.body).toMatchObject({ results: [{ status: 'unknown_message' }, { status: 'wrong_time' }] });
  });

  it.each<[string, Signing]>([
    ['with another secret', { secret: 'guessed' }],
    ['of ten minutes ago', { seconds: 600 }],
    ['of a time to come', { seconds: -600 }],
    ['of a channel that has no webhook', { channel: 'email' }],
  ])('%s is refused', async (_, signing) => {
    const answer = await send([{ key, status: 'delivered', happened_at }], signing);
    expect([answer.status, answer.body['code']]).toEqual([401, 'RECEIPT401']);
  });

  it('whose body was changed on the way is refused', async () => {
    const path = `/v1/receipts/${at.shop}/sms`;
    expect((await at.app.call('POST', path, { receipts: [{ key, status: 'delivered', happened_at }] })).status).toBe(
      401,
    );
  });
});
