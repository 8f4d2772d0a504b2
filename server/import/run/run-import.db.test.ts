import { sql } from 'kysely';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { giveRole } from '../../account/setup.js';
import { ensurePackagedRoles } from '../../access/packaged-roles.js';
import { decryptPersonal } from '../../crypto/personal-data.js';
import { uuid7 } from '../../db/uuid7.js';
import { ingest } from '../../event/ingest.js';
import { readFanKeys } from '../../identity/fan-keys.js';
import { BATCH_ROWS } from '../prepare-batches.js';
import { rejectFile } from '../reject/reject-file.js';
import { importMapping } from '../import-settings.js';
import { openImportBench, testKeys, type ImportBench, type ImportResult } from '../testing/import-file.js';
import { buildXlsx } from '../testing/build-xlsx.js';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
  await ensurePackagedRoles(bench.db);
});
afterAll(() => bench.close());
beforeEach(async () => {
  await bench.newShop();
});

const counts = ({ layout, loaded, merged, unchanged, rejected }: ImportResult) => ({
  layout,
  loaded,
  merged,
  unchanged,
  rejected,
});
const none = { layout: 0, loaded: 0, merged: 0, unchanged: 0, rejected: 0 };
const fans = () =>
  bench.db.selectFrom('fan_shop').selectAll().where('shop_id', '=', bench.shop.id).orderBy('nick').execute();
const orders = () =>
  bench.db.selectFrom('shop_order').selectAll().where('shop_id', '=', bench.shop.id).orderBy('number').execute();
const events = () =>
  bench.db
    .selectFrom('event')
    .selectAll()
    .where('shop_id', '=', bench.shop.id)
    .orderBy('happened_at')
    .orderBy('type')
    .execute();
const at = (text: string) => new Date(`${text}+08:00`);

/** Everything an import decides, to see whether a second one changes any of it. */
async function everything() {
  const of = async (table: string, columns: string) => {
    const { rows } =
      await sql`select ${sql.raw(columns)} from ${sql.table(table)} where shop_id = ${bench.shop.id} order by 1, 2, 3`.execute(
        bench.db,
      );
    return rows;
  };
  return {
    fans: await fans(),
    orders: await orders(),
    days: await of('fan_day', '*'),
    consent: await of('consent', 'fan_id, channel, granted, source'),
    events: await of('event', 'id, happened_at, type, properties, fan_id'),
    lines: await of('order_line', '*'),
    snapshots: await of('live_snapshot', 'session_id, fan_id, watch_seconds, gifts, last_watch_at'),
  };
}

const HEAD =
  '订单编号,买家会员名,买家应付货款,买家实际支付金额,订单状态,收货人姓名,收货地址,联系手机,订单创建时间,订单付款时间,宝贝标题,宝贝总数量,订单关闭原因\r\n';
const ORDERS =
  '淘宝订单导出,,\r\n' +
  HEAD +
  '="2417000000000000001",小鹿,129.00,129.00,交易成功,王小丽,浙江省 杭州市 西湖区,\'13812344021,2026-03-01 08:00:00,2026-03-01 08:05:00,口红,1,\r\n' +
  '="2417000000000000002",小鹿,"1,200.00",0.00,等待买家付款,王小丽,浙江省 杭州市,13812344021,2026/3/2 9:00,,面霜,2,\r\n' +
  '="2417000000000000003",大象,50.00,50.00,交易关闭,李四,上海市 浦东新区,13900001111,2026-03-03 10:00:00,2026-03-03 10:01:00,面膜,1,买家申请退款\r\n' +
  HEAD +
  '="2417000000000000003",大象,50.00,50.00,交易关闭,李四,上海市 浦东新区,13900001111,2026-03-03 10:00:00,2026-03-03 10:01:00,面膜,1,买家申请退款\r\n' +
  '="2417000000000000004",t**3,10.00,10.00,交易成功,,,138****0000,2026-03-04 10:00:00,2026-03-04 10:01:00,唇膏,1,\r\n' +
  '2.417E+18,乙,10.00,10.00,交易成功,,,,2026-03-04 10:00:00,2026-03-04 10:01:00,唇膏,1,\r\n' +
  '\r\n' +
  '合计,,1389.00,189.00\r\n';
const gbk = (text: string) => iconv.encode(text, 'gbk');

