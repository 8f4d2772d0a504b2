import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ConditionContext, scopeOf } from '@fanloom/server/condition/context.js';
import { fieldColumn } from '@fanloom/server/condition/field.js';
import { type ImportBench, openImportBench } from '@fanloom/server/import/testing/import-file.js';
import { measureScores } from '@fanloom/server/score/measure-scores.js';
import { scoresOf } from '@fanloom/server/score/score-settings.js';

let bench: ImportBench;

beforeAll(async () => {
  bench = await openImportBench();
});
afterAll(() => bench.close());

/** A person of a list, and what is scored of them. */
interface Customer {
  id: string;
  days: number;
  orders: number;
  /** Hundredths. */
  spend: number;
}

async function openShop(now: string, settings: object): Promise<void> {
  await bench.newShop();
  await sql`update clock set simulated = true, running = false, business_at = ${now}::timestamptz`.execute(bench.db);
  await sql`
    update shop set score_thresholds = ${JSON.stringify(settings)}::jsonb, scores_measured_on = null
    where id = ${bench.shop.id}`.execute(bench.db);
}

/** R, F and M of every fan of the shop, by nick or what the list calls them. */
async function scores(): Promise<Map<string, string>> {
  while (await measureScores(bench.db)) {
    // until no shop is due
  }
  const shop = await bench.db
    .selectFrom('shop')
    .select('score_thresholds')
    .where('id', '=', bench.shop.id)
    .executeTakeFirstOrThrow();
  const context: ConditionContext = {
    fan: sql.ref('s.fan_id'),
    shop: sql`${bench.shop.id}::uuid`,
    now: sql`(select business_now())`,
    zone: sql`${bench.shop.zone}::text`,
    fanShop: 's',
    entry: null,
    event: null,
    segments: {},
    scores: scoresOf(shop.score_thresholds),
  };
  const score = (name: string) => fieldColumn(name, scopeOf(context));
  const { rows } = await sql<{ nick: string; score: string }>`
    select s.nick, concat(${score('R')}, ${score('F')}, ${score('M')}) as score
    from fan_shop s where s.shop_id = ${bench.shop.id}`.execute(bench.db);
  return new Map(rows.map((row) => [row.nick, row.score]));
}

// The first customers of `rfm_data_orders`, the data of R's package rfm, with their published scores, and the bins that
// its documentation gives for the whole data: https://rfm.rsquaredacademy.com/articles/rfm-transaction-level-data.html
const PUBLISHED: [customer: string, last: string, orders: number, amount: number, score: string][] = [
  ['Abbey O’Reilly DVM', '2006-06-09', 6, 472, '343'],
  ['Add Senger', '2006-08-13', 3, 340, '412'],
  ['Aden Lesch Sr.', '2006-06-20', 4, 405, '323'],
  ['Admiral Senger', '2006-08-21', 5, 448, '433'],
  ['Agness O’Keefe', '2006-10-02', 9, 843, '555'],
  ['Aileen Barton', '2006-10-08', 9, 763, '555'],
  ['Ailene Hermann', '2006-03-25', 8, 699, '355'],
  ['Aiyanna Bruen PhD', '2006-04-29', 4, 157, '321'],
  ['Ala Schmidt DDS', '2006-01-16', 3, 363, '212'],
  ['Alannah Borer', '2005-04-21', 4, 196, '121'],
];

const HEAD = '订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间,订单付款时间';

it('gives the published scores of published customers by the published bins', async () => {
  // There a bin begins at its bound; here R ends at it, and money is in hundredths.
  const bins = { R: [481, 296, 180, 114], F: [4, 5, 6, 8], M: [25_600, 38_200, 50_600, 66_600] };
  await openShop('2006-12-31T04:00:00Z', { by: 'bounds', ...bins });
  const rows = PUBLISHED.flatMap(([customer, last, orders, amount], row) =>
    Array.from({ length: orders }, (_, no) => {
      const paid = no === 0 ? amount - (orders - 1) : 1;
      const date = no === 0 ? last : `2004-0${String(no)}-01`;
      return `${String(100 + row)}-${String(no)},${customer},${String(paid)},交易成功,${date} 12:00:00,${date} 12:00:00`;
    }),
  );
  await bench.take('published.csv', [HEAD, ...rows].join('\n'));
  expect(await scores()).toEqual(new Map(PUBLISHED.map(([customer, , , , score]) => [customer, score])));
});

