import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { retryingTransaction } from '@fanloom/server/db/retry.js';
import type { IncomingEvent } from '@fanloom/server/event/incoming-event.js';
import { ingest } from '@fanloom/server/event/ingest.js';
import { type ImportBench, openImportBench, testKeys } from '@fanloom/server/import/testing/import-file.js';
import { correctRollups } from '@fanloom/server/rollup/correct-rollups.js';
import { back, behaviour, BOUGHT_AT, by, HOUR, LINES, list, listed, local, PAID, part } from './refund-files.js';
import { most, type RefundDeed, stories } from './refund-story.arbitrary.js';

let bench: ImportBench;

beforeAll(async () => {
  bench = await openImportBench();
});
afterAll(() => bench.close());
beforeEach(() => bench.newShop());

async function send(...events: IncomingEvent[]): Promise<void> {
  await retryingTransaction(bench.db, (tx) => ingest(tx, bench.shop, testKeys, events));
}

async function tell(deed: RefundDeed): Promise<void> {
  switch (deed.kind) {
    case 'list':
      return void (await bench.take('orders.csv', list(deed.amount)));
    case 'behaviour':
      return void (await bench.take('behaviour.csv', behaviour(deed.amount)));
    case 'undone':
      return void (await bench.undo((await bench.take('orders.csv', list(deed.amount))).id));
    case 'listed':
      return void (await bench.take('refunds.csv', listed(deed.key, deed.amount)));
    case 'back':
      return void (await bench.take('back.csv', back(deed.key, deed.amount)));
    case 'part':
      return send(part(deed.key, deed.amount));
    case 'merge':
      return send(by({ user_id: 'u1', nick: '小鹿' }, 'live.enter', 'merge'));
  }
}

async function one(statement: ReturnType<typeof sql>) {
  const { rows } = await statement.execute(bench.db);
  return rows[0];
}

/** What is kept of the order and of its fan, and what the events come to. Of files that differ the first tells the day. */
async function truth() {
  const shop = bench.shop.id;
  return {
    order: await one(sql`select refunded, status from shop_order where shop_id = ${shop}`),
    fan: await one(sql`select orders, spend, refunded from fan_shop where shop_id = ${shop}`),
    events: await one(sql`
      select sum((properties ->> 'amount')::int)::int as amount, (count(*) filter (where properties ->> 'amount' = '0'))::int as empty
      from event where shop_id = ${shop} and type = 'order.refund'`),
    days: await one(
      sql`select sum(amount)::int as amount from fan_day where shop_id = ${shop} and type = 'order.refund'`,
    ),
  };
}

async function told(deeds: readonly RefundDeed[]) {
  await bench.newShop();
  await sql`delete from identity`.execute(bench.db);
  await send(by({ nick: '小鹿' }, 'order.pay', 'pay', { order: 'N1', amount: PAID }));
  for (const deed of deeds) await tell(deed);
  await tell({ kind: 'merge' });
  const order = { shopId: bench.shop.id, since: null, after: null, repair: true };
  const { days, totals } = await correctRollups(bench.db, order, () => undefined);
  expect({ days, totals }).toEqual({ days: 0, totals: 0 });
  return truth();
}

