import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MasterKeys } from '../crypto/master-keys.js';
import { openDatabase, type Db } from '../db/database.js';
import { retryingTransaction } from '../db/retry.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import type { IncomingEvent } from './incoming-event.js';
import { ingest } from './ingest.js';
import { type IngestShop, readIngestShop } from './ingest-shop.js';

const keys = { masterKeys: MasterKeys.of(randomBytes(32)), lookupKey: randomBytes(32) };

let database: TestDatabase;
let db: Db;
let shop: IngestShop;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
  const { id } = await db.insertInto('shop').values({ name: '小店' }).returning('id').executeTakeFirstOrThrow();
  const fields = [
    { name: '带货主播', type: 'text', choices: [] },
    { name: '运费', type: 'money', choices: [] },
    { name: '急不急', type: 'choice', choices: ['急', '不急'] },
    { name: '搭配', type: 'list', choices: [] },
    { name: '顾问', type: 'person', choices: [] },
  ];
  await db
    .insertInto('custom_field')
    .values(fields.map((field) => ({ shop_id: id, subject: 'order', ...field })))
    .execute();
  shop = (await readIngestShop(db, id)) ?? expect.fail('no shop');
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
});

function told(type: string, order: string, minute: number, properties: object): IncomingEvent {
  const happenedAt = Date.UTC(2026, 2, 1, 10, minute);
  const key = `${type} ${order}`;
  return { type, happenedAt, source: 'test', key, person: { user_id: order }, properties: { order, ...properties } };
}

async function ownAfter(order: string, batches: IncomingEvent[][]): Promise<unknown> {
  for (const batch of batches) await retryingTransaction(db, (tx) => ingest(tx, shop, keys, batch));
  const { custom } = await db
    .selectFrom('shop_order')
    .select('custom')
    .where('number', '=', order)
    .executeTakeFirstOrThrow();
  return custom;
}

it('is kept as the later event says, in whatever order they are told', async () => {
  const events = (order: string) => [
    told('order.create', order, 1, { amount: 100, 带货主播: '小美', 急不急: '急' }),
    told('order.pay', order, 2, { amount: 100, 带货主播: '阿强', 运费: 1_200, 搭配: '腰带' }),
  ];
  const kept = { 带货主播: '阿强', 急不急: '急', 运费: 1_200, 搭配: ['腰带'] };
  expect(await ownAfter('A1', [events('A1')])).toEqual(kept);
  expect(await ownAfter('A2', [events('A2').reverse()])).toEqual(kept);
  const [made = [], paid = []] = events('A3').map((event) => [event]);
  expect(await ownAfter('A3', [paid, made])).toEqual(kept);
});

it('is no word that the shop has no field for, or that its field does not take', async () => {
  const said = { 带货主播: 7, 运费: '十元', 急不急: '随便', 搭配: [], 别的: 'x' };
  expect(await ownAfter('A4', [[told('order.pay', 'A4', 1, { amount: 100, ...said })]])).toEqual({});
});

it('is a person by whichever of their names, and nobody else', async () => {
  const people = ['mei 小美', 'lin1 小林', 'lin2 小林'].map((both) => both.split(' '));
  const staff = people.map(([login = '', name = '']) => ({ login, name, active: false }));
  await db.insertInto('staff').values(staff).execute();
  const kept = async (order: string, name: string) =>
    ownAfter(order, [[told('order.pay', order, 1, { amount: 100, 顾问: name })]]);
  expect(await kept('P1', 'Mei')).toEqual({ 顾问: '小美' });
  expect(await kept('P2', 'lin2')).toEqual({ 顾问: '小林（lin2）' });
  expect(await kept('P3', '小林')).toEqual({});
  expect(await kept('P4', '阿花')).toEqual({});
});

it('says nothing of other orders of the fan', async () => {
  const { person } = told('', 'A5', 0, {});
  const two = ['A5', 'A6'].map((order, i) => ({ ...told('order.pay', order, i, { 带货主播: order }), person }));
  expect(await ownAfter('A5', [two])).toEqual({ 带货主播: 'A5' });
});
