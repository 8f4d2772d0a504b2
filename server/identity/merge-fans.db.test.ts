import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MasterKeys } from '../crypto/master-keys.js';
import { openDatabase, type Db, type Tx } from '../db/database.js';
import { retryingTransaction } from '../db/retry.js';
import { ingest } from '../event/ingest.js';
import { type IngestShop, readIngestShop } from '../event/ingest-shop.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { lockRoots } from './identity.sql.js';
import { mergeFans } from './merge-fans.js';
import { lockMerge, undoMerge } from './undo-merge.js';

const keys = { masterKeys: MasterKeys.of(randomBytes(32)), lookupKey: randomBytes(32) };
const BY = '01890000-0000-7000-8000-00000000000a';
const FANS = 7;
const NOON = Date.UTC(2026, 0, 10, 4);

let database: TestDatabase;
let db: Db;
let shops: IngestShop[];
let tags: string[];
let owners: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { connections: 6 });
  shops = [await addShop('甲店'), await addShop('乙店')];
  const rows = await db
    .insertInto('tag')
    .values(['a', 'b', 'c'].map((name) => ({ shop_id: shops[0]?.id ?? '', name })))
    .returning('id')
    .execute();
  tags = rows.map((row) => row.id);
  const staff = await db
    .insertInto('staff')
    .values(['lin', 'zhou'].map((name) => ({ login: name, name })))
    .returning('id')
    .execute();
  owners = staff.map((row) => row.id);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

async function addShop(name: string): Promise<IngestShop> {
  const { id } = await db
    .insertInto('shop')
    .values({ name, levels: ['银', '金'] })
    .returning('id')
    .executeTakeFirstOrThrow();
  const shop = await readIngestShop(db, id);
  if (!shop) throw new Error('The shop has just been made');
  return shop;
}

interface Deed {
  fan: number;
  shop: number;
  type: string;
  minutes: number;
  properties: Record<string, unknown>;
}

const deed = fc.record<Deed>({
  fan: fc.nat(FANS - 1),
  shop: fc.nat(1),
  type: fc.constantFrom('follow', 'live.enter', 'live.comment', 'live.like', 'order.pay', 'optout', 'message.sent'),
  minutes: fc.nat(1000),
  properties: fc.record(
    { amount: fc.nat(9_000), quantity: fc.nat(5), category: fc.constantFrom('美妆', '母婴') },
    { requiredKeys: [] },
  ),
});

/** What says nothing of consent: of two statements on one channel only the stronger is kept while two fans are one. */
const harmless = deed.filter(({ type }) => type !== 'follow' && type !== 'optout');

const when = fc.nat(50).map((day) => new Date(NOON + day * 86_400_000));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const said = fc.record({
  fan: fc.nat(FANS - 1),
  shop: fc.nat(1),
  nick: maybe(fc.constantFrom('小鱼', '小虾')),
  birthday: maybe(fc.constantFrom('2000-01-02', '1999-12-31')),
  custom: fc.dictionary(fc.constantFrom('灯牌', '偏好/主播'), fc.nat(3)),
  owner: maybe(fc.nat(1)),
  source: maybe(fc.constantFrom('直播', '短视频')),
  level: maybe(fc.constantFrom('银', '金', '别处')),
  points: fc.nat(100),
  tags: fc.dictionary(fc.constantFrom('0', '1', '2'), when),
  arm: maybe(fc.record({ arm: fc.constantFrom('甲', '乙'), at: when })),
});