describe('an order list', () => {
  it('is accounted for row by row, and becomes orders, fans and events', async () => {
    const result = await bench.take('orders.csv', gbk(ORDERS));
    expect(result).toMatchObject({
      state: 'done',
      kind: 'orders',
      layout: 5,
      loaded: 3,
      merged: 0,
      unchanged: 1,
      rejected: 2,
    });
    expect((await orders()).map((order) => [order.status, order.payable, order.paid, order.refunded])).toEqual([
      ['done', 12_900, 12_900, 0],
      ['created', 120_000, 0, 0],
      ['closed', 5_000, 5_000, 5_000],
    ]);
    expect(await fans()).toMatchObject([
      { nick: '大象', orders: 1, spend: 5_000, refunded: 5_000 },
      { nick: '小鹿', orders: 1, spend: 12_900, refunded: 0, first_purchase_at: at('2026-03-01T08:05:00') },
    ]);
    expect((await events()).map((event) => [event.type, event.history])).toEqual([
      ['order.create', true],
      ['order.pay', true],
      ['order.create', true],
      ['order.create', true],
      ['order.pay', true],
      ['order.refund', true],
    ]);
  });

  it('keeps phones and receivers encrypted, and shows masks', async () => {
    await bench.take('orders.csv', gbk(ORDERS));
    const [order] = await orders();
    if (!order?.fan_id || !order.receiver_encrypted) throw new Error('no receiver');
    expect(order.receiver_mask).toBe('王** 浙江省 杭州市***');
    const key = (await readFanKeys(bench.db, testKeys, [order.fan_id])).get(order.fan_id);
    const plain = key && decryptPersonal(key, order.fan_id, 'shop_order.receiver', order.receiver_encrypted);
    expect(JSON.parse(plain ?? '')).toEqual({ name: '王小丽', phone: '13812344021', address: '浙江省 杭州市 西湖区' });
  });

  it('changes nothing when it comes again, under another name too', async () => {
    await bench.take('orders.csv', gbk(ORDERS));
    const before = await everything();
    const again = await bench.take('orders (1).csv', gbk(ORDERS));
    expect(counts(again)).toEqual({ layout: 5, loaded: 0, merged: 0, unchanged: 4, rejected: 2 });
    expect(await everything()).toEqual(before);
  });

  it('takes the rows of one order together, where a platform writes one for each part', async () => {
    const head = '主订单编号,子订单编号,选购商品,商品数量,订单应付金额,订单提交时间,支付完成时间,订单状态,用户ID\n';
    const part = (line: string, product: string, amount: number, status: string) =>
      `'6921,'${line},${product},1,${String(amount)}.00,2026-03-05 20:11:09,2026-03-05 20:11:30,${status},778899\n`;
    const paid = head + part('69211', '精华', 199, '待发货') + part('69212', '面膜', 59, '待发货');
    expect(counts(await bench.take('1.csv', paid))).toEqual({ ...none, layout: 1, loaded: 1, unchanged: 1 });
    expect(await orders()).toMatchObject([{ status: 'paid', payable: 25_800, quantity: 2, title: '精华,面膜' }]);
    expect(await fans()).toMatchObject([{ orders: 1, spend: 25_800, refunded: 0 }]);

    const partlyClosed = head + part('69211', '精华', 199, '已完成') + part('69212', '面膜', 59, '已关闭');
    expect(counts(await bench.take('2.csv', partlyClosed))).toEqual({ ...none, layout: 1, merged: 1, unchanged: 1 });
    expect(await orders()).toMatchObject([{ status: 'done', payable: 25_800, refunded: 5_900 }]);
    expect(await fans()).toMatchObject([{ orders: 1, spend: 25_800, refunded: 5_900 }]);
    expect(counts(await bench.take('3.csv', partlyClosed))).toEqual({ ...none, layout: 1, unchanged: 2 });
  });

  it('keeps the parts of an order in one batch', async () => {
    const head = '订单编号,子订单编号,商品名称,数量,实付金额,付款时间,订单状态,用户ID\n';
    const row = (order: number, part: number) =>
      `N${String(order)},N${String(order)}-${String(part)},口红,1,10,2026-03-05,已完成,u${String(order)}\n`;
    // The header is the first line of the first batch, so its last line is a part of an order that goes on.
    const singles = Array.from({ length: BATCH_ROWS - 2 }, (_, i) => row(i, 1)).join('');
    await bench.take('many.csv', head + singles + row(BATCH_ROWS, 1) + row(BATCH_ROWS, 2));
    expect((await orders()).find((order) => order.number === `N${String(BATCH_ROWS)}`)).toMatchObject({ paid: 2_000 });
  });

  it('moves orders forward only, whichever month comes first', async () => {
    const early = `${HEAD}1001,小鹿,99,99,"买家已付款,等待卖家发货",,,,2026-03-01 08:00,2026-03-01 08:05,口红,1,\n`;
    const late = `${HEAD}1001,小鹿,99,99,交易成功,,,,2026-03-01 08:00,2026-03-01 08:05,口红,1,\n`;
    expect(counts(await bench.take('late.csv', late))).toMatchObject({ loaded: 1 });
    expect(counts(await bench.take('early.csv', early))).toMatchObject({ unchanged: 1 });
    expect((await orders())[0]?.status).toBe('done');
    await bench.newShop();
    expect(counts(await bench.take('early.csv', early))).toMatchObject({ loaded: 1 });
    expect(counts(await bench.take('late.csv', late))).toMatchObject({ merged: 1 });
    expect(await orders()).toMatchObject([{ status: 'done' }]);
    expect(await fans()).toMatchObject([{ orders: 1, spend: 9_900 }]);
  });

  it('agrees with the API about the same orders', async () => {
    const row = `${HEAD}1001,小鹿,99,99,交易成功,,,,2026-03-01 08:00,2026-03-01 08:05,口红,1,\n`;
    await bench.db.transaction().execute((tx) =>
      ingest(tx, bench.shop, testKeys, [
        {
          type: 'order.pay',
          happenedAt: at('2026-03-01T08:05:00').getTime(),
          source: 'erp',
          key: 'x',
          person: { nick: '小鹿' },
          properties: { order: '1001', amount: 9_900 },
        },
      ]),
    );
    expect(counts(await bench.take('orders.csv', row))).toMatchObject({ merged: 1 });
    expect(await fans()).toMatchObject([{ orders: 1, spend: 9_900 }]);
    expect((await events()).map((event) => event.type)).toEqual(['order.create', 'order.pay']);
  });

  it('starts SOPs only with what is new, in a file of current data', async () => {
    const iso = (hours: number) =>
      new Date(Date.now() - hours * 3_600_000 + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
    const text = `${HEAD}1001,小鹿,99,99,交易成功,,,,${iso(50)},${iso(49)},口红,1,\n1002,小鹿,99,99,交易成功,,,,${iso(2)},${iso(1)},口红,1,\n`;
    await bench.take('orders.csv', text, { mode: 'current' });
    expect((await events()).map((event) => event.history)).toEqual([true, true, false, false]);
  });
});

describe('an item list', () => {
  const items =
    '订单编号,标题,价格,购买数量,商品属性,商家编码,商品类目\n="1001",口红,99,1,颜色:红,K1,美妆\n="1001",面膜,199,1,,K2,护肤\n="1001",口红,99,1,颜色:红,K1,美妆\n';
  const order = `${HEAD}1001,小鹿,298,298,交易成功,,,,2026-03-01 08:00,2026-03-01 08:05,"口红,面膜",2,\n`;

  it.each([
    ['before', ['items', 'order']],
    ['after', ['order', 'items']],
  ])('gives the same when it comes %s the orders', async (_, sequence) => {
    for (const one of sequence) await bench.take(`${one}.csv`, one === 'items' ? items : order);
    const pay = (await events()).find((event) => event.type === 'order.pay');
    expect(pay?.properties).toEqual({
      order: '1001',
      amount: 29_800,
      quantity: 2,
      product: ['面膜', '口红'],
      category: ['护肤', '美妆'],
    });
    expect(await fans()).toMatchObject([{ categories: ['护肤', '美妆'] }]);
  });

  it('counts its rows, and changes nothing when it comes again', async () => {
    expect(counts(await bench.take('items.csv', items))).toEqual({ ...none, layout: 1, loaded: 2, unchanged: 1 });
    expect(counts(await bench.take('items.csv', items))).toEqual({ ...none, layout: 1, unchanged: 3 });
    expect(counts(await bench.take('items.csv', items.replace('199', '188')))).toEqual({
      ...none,
      layout: 1,
      merged: 1,
      unchanged: 2,
    });
  });
});

describe('the export of a broadcast', () => {
  const sheet = (...rows: (string | number)[][]) =>
    buildXlsx(
      rows
        .map(
          (cells, i) =>
            `<row r="${i + 1}">${cells.map((cell) => (typeof cell === 'number' ? `<c><v>${cell}</v></c>` : `<c t="inlineStr"><is><t>${cell}</t></is></c>`)).join('')}</row>`,
        )
        .join(''),
    );
  const head = [
    '用户昵称',
    '观看时长',
    '进入次数',
    '评论数',
    '点赞数',
    '分享数',
    '打赏金额',
    '粉丝等级',
    '亲密度',
    '最近观看时间',
  ];
  const first = sheet(
    ['3月5日场'],
    head,
    ['小鹿', '1:02:33', 3, 2, 10, 1, 5.2, 12, 300, '2026-03-05 21:00:00'],
    ['t**3', '62分33秒', 1, 0, 0, 0, 0, 1, 1, ''],
    ['合计', '', 4],
  );
  const second = sheet(head, ['小鹿', '1:30:00', 4, 2, 12, 1, 5.2, 13, 320, '2026-03-06 00:30:00']);

  it('becomes totals of the viewer, one event, and rollups', async () => {
    const result = await bench.take('3月5日.xlsx', first);
    expect(counts(result)).toEqual({ ...none, layout: 3, loaded: 1, rejected: 1 });
    expect(await fans()).toMatchObject([
      {
        nick: '小鹿',
        watch_seconds: 3_753,
        visits: 3,
        comments: 2,
        likes: 10,
        shares: 1,
        gifts: 520,
        fan_level: 12,
        intimacy: 300,
        last_watch_at: at('2026-03-05T21:00:00'),
      },
    ]);
    expect(await events()).toMatchObject([{ type: 'live.watch', properties: { duration: 3_753, session: '3月5日' } }]);
  });

  it('replaces, never adds, when a newer one comes, and ignores an older one', async () => {
    await bench.take('a.xlsx', first, { session: '三月五日' });
    expect(counts(await bench.take('b.xlsx', second, { session: '三月五日' }))).toEqual({
      ...none,
      layout: 1,
      merged: 1,
    });
    expect(await fans()).toMatchObject([{ watch_seconds: 5_400, visits: 4, likes: 12, gifts: 520, fan_level: 13 }]);
    expect(await events()).toMatchObject([
      { type: 'live.watch', happened_at: at('2026-03-06T00:30:00'), properties: { duration: 5_400 } },
    ]);
    const days =
      await sql`select day, type, n, seconds from fan_day where shop_id = ${bench.shop.id} and n <> 0 and type in ('live.watch', 'live.enter') order by type`.execute(
        bench.db,
      );
    expect(days.rows).toEqual([
      { day: '2026-03-06', type: 'live.enter', n: 4, seconds: 0 },
      { day: '2026-03-06', type: 'live.watch', n: 1, seconds: 5_400 },
    ]);
    const before = await everything();
    expect(counts(await bench.take('a.xlsx', first, { session: '三月五日' }))).toMatchObject({
      merged: 0,
      unchanged: 1,
    });
    expect(await everything()).toEqual(before);
  });

  it('adds up over broadcasts', async () => {
    await bench.take('a.xlsx', first, { session: '一' });
    await bench.take('b.xlsx', second, { session: '二' });
    expect(await fans()).toMatchObject([{ watch_seconds: 9_153, visits: 7 }]);
  });
});

describe('a follower list', () => {
  const list =
    '昵称,关注时间,来源,手机号,负责人,会员等级,生日\n小鹿,2026-03-01 10:00,短视频,13812344021,小王,金卡,1999/7/1\n大象,,,,没有这个人,,\n,,,,,金卡,\n*,2026-03-01,,,,,\n';

  it('gives nobody to a person whose role has ended', async () => {
    const staff = await bench.db
      .insertInto('staff')
      .values({ login: uuid7(), name: '小周' })
      .returning('id')
      .executeTakeFirstOrThrow();
    await bench.db.transaction().execute((tx) => giveRole(tx, staff.id, 'staff', bench.shop.id));
    await bench.db
      .updateTable('staff_role')
      .set({ until: new Date(Date.now() - 1_000) })
      .where('staff_id', '=', staff.id)
      .execute();
    const result = await bench.take('fans.csv', '昵称,关注时间,负责人\n小羊,2026-03-01 10:00,小周\n');
    expect(result.warnings).toEqual({ unknown_owner: ['小周'] });
    expect(await fans()).toMatchObject([{ nick: '小羊', owner_id: null }]);
  });

  it('gives fans, follows, owners and consent, and says what it could not use', async () => {
    const staff = await bench.db
      .insertInto('staff')
      .values({ login: uuid7(), name: '小王' })
      .returning('id')
      .executeTakeFirstOrThrow();
    await bench.db.transaction().execute((tx) => giveRole(tx, staff.id, 'staff', bench.shop.id));
    const result = await bench.take('fans.csv', list, { consent: ['sms'] });
    expect(counts(result)).toEqual({ ...none, layout: 1, loaded: 2, rejected: 2 });
    expect(result.warnings).toEqual({ unknown_owner: ['没有这个人'] });
    expect(await fans()).toMatchObject([
      { nick: '大象', owner_id: null },
      {
        nick: '小鹿',
        owner_id: staff.id,
        source: '短视频',
        member_level: '金卡',
        first_follow_at: at('2026-03-01T10:00:00'),
      },
    ]);
    const consent =
      await sql`select channel, count(*)::int as n from consent where shop_id = ${bench.shop.id} and granted group by 1 order by 1`.execute(
        bench.db,
      );
    expect(consent.rows).toEqual([
      { channel: 'private_message', n: 2 },
      { channel: 'sms', n: 2 },
    ]);
    const before = await everything();
    expect(counts(await bench.take('fans.csv', list, { consent: ['sms'] }))).toEqual({
      ...none,
      layout: 1,
      unchanged: 2,
      rejected: 2,
    });
    expect(await everything()).toEqual(before);
  });

  it('ties what was apart: a nick from the broadcast, a phone from the orders', async () => {
    await bench.take(
      'orders.csv',
      `${HEAD}1001,,99,99,交易成功,,,13812344021,2026-03-01 08:00,2026-03-01 08:05,口红,1,\n`,
    );
    await bench.take('live.csv', '用户昵称,观看时长\n小鹿,90\n');
    expect(await fans()).toHaveLength(2);
    expect(counts(await bench.take('fans.csv', '昵称,手机号\n小鹿,13812344021\n'))).toMatchObject({
      loaded: 0,
      merged: 1,
    });
    expect(await fans()).toMatchObject([{ nick: '小鹿', orders: 1, watch_seconds: 90 }]);
  });

  it('never overrules what a fan said themselves', async () => {
    await bench.db.transaction().execute((tx) =>
      ingest(tx, bench.shop, testKeys, [
        {
          type: 'optout',
          happenedAt: Date.now() - 1000,
          source: 't',
          key: '1',
          person: { nick: '小鹿' },
          properties: { channel: 'sms' },
        },
      ]),
    );
    await bench.take('fans.csv', '昵称,来源\n小鹿,短视频\n', { consent: ['sms'] });
    const consent = await bench.db
      .selectFrom('consent')
      .select('granted')
      .where('shop_id', '=', bench.shop.id)
      .where('channel', '=', 'sms')
      .executeTakeFirstOrThrow();
    expect(consent.granted).toBe(false);
  });
});

describe('rejected rows', () => {
  it('download with the reason beside the original cells, harmless in a spreadsheet', async () => {
    const result = await bench.take('fans.csv', '昵称,手机号,关注时间\n=cmd,1,明天\n小鹿,13812344021,\n');
    let text = '';
    const mapping = importMapping.parse(result.mapping);
    for await (const piece of rejectFile(bench.db, testKeys, { id: result.id, mapping }, 'zh')) text += piece;
    expect(text).toBe(
      '\ufeff行号,未导入原因,昵称,手机号,关注时间\r\n2,“关注时间”不是日期时间 (IMP206),"\'=cmd",1,明天\r\n',
    );
    const stored = await bench.db
      .selectFrom('import_reject')
      .select('cells')
      .where('import_id', '=', result.id)
      .executeTakeFirstOrThrow();
    expect(stored.cells.toString('latin1')).not.toContain('cmd');
  });
});

describe('an import that is broken off', () => {
  const rows = Array.from({ length: 12_000 }, (_, i) => `fan${i % 9_000},2026-03-0${(i % 9) + 1} 10:00\n`).join('');
  const list = `昵称,关注时间\n${rows}`;

  it('goes on with the next batch, and ends as if nothing had happened', async () => {
    const clean = await bench.take('clean.csv', list);
    const expected = { counts: counts(clean), fans: (await fans()).map((fan) => [fan.nick, fan.first_follow_at]) };
    expect(expected.counts.loaded + expected.counts.merged + expected.counts.unchanged).toBe(12_000);
    await bench.newShop();
    const path = await bench.write('broken.csv', list);
    const id = await bench.prepare(path);
    const crash = new Error('killed');
    await expect(
      bench.run(id, path, {
        onProgress: ({ rows: done }) => {
          if (done >= BATCH_ROWS) throw Object.assign(crash, { code: 'ECONNRESET' });
        },
      }),
    ).rejects.toBe(crash);
    expect(await bench.run(id, path)).toBe('busy');
    await bench.db
      .updateTable('import')
      .set({ lease_until: new Date(0) })
      .where('id', '=', id)
      .execute();
    expect(await bench.run(id, path)).toBe('done');
    expect(counts(await bench.result(id))).toEqual(expected.counts);
    expect((await fans()).map((fan) => [fan.nick, fan.first_follow_at])).toEqual(expected.fans);
    const batches = await bench.db
      .selectFrom('import_batch')
      .select(['first_row', 'last_row'])
      .where('import_id', '=', id)
      .orderBy('no')
      .execute();
    const starts = Array.from({ length: Math.ceil(12_001 / BATCH_ROWS) }, (_, i) => i * BATCH_ROWS);
    expect(batches).toEqual(
      starts.map((start) => ({ first_row: start + 1, last_row: Math.min(start + BATCH_ROWS, 12_001) })),
    );
  });

  it('stops between two batches when it is cancelled, and keeps what it has', async () => {
    const path = await bench.write('cancelled.csv', list);
    const id = await bench.prepare(path);
    const cancelled: Promise<unknown>[] = [];
    const result = await bench.run(id, path, {
      onProgress: () =>
        cancelled.push(bench.db.updateTable('import').set({ state: 'cancelled' }).where('id', '=', id).execute()),
    });
    await Promise.all(cancelled);
    expect(result).toBe('stopped');
    const { layout, loaded, merged, unchanged, rejected } = counts(await bench.result(id));
    expect((layout + loaded + merged + unchanged + rejected) % BATCH_ROWS).toBe(0);
    const { rows: ofNoShop } =
      await sql`select id from fan where id = root_id and not exists (select from fan_shop where fan_shop.fan_id = fan.id)`.execute(
        bench.db,
      );
    expect(ofNoShop).toEqual([]);
  });

  it('knows in each batch whom the one before it made', async () => {
    const nicks = Array.from({ length: BATCH_ROWS - 1 }, (_, i) => `粉丝${String(i)},\n`);
    const phones = nicks.map((_, i) => `粉丝${String(i)},138${String(i).padStart(8, '0')}\n`);
    const before = await bench.db
      .selectFrom('fan')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirst();
    await bench.take('twice.csv', `昵称,手机号\n${nicks.join('')}${phones.join('')}`);
    const after = await bench.db
      .selectFrom('fan')
      .select((eb) => eb.fn.countAll<number>().as('n'))
      .executeTakeFirst();
    expect((after?.n ?? 0) - (before?.n ?? 0)).toBe(BATCH_ROWS - 1);
  });

  it('does not go on with another file', async () => {
    const path = await bench.write('changed.csv', list);
    const id = await bench.prepare(path);
    await bench.write('changed.csv', `${list}another,2026-03-01\n`);
    expect(await bench.run(id, path)).toBe('failed');
    expect(await bench.result(id)).toMatchObject({ state: 'failed', problem: { code: 'IMP113' } });
  });

  it('runs in one process at a time', async () => {
    const path = await bench.write('twice.csv', list);
    const id = await bench.prepare(path);
    const results = await Promise.all([bench.run(id, path), bench.run(id, path)]);
    expect(results.sort()).toEqual(['busy', 'done']);
  });

  it('says what is wrong where a file breaks in the middle', async () => {
    const path = await bench.write('quote.csv', `${list}"oops,${'x,\n'.repeat(200_000)}`);
    const id = await bench.prepare(path);
    expect(await bench.run(id, path)).toBe('failed');
    const result = await bench.result(id);
    expect(result).toMatchObject({ state: 'failed', problem: { code: 'IMP108' } });
    expect(result.loaded).toBeGreaterThan(0);
  });
});
