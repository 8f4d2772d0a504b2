import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { dispatch } from './dispatch.js';
import { rollupsCommand } from './rollups.js';
import { MasterKeys } from '../crypto/master-keys.js';
import { type Db, openDatabase } from '../db/database.js';
import { retryingTransaction } from '../db/retry.js';
import type { IncomingEvent } from '../event/incoming-event.js';
import { ingest } from '../event/ingest.js';
import { type IngestShop, readIngestShop } from '../event/ingest-shop.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';

const keys = { masterKeys: MasterKeys.of(randomBytes(32)), lookupKey: randomBytes(32) };
const HOUR = 3_600_000;
const now = Date.now();

let database: TestDatabase;
let db: Db;
let shop: IngestShop;

beforeAll(async () => {
  database = await createTestDatabase();
  vi.stubEnv('DATABASE_URL', database.url);
  db = openDatabase(database.url);
  const { id } = await db.insertInto('shop').values({ name: '花房' }).returning('id').executeTakeFirstOrThrow();
  const made = await readIngestShop(db, id);
  if (!made) throw new Error('no shop');
  shop = made;
  await take([
    ...['order.pay', 'order.refund', 'live.gift'].map((type) =>
      event(type, { amount: 1_200, category: ['美妆', '母婴'] }),
    ),
    event('order.pay', { amount: 800, category: '零食' }, { phone: '13600000000' }),
    event('live.watch', { duration: 89.5 }),
    event('live.like', { quantity: 7 }),
    event('live.comment', { text: '怎么买' }),
    event('message.sent'),
    event('follow'),
    event('抽奖', { amount: 12.5 }, { user_id: 'second' }),
  ]);
  // One fan of two records.
  await take([event('live.enter', {}, { user_id: 'first', phone: '13600000000' })]);
  await sql`
    insert into live_snapshot (session_id, fan_id, shop_id, watch_seconds, visits, likes, gifts, last_watch_at)
    select ${crypto.randomUUID()}, fan_id, ${shop.id}, 600, 2, 30, 5200, ${new Date(now)} from fan_shop where orders = 2`.execute(
    db,
  );
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await db.destroy();
  await database.drop();
});

let serial = 0;
function event(type: string, properties = {}, person: IncomingEvent['person'] = { user_id: 'first' }): IncomingEvent {
  return { type, properties, person, happenedAt: now - ++serial * HOUR, source: 'test', key: String(serial) };
}

function take(events: IncomingEvent[]) {
  return retryingTransaction(db, (tx) => ingest(tx, shop, keys, events));
}

async function rollups(...argv: string[]) {
  let [out, err] = ['', ''];
  const output = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
  };
  const exit = await dispatch(['rollups', ...argv, '--json'], [rollupsCommand], { LANG: 'en' }, output);
  return { exit, report: out === '' ? null : (JSON.parse(out) as unknown), err };
}

async function stored() {
  const days =
    await sql`select * from fan_day where (n, amount, seconds) <> (0, 0, 0) order by fan_id, type, day`.execute(db);
  const fans = await db.selectFrom('fan_shop').selectAll().orderBy('fan_id').execute();
  return { days: days.rows, fans };
}

it('makes the same of the facts as was made when they came, and says what is not', async () => {
  // The totals of a broadcast were written past the importer, which would have summed them.
  expect(await rollups('check')).toMatchObject({ exit: 1, report: { fans: 2, days: 4, totals: 1 } });
  expect(await rollups('repair')).toMatchObject({ exit: 0, report: { days: 4, totals: 1 } });
  expect(await rollups('check')).toMatchObject({ exit: 0, report: { fans: 2, days: 0, totals: 0 } });
  const right = await stored();
  expect(right.fans.find(({ orders }) => orders === 2)).toMatchObject({ spend: 2_000, likes: 37, watch_seconds: 690 });

  await sql`update fan_day set n = n + 1 where type = 'order.pay'`.execute(db);
  await sql`delete from fan_day where type = 'live.comment'`.execute(db);
  await sql`insert into fan_day (fan_id, shop_id, type, day, n) select fan_id, shop_id, 'live.share', day, 3 from fan_day
    where type = 'live.gift' limit 1`.execute(db);
  await sql`update fan_shop set spend = 0, categories = '{}', first_follow_at = null, likes = 1`.execute(db);
  expect(await rollups('check')).toMatchObject({ exit: 1, report: { days: 4, totals: 2 } });
  expect(await rollups('repair', '--shop', crypto.randomUUID())).toMatchObject({ report: { days: 0, totals: 0 } });
  await rollups('repair', '--shop', shop.id);
  expect(await stored()).toEqual(right);
});

it('goes on behind a fan', async () => {
  const fans = await db.selectFrom('fan').select('id').whereRef('id', '=', 'root_id').orderBy('id').execute();
  expect(await rollups('check', '--after', fans[0]?.id ?? '')).toMatchObject({ report: { fans: 1 } });
});

it('leaves sums alone whose events retention has removed', async () => {
  const right = await stored();
  await db
    .insertInto('retention_run')
    .values({ removed: JSON.stringify({ events: 3 }) })
    .execute();
  await sql`delete from event where type = 'follow' or type = 'order.pay'`.execute(db);
  expect(await rollups('repair')).toMatchObject({ exit: 2, report: { error: { code: 'RLPCLI002' } } });
  const tomorrow = new Date(now + 48 * HOUR).toISOString().slice(0, 10);
  expect(await rollups('repair', '--since', tomorrow)).toMatchObject({ exit: 0, report: { days: 0, totals: 0 } });
  expect(await stored()).toEqual(right);
});

it.each([[[]], [['mend']], [['check', '--since', '31.1.2026']], [['check', '--after', 'x']], [['check', 'more']]])(
  'does not understand %j',
  async (argv) => {
    expect(await rollups(...argv)).toMatchObject({ exit: 2, report: { error: { code: 'RLPCLI001' } } });
  },
);