/** Invoices in the layout of UCI's Online Retail II, a row for each article; drawn, not taken from there. */
function invoices(): string[] {
  let state = 20_091_201;
  const draw = (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  const rows: string[] = [];
  for (let no = 0; no < 260; no++) {
    // A few buy often.
    const customer = 12_346 + Math.floor((draw(60) * draw(60)) / 60);
    const date = new Date(Date.UTC(2009, 11, 1 + draw(370), draw(10) + 7, draw(60)));
    const lines = 1 + draw(4);
    for (let line = 0; line < lines; line++) {
      const article = `${String(20_000 + draw(500))},ARTICLE ${String(line)},${String(1 + draw(24))}`;
      const price = `${String(draw(12))}.${String(10 + draw(89))}`;
      const at = date.toISOString().slice(0, 19).replace('T', ' ');
      rows.push(`${String(489_434 + no)},${article},${at},${price},${String(customer)},United Kingdom`);
    }
  }
  return rows;
}

/** What a plain reading of the rows says of each customer on 2010-12-10. */
function customersOf(rows: readonly string[]): Customer[] {
  const known = new Map<string, { last: string; invoices: Set<string>; spend: number }>();
  for (const row of rows) {
    const [invoice = '', , , quantity, date = '', price, customer = ''] = row.split(',');
    const one = known.get(customer) ?? { last: '', invoices: new Set(), spend: 0 };
    known.set(customer, one);
    one.invoices.add(invoice);
    one.spend += Math.round(Number(quantity) * Number(price) * 100);
    if (date > one.last) one.last = date;
  }
  return Array.from(known, ([id, { last, invoices: own, spend }]) => {
    const days = (Date.parse('2010-12-10') - Date.parse(last.slice(0, 10))) / 86_400_000;
    return { id, days, orders: own.size, spend };
  });
}

/** Fifths as pandas.qcut cuts: quantiles by linear interpolation, each fifth with its upper end. */
function fifth(values: readonly number[], value: number): number {
  const rising = [...values].sort((a, b) => a - b);
  const quantile = (share: number) => {
    const place = share * (rising.length - 1);
    const [below = 0, above = 0] = [rising[Math.floor(place)], rising[Math.ceil(place)]];
    return below + (above - below) * (place - Math.floor(place));
  };
  return 1 + [0.2, 0.4, 0.6, 0.8].filter((share) => value > quantile(share)).length;
}

it('cuts a list of sales into the fifths that a plain computation gives', async () => {
  const rows = invoices();
  await openShop('2010-12-10T04:00:00Z', { by: 'quintiles' });
  const head = 'Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country';
  const result = await bench.take('online-retail.csv', [head, ...rows].join('\n'));
  expect(result).toMatchObject({ state: 'done', rejected: 0 });
  const customers = customersOf(rows);
  const of = (what: 'days' | 'orders' | 'spend') => customers.map((customer) => customer[what]);
  const expected = customers.map(({ id, days, orders, spend }) => {
    const score = [6 - fifth(of('days'), days), fifth(of('orders'), orders), fifth(of('spend'), spend)];
    return [id, score.join('')] as const;
  });
  await sql`
    update fan_shop s set nick = told.number from (
      select distinct on (fan_id) fan_id, number from shop_order order by fan_id) told
    where told.fan_id = s.fan_id and s.shop_id = ${bench.shop.id}`.execute(bench.db);
  const customerOf = new Map(rows.map((row) => [row.split(',')[0] ?? '', row.split(',')[6] ?? '']));
  const found = Array.from(await scores(), ([number, score]) => [customerOf.get(number), score] as const);
  expect(new Map(found)).toEqual(new Map(expected));
  for (const score of ['R', 'F', 'M'].map((_, place) => new Set(expected.map(([, text]) => text[place])))) {
    expect(score.size).toBeGreaterThan(2);
  }
});
