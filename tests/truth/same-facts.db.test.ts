import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newToken } from '@fanloom/server/account/api-token.js';
import type { Db } from '@fanloom/server/db/database.js';
import { retryingTransaction } from '@fanloom/server/db/retry.js';
import type { IncomingEvent } from '@fanloom/server/event/incoming-event.js';
import { identifyAndTell } from '@fanloom/server/identify/identify.service.js';
import { ingest } from '@fanloom/server/event/ingest.js';
import { createTestApp, type TestApp } from '@fanloom/server/http/testing/test-app.js';
import { type ImportBench, openImportBench, testKeys } from '@fanloom/server/import/testing/import-file.js';

let bench: ImportBench;
let app: TestApp;

beforeAll(async () => {
  [bench, app] = await Promise.all([openImportBench(), createTestApp()]);
});
afterAll(async () => {
  await bench.close();
  await app.close();
});

const at = (local: string) => Date.parse(`${local.replace(' ', 'T')}+08:00`);

/** Orders of all kinds, as a platform lists them. Money in yuan; an empty time: it has not come to that. */
const ORDERS = [
  { no: '2417001', nick: '小鹿', phone: '13800000001', due: 129, paid: 129, status: '交易成功', on: '2026-03-01 10:00:00', paidOn: '2026-03-01 10:05:00', title: '口红', category: '美妆/彩妆', n: 1 },
  { no: '2417002', nick: '小鹿', phone: '13800000001', due: 59, paid: 59, status: '卖家已发货', on: '2026-03-05 21:00:00', paidOn: '2026-03-05 21:01:00', title: '面膜', category: '美妆/护肤', n: 2 },
  { no: '2417003', nick: '阿花', phone: '13800000002', due: 88, paid: 0, status: '等待买家付款', on: '2026-03-06 23:59:59', paidOn: '', title: '纸尿裤', category: '母婴', n: 1 },
  { no: '2417004', nick: '阿花的小号', phone: '13800000002', due: 300, paid: 300, status: '交易关闭', on: '2026-03-07 00:00:00', paidOn: '2026-03-07 00:00:30', title: '精华', category: '美妆/护肤', n: 3 },
]; // prettier-ignore

const FOLLOWS = [
  { nick: '小鹿', phone: '', on: '2026-02-28 20:00:00' },
  { nick: '路人', phone: '13800000003', on: '2026-03-02 20:00:00' },
];

/** What a company's own records say of fans: of 小鹿 twice, each time something else. */
const GIVEN = [
  { nick: '小鹿', birthday: '1995-08-21', source: '直播间', member_level: '银卡', points: 80, fan_level: 3, 肤质: '干皮' },
  { nick: '路人', birthday: '02-29', points: 5 },
  { nick: '小鹿', source: '门店', member_level: '金卡', 肤质: '油皮' },
]; // prettier-ignore

function files(): [name: string, content: string][] {
  const orders = ORDERS.map((o) =>
    [o.no, o.nick, o.due, o.paid, o.status, o.phone, o.on, o.paidOn, o.title, o.category, o.n].map(String).join(','),
  );
  const head =
    '订单编号,买家会员名,买家应付货款,买家实际支付金额,订单状态,联系手机,订单创建时间,订单付款时间,宝贝标题,品类,宝贝总数量';
  const follows = FOLLOWS.map(({ nick, phone, on }) => `${nick},${on},${phone}`);
  const columns = ['nick', 'birthday', 'source', 'member_level', 'points', 'fan_level', '肤质'];
  const given = GIVEN.map((one) => columns.map((name) => String(Reflect.get(one, name) ?? '')).join(','));
  return [
    ['followers.csv', ['昵称,关注时间,手机号', ...follows].join('\n')],
    ['orders.csv', [head, ...orders].join('\n')],
    ['members.csv', ['昵称,生日,来源,会员等级,积分,粉丝等级,肤质', ...given].join('\n')],
  ];
}

/** The events that the files stand for, in the words of a sender who knows nothing of files. */
function events(): IncomingEvent[] {
  const orders = ORDERS.flatMap(({ no, nick, phone, due, paid, status, on, paidOn, title, category, n }) => {
    const tell = (type: string, happenedAt: number, amount: number) => ({
      type,
      happenedAt,
      person: { nick, phone },
      properties: { order: no, amount: amount * 100, quantity: n, product: [title], category: [category] },
    });
    const paying = paidOn === '' ? [] : [tell('order.pay', at(paidOn), paid)];
    // Of a closed order the list tells no time of its end: right after it was paid.
    const refund = status === '交易关闭' ? [tell('order.refund', at(paidOn) + 1_000, paid)] : [];
    return [tell('order.create', at(on), due), ...paying, ...refund];
  });
  const follows = FOLLOWS.map(({ nick, phone, on }) => {
    const person = phone === '' ? { nick } : { nick, phone };
    return { type: 'follow', happenedAt: at(on), person, properties: {} };
  });
  return [...orders, ...follows].map((event, no) => ({ ...event, source: 'erp', key: String(no) }));
}

