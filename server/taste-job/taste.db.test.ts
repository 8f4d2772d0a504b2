import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { businessNow } from '../clock/clock.js';
import { mergeFans } from '../identity/merge-fans.js';
import { lockMerge, undoMerge } from '../identity/undo-merge.js';
import { type ImportBench, openImportBench, testKeys } from '../import/testing/import-file.js';
import { correctRollups } from '../rollup/correct-rollups.js';
import { learnCycles } from './learn-cycles.sql.js';
import { settleTaste } from './settle-taste.sql.js';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterAll(() => bench.close());

const turnTo = (day: string) =>
  sql`update clock set simulated = true, running = false, business_at = ${`${day} 02:00Z`}`.execute(bench.db);

beforeEach(async () => {
  await turnTo('2026-03-20');
  await bench.newShop();
  await sql`delete from identity`.execute(bench.db);
});

/** Orders of one or several products each: `nick day title category`, a status behind it if it is not paid for good. */
function take(...orders: string[]) {
  const rows = orders.map((order, no) => {
    const [nick = '', day = '', title = '', category = '', status = '交易成功'] = order.split(' ');
    const paidAt = status === '等待买家付款' ? '' : `${day} 10:01`;
    return [`${nick}${day}${String(no)}`, nick, status, `${day} 10:00`, paidAt, '9.90', title, category].join();
  });
  const heads = '订单编号,买家昵称,订单状态,下单时间,付款时间,实付金额,商品标题,类目';
  return bench.take(`${crypto.randomUUID()}.csv`, [heads, ...rows].join('\n'));
}

const setCycle = (product: string, set_days: number) =>
  bench.db.insertInto('product_cycle').values({ shop_id: bench.shop.id, product, set_days }).execute();

/** What is settled of the shop's fans, by nick. */
async function taste(): Promise<Record<string, unknown>> {
  while ((await learnCycles(bench.db)) || (await settleTaste(bench.db))) {
    // until nothing is due
  }
  const { rows } = await sql<{ nick: string; taste: unknown }>`
    select s.nick, array[s.favourite_series, s.refill_product, s.refill_due::text] as taste
    from fan_shop s where s.shop_id = ${bench.shop.id}`.execute(bench.db);
  return Object.fromEntries(rows.map(({ nick, taste: value }) => [nick, value]));
}

async function fanOf(nick: string): Promise<string> {
  const found = bench.db.selectFrom('fan_shop').select('fan_id').where('nick', '=', nick);
  return (await found.where('shop_id', '=', bench.shop.id).executeTakeFirstOrThrow()).fan_id;
}

describe('the favourite series', () => {
  it('is the category of most paid orders, the later one of two; closed and unpaid orders do not count', async () => {
    await take(
      '小鹿 2026-03-01 面膜 美妆/护肤',
      '小鹿 2026-03-02 精华 美妆＞护肤/',
      '小鹿 2026-03-05 口红 美妆/彩妆',
      '阿花 2026-03-01 口红 彩妆',
      '阿花 2026-03-03 奶粉 母婴',
      '阿花 2026-03-04 口红 彩妆 交易关闭',
      '路人 2026-03-01 口红 彩妆 等待买家付款',
      '无名 2026-03-01 福袋 ',
    );
    const none = [null, null, null];
    const [skin, baby] = ['护肤', '母婴'].map((series) => [series, null, null]);
    expect(await taste()).toEqual({ 小鹿: skin, 阿花: baby, 路人: none, 无名: none });
  });

  it('counts the goods that a list of items tells of, also after their orders, until that is taken back', async () => {
    await take('小鹿 2026-03-01  ', '小鹿 2026-03-02 口红 彩妆');
    const lines =
      '订单编号,行号,商品名称,类目,单价,数量\n小鹿2026-03-010,1,面膜,护肤,9,1\n小鹿2026-03-021,1,精华,护肤,9,1';
    const before = await taste();
    const { id } = await bench.take('lines.csv', lines);
    expect(await taste()).toEqual({ 小鹿: ['护肤', null, null] });
    await bench.undo(id);
    expect(await taste()).toEqual(before);
  });

  it('is that of all records of a merged fan, and of each again when they are taken apart', async () => {
    await take('小鹿 2026-03-01 面膜 护肤', '大鹿 2026-03-02 口红 彩妆', '大鹿 2026-03-03 口红 彩妆');
    const before = await taste();
    const records = [await fanOf('小鹿'), await fanOf('大鹿')].map((record) => ({ record, root: record }));
    const [one, other] = records;
    if (!one || !other) throw new Error('There are two');
    const staff = crypto.randomUUID();
    const id = await bench.db
      .transaction()
      .execute((tx) => mergeFans(tx, testKeys, [one, other], { by: staff, note: null }));
    expect(Object.values(await taste())).toEqual([['彩妆', null, null]]);
    await bench.db.transaction().execute(async (tx) => {
      const merge = await lockMerge(tx, id);
      if (merge) await undoMerge(tx, testKeys, merge, staff);
    });
    expect(await taste()).toEqual(before);
  });

  it('goes with an import that is taken back', async () => {
    await take('小鹿 2026-03-01 面膜 护肤');
    const { id } = await take('小鹿 2026-03-02 口红 彩妆');
    expect(await taste()).toMatchObject({ 小鹿: ['彩妆', null, null] });
    await bench.undo(id);
    expect(await taste()).toMatchObject({ 小鹿: ['护肤', null, null] });
  });
});

