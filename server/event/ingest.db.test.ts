import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MasterKeys } from '../crypto/master-keys.js';
import { decryptPersonal } from '../crypto/personal-data.js';
import { openDatabase, type Db } from '../db/database.js';
import { retryingTransaction } from '../db/retry.js';
import { uuid7 } from '../db/uuid7.js';
import { readFanKeys } from '../identity/fan-keys.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import type { IncomingEvent } from './incoming-event.js';
import { ingest } from './ingest.js';
import { readIngestShop, type IngestShop } from './ingest-shop.js';
import { shardOf } from './shard.js';

const keys = { masterKeys: MasterKeys.of(randomBytes(32)), lookupKey: randomBytes(32) };
const HOUR = 3_600_000;
const now = Date.now();

let database: TestDatabase;
let db: Db;
let shop: IngestShop;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});
beforeEach(async () => {
  shop = await newShop();
});

async function newShop(): Promise<IngestShop> {
  const { id } = await db.insertInto('shop').values({ name: uuid7() }).returning('id').executeTakeFirstOrThrow();
  const made = await readIngestShop(db, id);
  if (!made) throw new Error('no shop');
  return made;
}

let serial = 0;
function event(over: Partial<IncomingEvent> = {}): IncomingEvent {
  return {
    type: 'follow',
    happenedAt: now - HOUR,
    source: 'test',
    key: String(++serial),
    person: { user_id: 'u1' },
    properties: {},
    ...over,
  };
}

function take(events: IncomingEvent[], into = shop) {
  return retryingTransaction(db, (tx) => ingest(tx, into, keys, events));
}

async function fanRow(of = shop) {
  return db.selectFrom('fan_shop').selectAll().where('shop_id', '=', of.id).executeTakeFirstOrThrow();
}

