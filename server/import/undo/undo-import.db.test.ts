import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ensurePackagedRoles } from '../../access/packaged-roles.js';
import { giveRole } from '../../account/setup.js';
import { uuid7 } from '../../db/uuid7.js';
import { ingest } from '../../event/ingest.js';
import { openImportBench, testKeys, type ImportBench } from '../testing/import-file.js';
import { undoImport } from './undo-import.js';
import { noneUndone } from './undone.js';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
  await ensurePackagedRoles(bench.db);
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.newShop();
});

const HEAD =
  '订单编号,买家会员名,买家应付货款,买家实际支付金额,订单状态,收货人姓名,收货地址,订单创建时间,订单付款时间,宝贝标题\n';
const unpaid = (no: number, buyer: string) =>
  `${String(no)},${buyer},99,0,等待买家付款,王小丽,浙江省 杭州市,2026-03-01 08:00,,口红\n`;
const paid = (no: number, buyer: string, status = '交易成功') =>
  `${String(no)},${buyer},99,99,${status},王小丽,浙江省 杭州市,2026-03-01 08:00,2026-03-02 09:00,口红\n`;

/** All that an import can change in the shop, besides when a nick was last seen. */
async function everything() {
  const rows = async (columns: string, from: string) =>
    (await sql`select ${sql.raw(columns)} from ${sql.raw(from)} order by 1, 2, 3`.execute(bench.db)).rows;
  const here = (table: string) => `${table} where shop_id = '${bench.shop.id}'`;
  return {
    fans: await rows("to_jsonb(s) - 'nick_at' as fan, 1, 1", `fan_shop s where shop_id = '${bench.shop.id}'`),
    orders: await rows('to_jsonb(o) as "order", 1, 1', `shop_order o where shop_id = '${bench.shop.id}'`),
    events: await rows('id, type, properties', here('event')),
    days: await rows('fan_id, type, day, n, amount', `${here('fan_day')} and n <> 0`),
    consent: await rows('fan_id, channel, granted, source, at', here('consent')),
    keys: await rows('count(*), 1, 1', 'event_key'),
    records: await rows('id, root_id, birthday', 'fan'),
    dataKeys: await rows('fan_id, wrapped, 1', 'fan_key'),
    identities: await rows('kind, scope, hash', 'identity'),
  };
}

async function undo(id: string, signal?: AbortSignal) {
  await bench.db
    .updateTable('import')
    .set({ state: 'undoing' })
    .where('id', '=', id)
    .where('state', '=', 'done')
    .execute();
  const isDone = await undoImport(bench.db, id, signal);
  const { state, undo: told } = await bench.result(id);
  return { isDone, state, told };
}

const pay = (number: string, amount: number) =>
  bench.db.transaction().execute((tx) =>
    ingest(tx, bench.shop, testKeys, [
      {
        type: 'order.pay',
        happenedAt: Date.parse('2026-03-05T08:05:00+08:00'),
        source: 'erp',
        key: uuid7(),
        person: { nick: '小鹿' },
        properties: { order: number, amount },
      },
    ]),
  );

describe('undoing an import of behaviour', () => {
  it('leaves nothing of it, orders too, and the file can come again', async () => {
    const before = await everything();
    const file =
      'timestamp,visitorid,event,itemid,transactionid\n1433221332117,1,view,7,\n1433221332118,1,follow,,\n' +
      '1433222276276,2,transaction,7,4000\n1433222276277,2,transaction,8,4000\n';
    const first = await bench.take('events.csv', file);
    expect(first).toMatchObject({ loaded: 3, merged: 1 });
    const { told } = await undo(first.id);
    expect(told).toEqual({ ...noneUndone, facts: 3, orders_removed: 1, fans_removed: 2 });
    expect(await everything()).toEqual(before);
    expect(await bench.take('events.csv', file)).toMatchObject({ loaded: 3, merged: 1 });
  });
});