/** Fans, each known by an id and perhaps a phone; what they did, and what was said of them. */
const world = fc.record({
  phones: fc.array(fc.boolean(), { minLength: FANS, maxLength: FANS }),
  deeds: fc.array(deed, { maxLength: 25 }),
  said: fc.uniqueArray(said, { maxLength: 8, selector: ({ fan, shop }) => `${String(fan)}/${String(shop)}` }),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

let told = 0;

async function tell(tx: Tx, { fan, shop, type, minutes, properties }: Deed): Promise<void> {
  const place = shops[shop];
  if (!place) throw new RangeError(String(shop));
  const event = { type, happenedAt: NOON + minutes * 60_000, source: 'test', key: String(++told), properties };
  const [result] = await ingest(tx, place, keys, [{ ...event, person: { user_id: `u${String(fan)}` } }]);
  expect(result?.status).toBe('accepted');
}

/** @returns the fans' records, oldest first */
async function build(tx: Tx, { phones, deeds, said: words }: World): Promise<string[]> {
  const ids: string[] = [];
  for (const [fan, hasPhone] of phones.entries()) {
    const phone = hasPhone ? { phone: `1380000000${String(fan)}` } : {};
    const person = { user_id: `u${String(fan)}`, ...phone };
    const event = { type: 'live.enter', happenedAt: NOON, source: 'test', key: String(++told), properties: {}, person };
    const [result] = await ingest(tx, shops[fan % 2] ?? shopless(), keys, [event]);
    if (result?.status !== 'accepted' || result.fanId === null) throw new Error(JSON.stringify(result));
    ids.push(result.fanId);
  }
  for (const one of deeds) await tell(tx, one);
  for (const word of words) await say(tx, ids[word.fan] ?? '', word);
  return ids;
}

function shopless(): never {
  throw new Error('There are two shops');
}

async function say(tx: Tx, fan: string, word: World['said'][number]): Promise<void> {
  const shop = shops[word.shop]?.id ?? '';
  const owner = word.owner === null ? null : owners[word.owner];
  await sql`
    update fan set nick = ${word.nick}, birthday = ${word.birthday}, custom = ${JSON.stringify(word.custom)}::jsonb
    where id = ${fan}`.execute(tx);
  await sql`
    insert into fan_shop (shop_id, fan_id, owner_id, source, member_level, points, nick, nick_at, last_active_at)
    values (${shop}, ${fan}, ${owner}, ${word.source}, ${word.level}, ${word.points}, ${word.nick},
      ${word.nick === null ? null : new Date(NOON)}, ${new Date(NOON)})
    on conflict (shop_id, fan_id) do update set (owner_id, source, member_level, points, nick, nick_at) = (
      excluded.owner_id, excluded.source, excluded.member_level, excluded.points, excluded.nick, excluded.nick_at)`.execute(
    tx,
  );
  for (const [no, at] of Object.entries(word.tags)) {
    await sql`
      insert into fan_tag (shop_id, fan_id, tag_id, source, added_at)
      values (${shops[0]?.id}, ${fan}, ${tags[Number(no)]}, ${fan}, ${at}) on conflict do nothing`.execute(tx);
  }
  if (!word.arm) return;
  await sql`
    insert into fan_arm (sop_id, split, fan_id, arm, at) values (${BY}, '对/比', ${fan}, ${word.arm.arm}, ${word.arm.at})
    on conflict do nothing`.execute(tx);
}

async function merge(tx: Tx, one: string, other: string): Promise<string | null> {
  const roots = await lockRoots(tx, [one, other]);
  const rooted = (record: string) => ({ record, root: roots.get(record) ?? record });
  if (rooted(one).root === rooted(other).root) return null;
  return mergeFans(tx, keys, [rooted(one), rooted(other)], { by: BY, note: null });
}

async function undo(tx: Tx, id: string): Promise<void> {
  const stands = await lockMerge(tx, id);
  if (!stands) throw new Error('This merge stands');
  await undoMerge(tx, keys, stands, BY);
}

/** All that is kept per fan. */
async function everything(tx: Tx | Db): Promise<unknown> {
  const tables = [
    sql`select id, root_id, nick, birthday, custom, phone_mask from fan where id = root_id order by id`,
    sql`select id, root_id from fan order by id`,
    sql`select * from fan_shop order by shop_id, fan_id`,
    sql`select * from fan_tag order by fan_id, tag_id`,
    sql`select * from consent order by shop_id, fan_id, channel`,
    sql`select * from fan_arm order by fan_id, sop_id, split`,
    sql`select * from fan_guard where sent_at <> '{}' or blocked is not null order by fan_id`,
  ];
  const contents: unknown[] = [];
  for (const table of tables) contents.push((await table.execute(tx)).rows);
  return contents;
}

/** Runs in a transaction that leaves nothing behind. */
async function inVain<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  const tx = await db.startTransaction().execute();
  try {
    return await work(tx);
  } finally {
    await tx.rollback().execute();
  }
}

const pairs = fc.array(fc.tuple(fc.nat(FANS - 1), fc.nat(FANS - 1)), { minLength: 1, maxLength: FANS });

describe('merges', () => {
  it('end the same in any order', async () => {
    const property = fc.asyncProperty(
      world,
      pairs.chain((some) => fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length }))),
      async (given, [order, otherOrder]) => {
        await inVain(async (tx) => {
          const ids = await build(tx, given);
          const run = async (these: typeof order) => {
            await sql`savepoint before`.execute(tx);
            for (const [a, b] of these) await merge(tx, ids[a] ?? '', ids[b] ?? '');
            const end = await everything(tx);
            await sql`rollback to before`.execute(tx);
            return end;
          };
          expect(await run(otherOrder)).toEqual(await run(order));
        });
      },
    );
    await fc.assert(property, { numRuns: 15, endOnFailure: true });
  }, 300_000);

  it('undone, are as if they had never been, the others standing', async () => {
    const property = fc.asyncProperty(
      world,
      pairs,
      fc.nat(),
      fc.array(harmless, { maxLength: 6 }),
      async (given, these, chosen, since) => {
        await inVain(async (tx) => {
          const ids = await build(tx, given);
          await sql`savepoint before`.execute(tx);
          const made: { id: string; pair: readonly [number, number] }[] = [];
          for (const pair of these) {
            const id = await merge(tx, ids[pair[0]] ?? '', ids[pair[1]] ?? '');
            if (id !== null) made.push({ id, pair });
          }
          if (made.length === 0) return;
          for (const one of since) await tell(tx, one);
          const undone = made[chosen % made.length];
          await undo(tx, undone?.id ?? '');
          const end = await everything(tx);
          await sql`rollback to before`.execute(tx);
          for (const { id, pair } of made) {
            if (id !== undone?.id) await merge(tx, ids[pair[0]] ?? '', ids[pair[1]] ?? '');
          }
          for (const one of since) await tell(tx, one);
          expect(end).toEqual(await everything(tx));
        });
      },
    );
    await fc.assert(property, { numRuns: 15, endOnFailure: true });
  }, 300_000);
});