describe('ingest', () => {
  it('counts an event once, in one batch, in two, and in two at the same time', async () => {
    const same = event({ type: 'live.comment', key: 'once', properties: { text: '怎么买' } });
    const first = await take([same, same]);
    expect(first.map((result) => result.status)).toEqual(['accepted', 'duplicate']);
    const results = await Promise.all([take([same]), take([same]), take([same])]);
    expect(results.flat().map((result) => result.status)).toEqual(['duplicate', 'duplicate', 'duplicate']);
    expect(await fanRow()).toMatchObject({ comments: 1 });
  });

  it('creates a fan once when concurrent batches tell of them first', async () => {
    const batches = Array.from({ length: 6 }, (_, i) =>
      take([event({ key: `a${i}`, person: { user_id: 'racer', nick: '飞毛腿' } })]),
    );
    const fans = (await Promise.all(batches))
      .flat()
      .map((result) => (result.status === 'accepted' ? result.fanId : null));
    expect(new Set(fans).size).toBe(1);
  });

  it('projects what happened on the fan', async () => {
    await take([
      event({ person: { user_id: 'u1', nick: '小鹿' } }),
      event({ type: 'live.enter' }),
      event({ type: 'live.watch', properties: { duration: 90 } }),
      event({ type: 'live.gift', properties: { amount: 520 } }),
      event({ type: 'order.pay', properties: { amount: 12_900, category: ['美妆'], order: '1' } }),
      event({ type: 'order.refund', properties: { amount: 2_900, order: '1' } }),
    ]);
    expect(await fanRow()).toMatchObject({
      nick: '小鹿',
      visits: 1,
      watch_seconds: 90,
      gifts: 520,
      orders: 1,
      spend: 12_900,
      refunded: 2_900,
      categories: ['美妆'],
      first_follow_at: new Date(now - HOUR),
      last_purchase_at: new Date(now - HOUR),
    });
    const days = await db
      .selectFrom('fan_day')
      .select(['type', 'n', 'amount', 'seconds'])
      .where('shop_id', '=', shop.id)
      .orderBy('type')
      .execute();
    expect(days).toContainEqual({ type: 'order.pay', n: 1, amount: 12_900, seconds: 0 });
    expect(days).toContainEqual({ type: 'live.watch', n: 1, amount: 0, seconds: 90 });
  });

  it('knows a fan of whom it only heard what others did, who was active never so far', async () => {
    const person = { user_id: 'm1', nick: '小会员' };
    await take([
      event({ type: 'level.change', person }),
      event({ type: 'order.ship', person, properties: { order: '1' } }),
    ]);
    expect(await fanRow()).toMatchObject({ nick: '小会员', orders: 0, last_active_at: new Date(0) });
    await take([event({ type: 'live.enter', person: { user_id: 'm1' }, happenedAt: now - 90 * 24 * HOUR })]);
    expect(await fanRow()).toMatchObject({ visits: 1, last_active_at: new Date(now - 90 * 24 * HOUR) });
  });

  it('adds up more likes and pieces than an integer holds', async () => {
    const likes = Array.from({ length: 30 }, () => event({ type: 'live.like', properties: { quantity: 1e8 } }));
    const order = event({ type: 'order.pay', properties: { order: '1', amount: 1e13, quantity: 0.6 } });
    const results = await take([...likes, order, event({ type: 'live.like', properties: { quantity: 1e8 + 1 } })]);
    expect(new Set(results.slice(0, -1).map(({ status }) => status))).toEqual(new Set(['accepted']));
    expect(results.at(-1)).toMatchObject({ status: 'rejected', problem: { code: 'EVT104' } });
    expect(await fanRow()).toMatchObject({ likes: 3e9, spend: 1e13 });
    const orders = await db.selectFrom('shop_order').select('quantity').where('shop_id', '=', shop.id).execute();
    expect(orders).toEqual([{ quantity: 1 }]);
  });

  it('encrypts the phone under the fan’s own key', async () => {
    const [result] = await take([event({ person: { phone: '+86 138-1234-4021' } })]);
    if (result?.status !== 'accepted' || !result.fanId) throw new Error('not accepted');
    const fan = await db.selectFrom('fan').selectAll().where('id', '=', result.fanId).executeTakeFirstOrThrow();
    expect(fan.phone_mask).toBe('138****4021');
    const key = (await readFanKeys(db, keys, [fan.id])).get(fan.id);
    expect(key && fan.phone_encrypted && decryptPersonal(key, fan.id, 'fan.phone', fan.phone_encrypted)).toBe(
      '13812344021',
    );
  });

  it('rejects what identifies nobody or makes no sense, and takes the rest', async () => {
    const results = await take([
      event({ person: { nick: 't**3' } }),
      event({ happenedAt: now + HOUR }),
      event({ type: 'order.pay', properties: { amount: 12.5 } }),
      event({ properties: { note: 'a\0b' } }),
      event({ type: 'live.comment', properties: { text: '\ud800' } }),
      event({ properties: { ['__proto__x'.slice(0, 9)]: 1 } }),
      event({ type: '领取福袋', properties: { 次数: 3 } }),
    ]);
    const codes = results.map((result) => (result.status === 'rejected' ? result.problem.code : result.status));
    expect(codes).toEqual(['EVT103', 'EVT102', 'EVT104', 'EVT104', 'EVT104', 'EVT105', 'accepted']);
    const { n } = await db
      .selectFrom('event')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .where('shop_id', '=', shop.id)
      .executeTakeFirstOrThrow();
    expect(n).toBe(1);
  });

  it('keeps nicks apart between shops, and people together by what is strong', async () => {
    const other = await newShop();
    await take([event({ person: { nick: '同名' } })]);
    await take([event({ person: { nick: '同名' } })], other);
    expect((await fanRow()).fan_id).not.toBe((await fanRow(other)).fan_id);
    const third = await newShop();
    await take([event({ person: { phone: '13900000001' } })], third);
    const fourth = await newShop();
    await take([event({ person: { phone: '13900000001' } })], fourth);
    expect((await fanRow(third)).fan_id).toBe((await fanRow(fourth)).fan_id);
  });

  it('gives consent by following, and takes it for good by opting out, in any order', async () => {
    const person = { user_id: uuid7() };
    const follow = event({ person, happenedAt: now - HOUR });
    const optout = event({ person, type: 'optout', happenedAt: now - 2 * HOUR });
    for (const order of [
      [follow, optout],
      [optout, follow],
    ]) {
      const own = await newShop();
      for (const one of order) await take([one], own);
      const consent = await db
        .selectFrom('consent')
        .select('granted')
        .where('shop_id', '=', own.id)
        .where('channel', '=', 'private_message')
        .executeTakeFirstOrThrow();
      expect(consent.granted).toBe(false);
      const guard = await db
        .selectFrom('fan_guard')
        .select('blocked')
        .where('fan_id', '=', (await fanRow(own)).fan_id)
        .executeTakeFirstOrThrow();
      expect(guard.blocked).toBe('optout');
    }
  });

  it('puts into the outbox only what a published SOP waits for, by shard, and marks what is old', async () => {
    await sql`insert into listen (version_id, role, key, sop_id, shop_id)
      values (${uuid7()}, 'enter', 'order.pay', ${uuid7()}, ${shop.id})`.execute(db);
    await take([
      event({ type: 'order.pay', person: { user_id: 'a' }, happenedAt: now - 30 * HOUR }),
      event({ type: 'order.pay', person: { user_id: 'a' } }),
      event({ type: 'live.enter', person: { user_id: 'a' } }),
    ]);
    const { fan_id } = await fanRow();
    const rows = await db.selectFrom('fact_outbox').selectAll().where('shop_id', '=', shop.id).execute();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      shard: shardOf(fan_id),
      kind: 'event',
      detail: { from: new Date(now - 30 * HOUR).toISOString(), to: new Date(now - HOUR).toISOString() },
    });
    const events = await db
      .selectFrom('event')
      .select('history')
      .where('id', 'in', rows[0]?.ids ?? [])
      .orderBy('happened_at')
      .execute();
    expect(events.map((row) => row.history)).toEqual([true, false]);
  });

  it('keeps the shop’s own events without a fan', async () => {
    const [result] = await take([event({ type: 'live.start', person: null })]);
    expect(result).toMatchObject({ status: 'accepted', fanId: null });
  });

  it('knows an order from events, once each whatever keys the sender uses', async () => {
    const order = { order: 'N1', amount: 5_000, product: ['面膜', '口红'] };
    await take([
      event({ type: 'order.pay', properties: order }),
      event({ type: 'order.create', properties: order, happenedAt: now - 2 * HOUR }),
    ]);
    const again = await take([event({ type: 'order.pay', properties: order })]);
    expect(again[0]?.status).toBe('duplicate');
    const stored = () =>
      db.selectFrom('shop_order').selectAll().where('shop_id', '=', shop.id).executeTakeFirstOrThrow();
    expect(await stored()).toMatchObject({
      number: 'N1',
      title: '面膜、口红',
      status: 'paid',
      paid: 5_000,
      ordered_at: new Date(now - 2 * HOUR),
    });
    await take([event({ type: 'order.refund', properties: { order: 'N1', amount: 2_000 } })]);
    expect(await stored()).toMatchObject({ status: 'paid', refunded: 2_000 });
    await take([event({ type: 'order.refund', properties: { order: 'N1', amount: 3_000 } })]);
    expect(await stored()).toMatchObject({ status: 'closed', refunded: 5_000 });
  });

  it('closes an order when it was paid back, in one batch as one by one', async () => {
    const told = (order: string) => [
      event({ type: 'order.create', properties: { order, amount: 500 }, happenedAt: now - HOUR }),
      event({ type: 'order.pay', properties: { order, amount: 500 }, happenedAt: now - 3 * HOUR }),
      event({ type: 'order.refund', properties: { order, amount: 500 }, happenedAt: now - 2 * HOUR }),
    ];
    await take(told('N1'));
    for (const one of told('N2')) await take([one]);
    const orders = await db.selectFrom('shop_order').selectAll().where('shop_id', '=', shop.id).execute();
    const closed = { status: 'closed', status_at: new Date(now - 2 * HOUR) };
    expect(orders).toMatchObject([closed, closed]);
  });

  it.each([
    ['made', 'order.create', 'order.pay', { status: 'paid', payable: 5_000, paid: 5_000 }],
    ['paid back in parts', 'order.refund', 'order.refund', { refunded: 10_000 }],
  ])('loses nothing of an order that is %s by two at the same time', async (_, one, other, wanted) => {
    if (one === other) await take([event({ type: 'order.pay', properties: { order: 'N1', amount: 20_000 } })]);
    const tell = (type: string, user_id: string) =>
      event({ type, person: { user_id }, properties: { order: 'N1', amount: 5_000 } });
    let later: Promise<unknown> = Promise.resolve();
    await db.transaction().execute(async (tx) => {
      await ingest(tx, shop, keys, [tell(one, uuid7())]);
      later = take([tell(other, uuid7())]);
      await expect.poll(waiting).toBe(1);
    });
    await later;
    const orders = await db.selectFrom('shop_order').selectAll().where('shop_id', '=', shop.id).execute();
    expect(orders).toMatchObject([wanted]);
  });
});