describe('undoing an import of orders', () => {
  it('leaves nothing of what was not there before, and the file can come again', async () => {
    const before = await everything();
    const file = HEAD + paid(1, '小鹿') + unpaid(2, '小鹿') + paid(3, '大象', '交易关闭');
    const first = await bench.take('orders.csv', file);
    expect(await undo(first.id)).toEqual({
      isDone: true,
      state: 'undone',
      told: { ...noneUndone, facts: 6, orders_removed: 3, fans_removed: 2 },
    });
    expect(await everything()).toEqual(before);
    expect(await bench.take('orders.csv', file)).toMatchObject({ loaded: 3, unchanged: 0 });
  });

  it('makes what it changed as it was, even when it told of an order twice', async () => {
    await bench.take('march.csv', HEAD + unpaid(1, '小鹿') + paid(2, '大象'));
    const before = await everything();
    const april = await bench.take('april.csv', HEAD + paid(1, '小鹿') + paid(2, '大象', '交易关闭') + paid(4, '阿月'));
    expect(april).toMatchObject({ loaded: 1, merged: 2 });
    expect((await undo(april.id)).told).toMatchObject({
      orders_removed: 1,
      orders_restored: 2,
      fans_removed: 1,
      facts: 4,
    });
    expect(await everything()).toEqual(before);
  });

  it('leaves and lists what others changed since, and whom others know', async () => {
    const file = await bench.take('orders.csv', HEAD + unpaid(1, '小鹿') + paid(2, '小鹿') + paid(3, '大象'));
    await pay('1', 9_900);
    const { told } = await undo(file.id);
    expect(told).toMatchObject({
      orders_removed: 2,
      orders_kept: 1,
      kept_orders: ['1'],
      fans_removed: 1,
      fans_kept: 1,
    });
    const left = await everything();
    expect(left.fans).toMatchObject([{ fan: { nick: '小鹿', orders: 1, spend: 9_900 } }]);
    expect(left.orders).toMatchObject([{ order: { number: '1', status: 'paid' } }]);
  });

  it('goes on where it was broken off, and counts everything once', async () => {
    const rows = Array.from({ length: 4_500 }, (_, i) => paid(i + 1, `买家${String(i % 700)}`)).join('');
    const before = await everything();
    const file = await bench.take('orders.csv', HEAD + rows);
    expect(await undo(file.id, AbortSignal.abort())).toMatchObject({ isDone: false, state: 'undoing' });
    expect((await bench.result(file.id)).undo).toMatchObject({ orders_removed: 2_000 });
    expect((await undo(file.id)).told).toEqual({
      ...noneUndone,
      facts: 9_000,
      orders_removed: 4_500,
      fans_removed: 700,
    });
    expect(await everything()).toEqual(before);
  });
});

it('undoing a follower list gives back owners, fields, birthdays and consent', async () => {
  const staff = await bench.db
    .insertInto('staff')
    .values({ login: uuid7(), name: '小王' })
    .returning('id')
    .executeTakeFirstOrThrow();
  await bench.db.transaction().execute((tx) => giveRole(tx, staff.id, 'staff', bench.shop.id));
  await bench.take('first.csv', '昵称,来源,会员等级\n小鹿,短视频,银卡\n');
  const before = await everything();
  const list =
    '昵称,关注时间,负责人,会员等级,积分,生日\n小鹿,2026-03-01 10:00,小王,金卡,30,1999/7/1\n大象,2026-03-02,小王,,,\n';
  const second = await bench.take('second.csv', list, { consent: ['sms'] });
  expect(second).toMatchObject({ loaded: 1, merged: 1 });
  expect((await undo(second.id)).told).toMatchObject({ facts: 2, fans_removed: 1, fields_restored: 1 });
  expect(await everything()).toEqual(before);
});