describe('merges at the same time', () => {
  const committed = (one: string, other: string) => retryingTransaction(db, (tx) => merge(tx, one, other));

  it('cross each other and end as one after the other would', async () => {
    const given = { phones: Array<boolean>(FANS).fill(true), deeds: [], said: [] };
    const ids = await db.transaction().execute((tx) => build(tx, given));
    const crossing = ids.flatMap((one, i) => [
      [one, ids[(i + 1) % FANS] ?? ''] as const,
      [ids[(i + 3) % FANS] ?? '', one] as const,
    ]);
    const alone = await inVain(async (tx) => {
      for (const [one, other] of crossing) await merge(tx, one, other);
      return everything(tx);
    });
    await Promise.all(crossing.map(([one, other]) => committed(one, other)));
    expect(await everything(db)).toEqual(alone);
    const [first = ''] = ids;
    expect(await inVain((tx) => lockRoots(tx, ids))).toEqual(new Map(ids.map((id) => [id, first])));
  });

  it('make one fan of a thousand', async () => {
    const most = 1000;
    const end = await inVain(async (tx) => {
      const { rows } = await sql<{ id: string }>`
        insert into fan (id, root_id, nick) select id, id, 'n' || no from (
          select no, (lpad(to_hex(no), 8, '0') || '-0000-7000-8000-000000000000')::uuid as id
          from generate_series(1, ${most + 1}) no) made returning id`.execute(tx);
      const ids = rows.map((row) => row.id).sort();
      await sql`
        insert into fan_shop (shop_id, fan_id, visits, spend)
        select ${shops[0]?.id}, id, 1, 100 from unnest(${ids}::uuid[]) id`.execute(tx);
      for (const [i, id] of ids.slice(1).entries()) await merge(tx, ids[i] ?? '', id);
      const { rows: merged } = await sql`
        select f.nick, s.visits, s.spend from fan_shop s join fan f on f.id = s.fan_id
        where s.fan_id = any(${ids}::uuid[])`.execute(tx);
      return merged;
    });
    expect(end).toEqual([{ nick: 'n1', visits: most + 1, spend: (most + 1) * 100 }]);
  }, 300_000);
});