it('is right again after a repair', async () => {
  await take('小鹿 2026-03-01 面膜 护肤');
  await taste();
  await bench.db.updateTable('fan_shop').set({ favourite_series: '彩妆' }).execute();
  const order = { shopId: bench.shop.id, since: null, after: null };
  await correctRollups(bench.db, { ...order, repair: false }, () => undefined);
  expect(await taste()).toEqual({ 小鹿: ['彩妆', null, null] });
  await correctRollups(bench.db, { ...order, repair: true }, () => undefined);
  expect(await taste()).toEqual({ 小鹿: ['护肤', null, null] });
});

describe('the refill date', () => {
  it('lies so many days behind the last purchase of a product as it is set for it; the next of several counts', async () => {
    await Promise.all([setCycle('面膜', 30), setCycle('眼霜', 60), setCycle('口红', 0)]);
    await take('小鹿 2026-03-01 面膜 ', '小鹿 2026-03-05 眼霜 ', '小鹿 2026-03-06 口红 ', '阿花 2026-03-06 口红 ');
    expect(await taste()).toEqual({ 小鹿: [null, '面膜', '2026-03-31'], 阿花: [null, null, null] });
    await take('小鹿 2026-03-15 面膜 ');
    expect(await taste()).toMatchObject({ 小鹿: [null, '面膜', '2026-04-14'] });
  });

  it('is the next one when the day has passed, and stays the last one when there is none', async () => {
    await Promise.all([setCycle('面膜', 20), setCycle('眼霜', 60)]);
    await take('小鹿 2026-03-01 面膜 ', '小鹿 2026-03-05 眼霜 ');
    for (const [day, due] of [
      ['2026-03-21', ['面膜', '2026-03-21']],
      ['2026-03-22', ['眼霜', '2026-05-04']],
      ['2026-05-05', ['眼霜', '2026-05-04']],
    ] as const) {
      await turnTo(day);
      expect(await taste(), day).toEqual({ 小鹿: [null, ...due] });
    }
  });

  it('is learned from what enough fans bought again, and forgotten when they did not', async () => {
    // Ten fans bought it thrice: after 20, and after 40 days. Of another everybody bought one, and few again.
    const fans = Array.from({ length: 10 }, (_, no) => `买家${String(no)}`);
    const { id } = await take(
      ...fans.flatMap((nick) => [`${nick} 2026-01-01 面膜 `, `${nick} 2026-01-21 面膜 `, `${nick} 2026-03-02 面膜 `]),
    );
    const robes = ['2026-01-01', '2026-01-02', '2026-01-03'].flatMap((day) =>
      fans.slice(1).map((nick) => `${nick} ${day} 长裙 `),
    );
    await take(...robes);
    expect(await taste()).toMatchObject({ 买家0: [null, '面膜', '2026-03-22'] });
    const cycles = () =>
      bench.db.selectFrom('product_cycle').select(['product', 'learned_days']).where('shop_id', '=', bench.shop.id);
    expect(await cycles().execute()).toEqual([{ product: '面膜', learned_days: 20 }]);
    await bench.undo(id);
    await turnTo('2026-03-21');
    await taste();
    expect(await cycles().execute()).toEqual([]);
  });

  it('tells SOPs that depend on fields, once for each change', async () => {
    const [sop_id, version_id] = [crypto.randomUUID(), crypto.randomUUID()];
    const listen = { shop_id: bench.shop.id, key: 'field', role: 'trigger', sop_id, version_id };
    await bench.db.insertInto('listen').values(listen).execute();
    await setCycle('面膜', 30);
    await take('小鹿 2026-03-01 面膜 ');
    const told = async () => {
      await taste();
      return bench.db.selectFrom('fact_outbox').select('ids').where('kind', '=', 'field').execute();
    };
    expect(await told()).toEqual([{ ids: [await fanOf('小鹿')] }]);
    await take('小鹿 2026-02-01 面膜 ');
    expect(await told()).toHaveLength(1);
    expect(await businessNow(bench.db)).toEqual(new Date('2026-03-20T02:00:00Z'));
  });
});