async function waiting(): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
  return rows[0]?.n ?? 0;
}

describe('merging', () => {
  it('makes one fan of two when a fact ties them, with everything either had', async () => {
    const id = uuid7();
    const phone = '13711112222';
    await take([
      event({ type: 'order.pay', person: { phone }, properties: { amount: 100 }, happenedAt: now - 3 * HOUR }),
    ]);
    await take([event({ type: 'order.pay', person: { user_id: id, nick: '甲' }, properties: { amount: 200 } })]);
    expect(await db.selectFrom('fan_shop').select('fan_id').where('shop_id', '=', shop.id).execute()).toHaveLength(2);
    await take([event({ type: 'live.enter', person: { user_id: id, phone } })]);
    const rows = await db.selectFrom('fan_shop').selectAll().where('shop_id', '=', shop.id).execute();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      nick: '甲',
      orders: 2,
      spend: 300,
      visits: 1,
      first_purchase_at: new Date(now - 3 * HOUR),
    });
    const fragments = await db
      .selectFrom('fan')
      .select(['id', 'root_id', 'phone_mask'])
      .where('root_id', '=', rows[0]?.fan_id ?? '')
      .execute();
    expect(fragments).toHaveLength(2);
    expect(fragments.find((fan) => fan.id === fan.root_id)?.phone_mask).toBe('137****2222');
  });

  it('survives many ties at once, with nothing counted twice or lost', async () => {
    const ids = Array.from({ length: 8 }, () => uuid7());
    await take(ids.map((user_id) => event({ type: 'live.enter', person: { user_id } })));
    const ties = ids
      .slice(1)
      .map((id, i) => [
        event({ type: 'live.enter', person: { user_id: ids[i], union_id: id } }),
        event({ type: 'live.enter', person: { user_id: id, union_id: id } }),
      ]);
    await Promise.all(ties.map((batch) => take(batch)));
    const rows = await db.selectFrom('fan_shop').selectAll().where('shop_id', '=', shop.id).execute();
    expect(rows.map((row) => row.visits)).toEqual([ids.length + 2 * ties.length]);
  });
});

