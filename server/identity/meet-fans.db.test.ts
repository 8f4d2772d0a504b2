import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MasterKeys } from '../crypto/master-keys.js';
import { openDatabase, type Db } from '../db/database.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { readFanKeys } from './fan-keys.js';
import { identify, type PersonInput } from './identity.js';
import { meetFans } from './meet-fans.js';
import { resolveFans } from './resolve-fans.js';

const keys = { masterKeys: MasterKeys.of(randomBytes(32)), lookupKey: randomBytes(32) };
const place = { id: '01890000-0000-7000-8000-000000000001', platform: 'taobao' };

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const person = (input: PersonInput) => identify(input, place, keys);
const resolve = (people: ReturnType<typeof person>[], met?: Awaited<ReturnType<typeof meetFans>>) =>
  db.transaction().execute((tx) => resolveFans(tx, keys, people, met));

it('writes nothing: strangers are made by the transaction that follows, and gone with it', async () => {
  const people = [person({ phone: '13800000001' }), person({ phone: '13800000001', nick: '小鹿' })];
  const met = await meetFans(db, keys, people, true);
  expect(met.known.size).toBe(0);
  const broken = new Error('cancelled');
  const cancelled = db.transaction().execute(async (tx) => {
    await resolveFans(tx, keys, people, met);
    throw broken;
  });
  await expect(cancelled).rejects.toBe(broken);
  expect((await meetFans(db, keys, people, true)).known.size).toBe(0);
  const [first, second] = await resolve(people, met);
  expect(first?.fanId).toBe(second?.fanId);
  expect([first?.identified, second?.identified]).toEqual([true, true]);
  const fanId = first?.fanId ?? '';
  expect(first?.dataKey).toEqual((await readFanKeys(db, keys, [fanId])).get(fanId));
  const again = await resolve(people, await meetFans(db, keys, people, true));
  expect(again.map((fan) => [fan.fanId, fan.identified, fan.dataKey])).toEqual([
    [fanId, false, first?.dataKey],
    [fanId, false, first?.dataKey],
  ]);
});

it('leaves people who share an identity with somebody known to the transaction', async () => {
  const [known] = await resolve([person({ phone: '13800000002' })]);
  const people = [person({ phone: '13800000002', nick: '阿月' }), person({ nick: '阿月' })];
  const met = await meetFans(db, keys, people, false);
  const fans = await resolve(people, met);
  expect(fans.map((fan) => [fan.fanId, fan.identified])).toEqual([
    [known?.fanId, true],
    [known?.fanId, false],
  ]);
});

it('gives way to who became known between it and the transaction', async () => {
  const people = [person({ phone: '13800000003' }), person({ phone: '13800000003', nick: '晚晚' })];
  const met = await meetFans(db, keys, [people[0] ?? []], false);
  const [other] = await resolve([person({ nick: '晚晚' })]);
  const fans = await resolve(people, met);
  expect(new Set(fans.map((fan) => fan.rootId)).size).toBe(1);
  const [now] = await resolve([person({ nick: '晚晚' })]);
  expect(now?.fanId).toBe(other?.fanId);
  expect(now?.rootId).toBe(fans[0]?.rootId);
});
