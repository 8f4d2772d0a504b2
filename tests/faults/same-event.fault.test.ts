import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { businessNow } from '@fanloom/server/clock/clock.js';
import { type Db, openDatabase } from '@fanloom/server/db/database.js';
import { retryingTransaction } from '@fanloom/server/db/retry.js';
import { ingest } from '@fanloom/server/event/ingest.js';
import type { IncomingEvent } from '@fanloom/server/event/incoming-event.js';
import { at, EngineKit, KEYS } from '@fanloom/workflows/testing/engine-kit.js';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-23 10:00'));
  await kit.publish('流程 "欢迎" { 当 关注 每人一次 发私信 "欢迎" }');
});
afterEach(() => kit.dispose());

async function follow(nick: string): Promise<IncomingEvent> {
  const happenedAt = (await businessNow(kit.db)).getTime();
  return { type: 'follow', happenedAt, source: 'platform', key: nick, person: { nick }, properties: {} };
}

const count = async (table: 'event' | 'fan' | 'enrolment' | 'fact_outbox') => {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(kit.db);
  return rows[0]?.n;
};

it('the same event fifty times at once is one event, one fan, one enrolment and one message', async () => {
  const AT_ONCE = 50;
  const crowd: Db = openDatabase(kit.url, { connections: AT_ONCE });
  try {
    // Every connection is open before the first event comes.
    await Promise.all(Array.from({ length: AT_ONCE }, () => sql`select pg_sleep(0.1)`.execute(crowd)));
    const event = await follow('小鹿');
    const once = () => retryingTransaction(crowd, (tx) => ingest(tx, kit.shop, KEYS, [event]));
    const results = (await Promise.all(Array.from({ length: AT_ONCE }, once))).flat();
    expect(results.filter(({ status }) => status === 'accepted')).toHaveLength(1);
    expect(results.filter(({ status }) => status === 'duplicate')).toHaveLength(AT_ONCE - 1);
  } finally {
    await crowd.destroy();
  }
  await kit.settle();
  expect([await count('event'), await count('fan'), await count('enrolment')]).toEqual([
    // The message that went out is an event, too.
    2, 1, 1,
  ]);
  expect(await kit.sent()).toHaveLength(1);
});

it('an event whose transaction commits after later ones were handled is handled as well', async () => {
  await kit.happen('先来的', 'follow');
  await kit.settle();
  const lastRow = async (db: Pick<Db, 'getExecutor'>) => {
    const { rows } = await sql<{ id: number }>`select max(id) as id from fact_outbox`.execute(db);
    return rows[0]?.id ?? 0;
  };
  const early = await Promise.all(Array.from({ length: 40 }, (_, no) => follow(`早${String(no)}`)));

  await kit.db.transaction().execute(async (tx) => {
    await ingest(tx, kit.shop, KEYS, early);
    const heldRow = await lastRow(tx);
    await kit.happenTo(
      Array.from({ length: 40 }, (_, no) => `晚${String(no)}`),
      'follow',
    );
    expect(await lastRow(kit.db)).toBeGreaterThan(heldRow);
    await kit.settle();
    expect(await count('fact_outbox')).toBe(0);
    expect(await kit.sent()).toHaveLength(41);
  });

  await kit.settle();
  expect(await kit.sent()).toHaveLength(81);
  expect(await count('enrolment')).toBe(81);
});