describe('any order', () => {
  const types = [
    'follow',
    'unfollow',
    'live.enter',
    'live.watch',
    'live.like',
    'live.gift',
    'order.pay',
    'order.refund',
    'optout',
    'consent.change',
    '自定义',
  ];
  const anyEvent = fc.record({
    type: fc.constantFrom(...types),
    hoursAgo: fc.integer({ min: 1, max: 24 * 40 }),
    person: fc.constantFrom(
      { user_id: 'p' },
      { user_id: 'p', nick: '一' },
      { user_id: 'p', nick: '二', phone: '13600000000' },
      { phone: '13600000000' },
    ),
    properties: fc.record({
      amount: fc.integer({ min: 0, max: 9_999 }),
      duration: fc.integer({ min: 0, max: 9_999 }),
      granted: fc.boolean(),
      channel: fc.constantFrom('sms', 'private_message'),
      category: fc.constantFrom('甲', '乙', ['丙', '甲']),
    }),
  });

  async function state(events: IncomingEvent[], sizes: number[]) {
    const own = await newShop();
    const scoped = events.map((one) => ({
      ...one,
      person: {
        ...one.person,
        user_id: one.person?.user_id && `${own.id}-p`,
        phone: one.person?.phone && phoneOf(own.id),
      },
    }));
    for (let at = 0, i = 0; at < scoped.length; i++) {
      const size = sizes[i % sizes.length] ?? 1;
      await take(scoped.slice(at, at + size), own);
      at += size;
    }
    const fans =
      await sql`select ${sql.raw(PROJECTED)} from fan_shop where shop_id = ${own.id} order by 1, 2, 3`.execute(db);
    const days = await sql`select type, day, sum(n) as n, sum(amount) as amount, sum(seconds) as seconds
      from fan_day where shop_id = ${own.id} group by 1, 2 order by 1, 2`.execute(db);
    const consent =
      await sql`select channel, granted, source, at from consent where shop_id = ${own.id} order by 1`.execute(db);
    return { fans: fans.rows, days: days.rows, consent: consent.rows };
  }

  function phoneOf(id: string): string {
    return `136${String(parseInt(id.slice(-8), 16) % 100_000_000).padStart(8, '0')}`;
  }

  it('gives the same fan, days and consent, however often and in whatever batches events come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyEvent, { minLength: 1, maxLength: 12 }).chain((events) =>
          fc.record({
            events: fc.constant(events),
            order: fc.shuffledSubarray(
              events.map((_, i) => i),
              { minLength: events.length },
            ),
            again: fc.subarray(events.map((_, i) => i)),
            sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
          }),
        ),
        async ({ events, order, again, sizes }) => {
          // The last event ties all identities together, so that it is one fan in the end.
          const incoming = [
            ...events.map((one, i) => event({ ...one, key: `e${i}`, happenedAt: now - one.hoursAgo * HOUR })),
            event({ type: 'live.enter', key: 'tie', person: { user_id: 'p', phone: '13600000000' } }),
          ];
          const at = (i: number) => incoming[i] ?? event();
          const tie = at(incoming.length - 1);
          const shuffled = [...order.map(at), ...again.map(at), tie];
          expect(await state(shuffled, sizes)).toEqual(await state(incoming, [incoming.length]));
        },
      ),
      { numRuns: 25 },
    );
  });
});

const PROJECTED = `nick, visits, watch_seconds, comments, likes, shares, gifts, orders, spend, refunded, categories,
  first_follow_at, last_watch_at, first_purchase_at, last_purchase_at, last_active_at`;
