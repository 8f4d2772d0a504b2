import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { retryingTransaction } from '@fanloom/server/db/retry.js';
import { ingest } from '@fanloom/server/event/ingest.js';
import { type ImportBench, openImportBench, testKeys } from '@fanloom/server/import/testing/import-file.js';
import { correctRollups } from '@fanloom/server/rollup/correct-rollups.js';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterAll(() => bench.close());

const HEADS = '订单编号,买家昵称,订单状态,下单时间,付款时间';
const PAID = 'N1,小鹿,已付款,2026-03-01 10:00,2026-03-01 10:05';
const CLOSED = 'N1,小鹿,交易关闭,2026-03-01 10:00,2026-03-01 10:05';
const LINES = '订单编号,行号,商品名称,单价,数量';
const TOLD = 6_000;

/** Whoever tells of the order: heads without an amount, lines, or somebody who says what it cost. */
const files = {
  paid: `${HEADS}\n${PAID}`,
  closed: `${HEADS}\n${CLOSED}`,
  lines: `${LINES}\nN1,1,口红,20.00,1\nN1,2,面膜,9.90,3`,
  more: `${LINES}\nN1,3,眉笔,5.00,1`,
  told: `${HEADS},实付金额\n${PAID},60.00`,
};
const events = {
  pay: { minute: 5, amount: TOLD },
  refund: { minute: 50, amount: 1_000 },
};
type Deed = keyof typeof files | keyof typeof events | `undone ${keyof typeof files}`;
const names = Object.keys(files) as (keyof typeof files)[];
const deed = fc.constantFrom<Deed>(...names, 'pay', 'refund', ...names.map((name) => `undone ${name}` as const));

async function tell(one: Deed): Promise<void> {
  if (one === 'pay' || one === 'refund') return sendEvent(one);
  const [name = '', file] = one.split(' ').reverse();
  const { id } = await bench.take(`${name}.csv`, files[name as keyof typeof files]);
  if (file !== undefined) await bench.undo(id);
}

async function sendEvent(one: keyof typeof events): Promise<void> {
  const { minute, amount } = events[one];
  const happenedAt = Date.UTC(2026, 2, 1, 2, minute);
  const about = { source: 'erp', key: `${bench.shop.id} ${one}`, person: { nick: '小鹿' }, happenedAt };
  const properties = { order: 'N1', amount };
  await retryingTransaction(bench.db, (tx) =>
    ingest(tx, bench.shop, testKeys, [{ ...about, type: `order.${one}`, properties }]),
  );
}

/** What the order costs, and what its fan and the events say of that. */
async function truth(story: readonly Deed[]) {
  await bench.newShop();
  await sql`delete from identity`.execute(bench.db);
  for (const one of story) await tell(one);
  const order = { shopId: bench.shop.id, since: null, after: null, repair: true };
  const { days, totals } = await correctRollups(bench.db, order, () => undefined);
  expect({ days, totals }).toEqual({ days: 0, totals: 0 });
  const { rows } = await sql<Record<string, number | string | null>>`
    select o.status, coalesce(o.paid, o.payable) as amount, o.refunded, s.orders, s.spend, s.refunded as back, (
      select jsonb_object_agg(type, amount) from (
        select type, sum((properties ->> 'amount')::int) as amount from event e
        where e.shop_id = o.shop_id and type in ('order.create', 'order.pay', 'order.refund') group by type) told) as events
    from shop_order o join fan f on f.id = o.fan_id join fan_shop s on s.shop_id = o.shop_id and s.fan_id = f.root_id
    where o.shop_id = ${bench.shop.id}`.execute(bench.db);
  return rows;
}

it('orders without an amount cost what their lines do, in whichever order all is told, and however often', async () => {
  const stories = fc
    .array(deed, { minLength: 1, maxLength: 5 })
    .chain((story) =>
      fc.tuple(fc.constant(story), fc.shuffledSubarray([...story, ...story], { minLength: story.length * 2 })),
    );
  await fc.assert(
    fc.asyncProperty(stories, async ([story, again]) => {
      expect(await truth(again)).toEqual(await truth(story));
    }),
    { numRuns: Number(process.env['TRUTH_RUNS'] ?? 25) },
  );
});