it('undoing a follower list leaves a field that somebody set since', async () => {
  await bench.take('first.csv', '昵称,会员等级,积分\n小鹿,银卡,5\n');
  const second = await bench.take('second.csv', '昵称,会员等级,积分\n小鹿,金卡,30\n');
  await bench.db.updateTable('fan_shop').set({ points: 31 }).where('shop_id', '=', bench.shop.id).execute();
  await undo(second.id);
  const fan = bench.db.selectFrom('fan_shop').selectAll().where('shop_id', '=', bench.shop.id);
  expect(await fan.executeTakeFirst()).toMatchObject({ member_level: '银卡', points: 31 });
});

describe('an item list', () => {
  const ITEMS = '订单编号,标题,价格,购买数量,类目\n';
  const lines = async () =>
    (
      await sql`select number, title, price, quantity, category from order_line where shop_id = ${bench.shop.id}
        order by number, title`.execute(bench.db)
    ).rows;
  const whole = async () => ({ ...(await everything()), lines: await lines() });

  it('is taken back with what it told of orders, the lines of an earlier list as they were', async () => {
    await bench.take('orders.csv', HEAD + paid(1, '小鱼') + paid(2, '小鹿'));
    const first = await bench.take('first.csv', `${ITEMS}1,口红 01,49,1,口红\n`);
    const before = await whole();
    const second = await bench.take('second.csv', `${ITEMS}1,口红 01,59,2,彩妆\n2,香水,99,1,香氛\n3,面霜,10,1,护肤\n`);
    expect(await whole()).not.toEqual(before);
    expect(await undo(second.id)).toMatchObject({ state: 'undone', told: { lines: 3 } });
    expect(await whole()).toEqual(before);
    expect(await undo(first.id)).toMatchObject({ told: { lines: 1 } });
    expect(await lines()).toEqual([]);
    expect((await everything()).fans).toMatchObject([{ fan: { categories: [] } }, { fan: { categories: [] } }]);
  });

  it('leaves lines that another list changed since', async () => {
    await bench.take('orders.csv', HEAD + paid(1, '小鱼'));
    const first = await bench.take('first.csv', `${ITEMS}1,口红,49,1,口红\n`);
    await bench.take('second.csv', `${ITEMS}1,口红,59,1,口红\n`);
    const before = await lines();
    expect(await undo(first.id)).toMatchObject({ state: 'undone', told: { lines: 0 } });
    expect(await lines()).toEqual(before);
  });
});

describe("a broadcast's export", () => {
  const VIEWERS = '用户昵称,观看时长(秒),评论数,粉丝等级,最近观看时间\n';
  const whole = async () => ({
    ...(await everything()),
    totals: (
      await sql`select fan_id, watch_seconds, comments, last_watch_at from live_snapshot
        where shop_id = ${bench.shop.id} order by 1`.execute(bench.db)
    ).rows,
  });

  it('is taken back, the totals of an earlier export as they were', async () => {
    await bench.take('orders.csv', HEAD + paid(1, '小鱼'));
    const nothing = await whole();
    const first = await bench.take('a.csv', `${VIEWERS}小鱼,60,1,3,2026-03-05 20:00\n`, { session: '开播' });
    const before = await whole();
    const later = `${VIEWERS}小鱼,300,4,5,2026-03-06 00:30\n小鹿,90,0,1,2026-03-05 21:00\n`;
    const second = await bench.take('b.csv', later, { session: '开播' });
    expect(await undo(second.id)).toMatchObject({ state: 'undone', told: { viewers: 2, fans_removed: 1 } });
    expect(await whole()).toEqual(before);
    expect(await undo(first.id)).toMatchObject({ told: { viewers: 1 } });
    expect(await whole()).toEqual(nothing);
  });

  it('leaves totals that a newer export replaced', async () => {
    const first = await bench.take('a.csv', `${VIEWERS}小鱼,60,1,3,2026-03-05 20:00\n`, { session: '开播' });
    await bench.take('b.csv', `${VIEWERS}小鱼,300,4,5,2026-03-05 22:00\n`, { session: '开播' });
    const before = (await whole()).totals;
    expect(await undo(first.id)).toMatchObject({ state: 'undone', told: { viewers: 0, fans_kept: 1 } });
    expect((await whole()).totals).toEqual(before);
  });
});