const addOwnField = (db: Db, shop_id: string) =>
  db.insertInto('custom_field').values({ shop_id, name: '肤质', type: 'text' }).execute();

/** What is known of the fans of a shop, in the data's own words. A file makes no event of another member level. */
async function stateOf(db: Db, shopId: string) {
  const { rows: fans } = await sql`
    select s.nick, f.phone_mask, s.categories, orders, spend, refunded, visits, first_follow_at, first_purchase_at, last_purchase_at,
      last_active_at, f.birthday::text, s.source, s.member_level, s.points, s.fan_level, f.custom, (select count(*)::int from fan r where r.root_id = s.fan_id) as records,
      (select jsonb_object_agg(channel, granted) from consent c where c.fan_id = s.fan_id) as consent
    from fan_shop s join fan f on f.id = s.fan_id where s.shop_id = ${shopId} order by s.nick`.execute(db);
  const { rows: days } = await sql`
    select s.nick, d.type, d.day::text, sum(d.n)::int as n, sum(d.amount)::int as amount
    from fan_day d join fan r on r.id = d.fan_id join fan_shop s on s.fan_id = r.root_id and s.shop_id = d.shop_id
    where d.shop_id = ${shopId} and d.type <> 'level.change' group by 1, 2, 3 order by 1, 2, 3`.execute(db);
  const { rows: orders } = await sql`
    select number, status = 'closed' as closed, coalesce(paid, 0) as paid, refunded, quantity, title, category, ordered_at, paid_at
    from shop_order where shop_id = ${shopId} order by number`.execute(db);
  const { rows: told } = await sql`
    select type, happened_at, properties from event
    where shop_id = ${shopId} and type <> 'level.change' order by type, happened_at`.execute(db);
  return { fans, days, orders, told };
}

describe('the same facts', () => {
  it('make the same fans from files, through the API and in one batch', async () => {
    await addOwnField(bench.db, bench.shop.id);
    for (const [name, content] of files()) {
      expect(await bench.take(name, content)).toMatchObject({ state: 'done', rejected: 0 });
    }
    const imported = await stateOf(bench.db, bench.shop.id);
    expect(imported.fans).toMatchObject([
      {
        orders: 2,
        birthday: '1995-08-21',
        source: '直播间',
        member_level: '金卡',
        points: 80,
        custom: { 肤质: '油皮' },
      },
      { orders: 0, birthday: '1604-02-29' },
      { nick: '阿花的小号', orders: 1 },
    ]);

    const own = await openImportBench();
    await addOwnField(own.db, own.shop.id);
    for (const { nick, ...fields } of GIVEN)
      await identifyAndTell(own.db, own.shop, testKeys, { person: { nick }, fields });
    await retryingTransaction(own.db, (tx) => ingest(tx, own.shop, testKeys, events()));
    const ingested = await stateOf(own.db, own.shop.id);
    await own.close();
    expect(ingested).toEqual(imported);

    const shop = await app.db.insertInto('shop').values({ name: '花房' }).returning('id').executeTakeFirstOrThrow();
    const token = newToken();
    const created_by = await app.addStaff('it', 'it', null);
    const row = { shop_id: shop.id, name: 'erp', token_hash: token.hash, scopes: ['events:write'], created_by };
    await app.db.insertInto('api_token').values(row).execute();
    await addOwnField(app.db, shop.id);
    const bearer = { authorization: `Bearer ${token.text}` };
    for (const { happenedAt, ...event } of events().toReversed()) {
      const sent = [{ ...event, happened_at: new Date(happenedAt).toISOString() }];
      const answer = await app.call('POST', '/v1/events', { events: sent }, bearer);
      expect(answer.body).toMatchObject({ accepted: 1 });
    }
    for (const { nick, ...fields } of GIVEN) {
      const told = await app.call('POST', '/v1/fans/identify', { person: { nick }, fields }, bearer);
      expect(told.status).toBe(200);
    }
    expect(await stateOf(app.db, shop.id)).toEqual(imported);
  });
});