describe('what was paid back of an order', () => {
  it('is the most that files tell in all, or lists, returns or senders in parts, in any order, however often, and none of it twice', async () => {
    const twice = stories.chain((story) =>
      fc.tuple(fc.constant(story), fc.shuffledSubarray([...story, ...story], { minLength: story.length * 2 })),
    );
    await fc.assert(
      fc.asyncProperty(twice, async ([story, again]) => {
        const refunded = most(story);
        const inOrder = await told(story);
        expect(inOrder).toMatchObject({
          order: { refunded, status: refunded >= PAID ? 'closed' : (expect.stringMatching(/paid|done/) as string) },
          fan: { orders: 1, spend: PAID, refunded },
          events: { amount: refunded === 0 ? null : refunded, empty: 0 },
          days: refunded === 0 ? {} : { amount: refunded },
        });
        expect(await told(again)).toEqual(inOrder);
      }),
      { numRuns: Number(process.env['TRUTH_RUNS'] ?? 12) },
    );
  });

  const days = async () =>
    (
      await sql`
        select day::text, n, amount from fan_day where shop_id = ${bench.shop.id} and type = 'order.refund' and n <> 0
        order by day`.execute(bench.db)
    ).rows;

  it('falls on the days that senders tell, and what only a file tells on the day of the file', async () => {
    const later = { ...part('a', 10_000), happenedAt: BOUGHT_AT + 48 * HOUR };
    await bench.take('orders.csv', list(PAID));
    expect(await days()).toEqual([{ day: '2026-03-02', n: 1, amount: PAID }]);
    await send(later);
    expect(await days()).toEqual([
      { day: '2026-03-02', n: 1, amount: 20_000 },
      { day: '2026-03-04', n: 1, amount: 10_000 },
    ]);
    await send({ ...later, key: 'b', properties: { order: 'N1', amount: 20_000 } });
    expect(await days()).toEqual([{ day: '2026-03-04', n: 2, amount: PAID }]);
    const active = sql`
      select first_purchase_at, last_active_at from fan_shop where nick = '小鹿' and shop_id = ${bench.shop.id}`;
    expect(await one(active)).toEqual({ first_purchase_at: new Date(BOUGHT_AT), last_active_at: new Date(BOUGHT_AT) });
  });

  it('stays when a file is taken back whose refund a sender has told since', async () => {
    const file = await bench.take('orders.csv', list(PAID));
    await send(part('a', PAID));
    await bench.undo(file.id);
    expect(await truth()).toMatchObject({ order: { refunded: PAID }, events: { amount: PAID } });
  });

  it('can be told again by a file of behaviour that was taken back', async () => {
    const first = await bench.take('behaviour.csv', behaviour(10_000));
    await bench.undo(first.id);
    expect(await truth()).toMatchObject({ events: { amount: null } });
    await bench.take('behaviour.csv', behaviour(10_000));
    expect(await truth()).toMatchObject({ order: { refunded: 10_000 }, events: { amount: 10_000 } });
  });

  it('adds up over the lists of several months, and less those that are taken back', async () => {
    await bench.take('orders.csv', list(0));
    const march = await bench.take('march.csv', listed('R1', 10_000));
    await bench.take('april.csv', listed('R2', 5_000));
    expect(await truth()).toMatchObject({ order: { refunded: 15_000 }, events: { amount: 15_000 } });
    await bench.undo((await bench.take('may.csv', listed('R3', 2_000))).id);
    await bench.undo(march.id);
    expect(await truth()).toMatchObject({ order: { refunded: 15_000 }, events: { amount: 15_000 } });
    await bench.take('june.csv', listed('R4', 1_000));
    expect(await truth()).toMatchObject({ order: { refunded: 16_000 }, events: { amount: 16_000 } });
  });

  it('closes an order when the last of it went back', async () => {
    await bench.take('orders.csv', list(0));
    await bench.take('refunds.csv', listed('R1', PAID));
    const order = sql`select status, status_at from shop_order where shop_id = ${bench.shop.id}`;
    expect(await one(order)).toEqual({ status: 'closed', status_at: new Date(BOUGHT_AT + 4 * HOUR) });
  });

  const sale = `${LINES}N1,A,3,2026-03-05 08:26,10.00,u1\n`;
  const april = back('A', 1_000);
  const may = april.replace('2026-04-05', '2026-05-05');

  async function inOrderOf(...files: string[]) {
    await bench.newShop();
    for (const [no, file] of files.entries()) await bench.take(`${String(no)}.csv`, file);
    const shop = bench.shop.id;
    const { rows: events } = await sql`
      select type, happened_at, properties ->> 'amount' as amount from event where shop_id = ${shop} order by type, happened_at`.execute(
      bench.db,
    );
    const order = sql`
      select status, status_at, payable, paid, quantity, ordered_at, paid_at from shop_order where shop_id = ${shop}`;
    return { ...(await truth()), events, bought: await one(order) };
  }

  it('leaves the sale what it is, also where goods that came back are told before it', async () => {
    const inOrder = await inOrderOf(sale, april);
    expect(inOrder).toMatchObject({
      order: { status: 'paid', refunded: 1_000 },
      fan: { orders: 1, spend: 3_000, refunded: 1_000 },
      days: { amount: 1_000 },
    });
    expect(inOrder.events).toContainEqual({
      type: 'order.refund',
      happened_at: new Date('2026-04-05T08:26:00+08:00'),
      amount: '1000',
    });
    expect(await inOrderOf(april, sale)).toEqual(inOrder);
    await bench.newShop();
    await bench.take('back.csv', april);
    expect(await truth()).toMatchObject({ order: { status: 'closed', refunded: 1_000 }, fan: { orders: 0 } });
    await send(by({ user_id: 'u1' }, 'order.pay', 'pay', { order: 'N1', amount: 3_000 }));
    expect(await truth()).toMatchObject({ order: inOrder.order, fan: inOrder.fan });
  });

  it('adds up over goods that came back in several months', async () => {
    const inOrder = await inOrderOf(sale, april, may);
    expect(inOrder).toMatchObject({ order: { status: 'paid', refunded: 2_000 }, fan: { refunded: 2_000 } });
    expect(await inOrderOf(may, april, sale, april)).toEqual(inOrder);
    expect(await inOrderOf(sale + april.slice(LINES.length), may)).toEqual(inOrder);
    await bench.take('refunds.csv', listed('R1', 1_000));
    expect(await truth()).toMatchObject({ order: { refunded: 2_000 } });
  });

  it('goes with the file that told the sale, too', async () => {
    const both = sale + april.slice(LINES.length);
    await bench.undo((await bench.take('both.csv', both)).id);
    expect(await truth()).toMatchObject({
      order: undefined,
      fan: { orders: 0, refunded: 0 },
      events: { amount: null },
    });
    await bench.take('both.csv', both);
    expect(await truth()).toMatchObject({ order: { refunded: 1_000 }, events: { amount: 1_000 } });
  });

  it('lets nobody into an SOP once more when a sender tells of it what a file has told as news', async () => {
    const ago = (hours: number) => local(Date.now() - hours * HOUR);
    const file =
      '订单编号,买家会员名,买家实际支付金额,订单状态,退款金额,订单创建时间,订单付款时间\n' +
      `N1,小鹿,300.00,交易成功,100.00,${ago(3)},${ago(2)}\n`;
    await bench.take('orders.csv', file, { mode: 'current' });
    const parts = [part('a', 4_000), part('b', 5_000), part('c', 5_000)];
    await send(...parts.map((event) => ({ ...event, happenedAt: Date.now() - HOUR })));
    const { rows } = await sql`
      select (properties ->> 'amount')::int as amount, history from event
      where shop_id = ${bench.shop.id} and type = 'order.refund' order by id`.execute(bench.db);
    expect(rows).toEqual([
      { amount: 4_000, history: true },
      { amount: 5_000, history: true },
      { amount: 5_000, history: false },
    ]);
  });
});
