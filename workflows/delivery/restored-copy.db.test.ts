import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Db, openDatabase } from '@fanloom/server/db/database.js';
import { settleIn } from '@fanloom/server/delivery/delivery-hold.js';
import { confirmDelivery, readDeliveryHold } from '@fanloom/server/delivery/delivery-hold.service.js';
import { dump, hasPostgresTools } from '@fanloom/server/testing/postgres-tools.js';
import type { Outcome, Provider } from '../channels/provider.js';
import type { ProviderDirectory } from '../channels/provider-directory.js';
import { deliver, recover } from '../testing/deliver.js';
import { at, EngineKit } from '../testing/engine-kit.js';

const hasTools = await hasPostgresTools();
if (!hasTools) process.stderr.write('pg_dump is missing or older than the server: restored backups are not tried\n');

let kit: EngineKit;
/** Keys that went to providers, in order. */
let ledger: { channel: string; key: string }[];
beforeEach(async () => {
  ledger = [];
  kit = await EngineKit.create(at('2026-11-23 10:00'));
  await settleIn(kit.db);
  await kit.publish(`
    流程 "私信" { 当 关注 每人一次 发私信 "你好" }
    流程 "弹窗" { 当 关注 每人一次 发弹窗 "欢迎" }`);
  for (const [channel, honoursKeys] of [
    ['private_message', false],
    ['live_popup', true],
  ] as const) {
    await kit.db
      .insertInto('channel_binding')
      .values({
        shop_id: kit.shop.id,
        channel,
        provider: 'webhook',
        config: JSON.stringify({ url: 'https://gateway.example', honours_keys: honoursKeys }),
      })
      .execute();
  }
  await kit.happen('小鱼', 'consent.change', { channel: 'live_popup', granted: true });
  await kit.happen('小鱼', 'follow');
  await kit.dispatch();
  await kit.driveRuns();
});
afterEach(() => kit.dispose());

function providers(): ProviderDirectory {
  const of = (channel: string): Provider => ({
    name: 'gateway',
    honoursKeys: channel === 'live_popup',
    atOnce: 10,
    deliver: async (messages) => {
      ledger.push(...messages.map(({ providerKey }) => ({ channel, key: providerKey })));
      return new Map(messages.map(({ id }): [string, Outcome] => [id, { kind: 'sent' }]));
    },
  });
  return { of: async (_, channel) => of(channel) };
}

async function send(db: Db): Promise<void> {
  await deliver(db, providers());
  await recover(db, providers());
}

async function statuses(db: Db): Promise<Record<string, string>> {
  const rows = await db.selectFrom('effect').select(['channel', 'status']).execute();
  return Object.fromEntries(rows.map(({ channel, status }) => [channel, status]));
}

describe.skipIf(!hasTools)('a backup that was restored', () => {
  it('sends nothing until somebody confirms, and then nothing twice', async () => {
    const backup = await dump(kit.url);
    await send(kit.db);
    expect(ledger).toHaveLength(2);

    const copy = await backup.restore();
    const db = openDatabase(copy.url, { connections: 2 });
    try {
      await send(db);
      expect(ledger).toHaveLength(2);
      expect(await readDeliveryHold(db)).toMatchObject({ held: true, waiting: 2, uncertain: 1 });

      await confirmDelivery(db, kit.authorId);
      await send(db);
      expect(await statuses(db)).toEqual({ private_message: 'unknown', live_popup: 'sent' });
      // The one that honours keys was asked again, under the same key; the other was not.
      expect(ledger.filter(({ channel }) => channel === 'private_message')).toHaveLength(1);
      expect(new Set(ledger.map(({ key }) => key)).size).toBe(2);
      expect(
        await db.selectFrom('audit').select(['action', 'actor_id']).where('action', 'like', 'delivery.%').execute(),
      ).toEqual([{ action: 'delivery.confirm', actor_id: kit.authorId }]);
      await expect(confirmDelivery(db, kit.authorId)).rejects.toMatchObject({ code: 'DELIVERY409' });
    } finally {
      await db.destroy();
      await copy.drop();
    }
  });
});

describe('a copy', () => {
  beforeEach(() => sql`update installation set sends_from = 'elsewhere'`.execute(kit.db));

  it('takes up no message that was being handed over either', async () => {
    await sql`update effect set status = 'sending', body = '', lease_until = '-infinity'`.execute(kit.db);
    await send(kit.db);
    expect(ledger).toEqual([]);
  });

  it('cannot be confirmed while facts from before it came up are not handled', async () => {
    await kit.happen('小虾', 'follow');
    await send(kit.db);
    await expect(confirmDelivery(kit.db, kit.authorId)).rejects.toMatchObject({ code: 'DELIVERY410' });
    await kit.dispatch();
    await kit.driveRuns();
    await confirmDelivery(kit.db, kit.authorId);
    // Planned by the copy, so perhaps a second time.
    await send(kit.db);
    expect(ledger.filter(({ channel }) => channel === 'private_message')).toEqual([]);
  });

  it('cannot be confirmed while a paused SOP may send again what it sent in the gap', async () => {
    await kit.publish('流程 "次日" { 当 首次支付 每人一次 等待1天 发私信 "谢谢" }');
    await kit.happen('小虾', 'order.pay');
    await kit.dispatch();
    await kit.driveRuns();
    const gate = (value: string) => kit.db.updateTable('sop').set({ gate: value }).where('name', '=', '次日').execute();
    await gate('paused');
    await kit.setClock(at('2026-11-25 10:00'));
    await sql`update installation set held_since = ${at('2026-11-25 10:00')}`.execute(kit.db);
    await expect(confirmDelivery(kit.db, kit.authorId)).rejects.toMatchObject({ code: 'DELIVERY411' });

    await gate('open');
    await kit.driveRuns();
    await gate('paused');
    await confirmDelivery(kit.db, kit.authorId);
    await gate('open');
    await send(kit.db);
    expect(ledger.filter(({ channel }) => channel === 'private_message')).toEqual([]);
  });
});

it('sends on where the database is the one that has always sent', async () => {
  await settleIn(kit.db);
  expect(await readDeliveryHold(kit.db)).toMatchObject({ held: false });
  await send(kit.db);
  expect(ledger).toHaveLength(2);
});
