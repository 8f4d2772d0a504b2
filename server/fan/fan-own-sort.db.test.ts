import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Call } from '../http/testing/test-app.js';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;

const field = (name: string, type: string) => ({ subject: 'fan', name, type });

beforeAll(async () => {
  at = await createSopShop();
  for (const own of [field('预算', 'money'), field("尺码's", 'text'), field('偏好', 'list')])
    await at.operator('POST', '/v1/fields', { shop_id: at.shop, ...own });
  await addFan(1, '富', null, { 预算: 90_000, "尺码's": 'XL' });
  await addFan(2, '我', at.staffId, { 预算: 5_000, "尺码's": 'L', 偏好: ['裙'] });
  await addFan(3, '二', null, { 预算: 90_000, "尺码's": '36"' });
  await addFan(4, '无', null, {});
  // The field was deleted and added anew with another type.
  await addFan(5, '旧', null, { 预算: '以前的文字' });
});

afterAll(() => at.app.close());

const idOf = (n: number) => `00000000-0000-7000-8000-00000000000${String(n)}`;

async function addFan(n: number, nick: string, owner_id: string | null, custom: object): Promise<void> {
  const { db } = at.app;
  const id = idOf(n);
  await db
    .insertInto('fan')
    .values({ id, root_id: id, nick, custom: JSON.stringify(custom) })
    .execute();
  await db.insertInto('fan_shop').values({ shop_id: at.shop, fan_id: id, nick, owner_id }).execute();
}

const path = (sort: string, more = '', list = 'fans') =>
  `/v1/${list}?shop=${at.shop}&sort=${encodeURIComponent(sort)}${more}`;

/** The nicks of the whole list, read page by page. */
async function nicksOf(call: Call, sort: string, limit: number, list = 'fans'): Promise<unknown[]> {
  const nicks: unknown[] = [];
  let cursor = '';
  do {
    const { status, body } = await call('GET', path(sort, `&limit=${String(limit)}${cursor}`, list));
    expect(status).toBe(200);
    nicks.push(...rowsOf(body).map(({ nick }) => nick));
    cursor = typeof body.next_cursor === 'string' ? `&cursor=${body.next_cursor}` : '';
  } while (cursor);
  return nicks;
}

it.each([
  ['custom.预算', ['旧', '我', '富', '二', '无']],
  ['-custom.预算', ['二', '富', '我', '旧', '无']],
  ["custom.尺码's", ['二', '我', '富', '无', '旧']],
])('sorts by %s, whatever the size of a page, fans without a value last', async (sort, order) => {
  for (const limit of [1, 2, 50]) {
    expect(await nicksOf(at.operator, sort, limit)).toEqual(order);
    expect(await nicksOf(at.operator, sort, limit, 'fans/brief')).toEqual(order);
  }
});

it('exports in the same order', async () => {
  const asked = { shop_id: at.shop, fans: { filter: {} }, sort: '-custom.预算', language: 'zh' };
  const { text } = await at.operator('POST', '/v1/fans/export', asked);
  const nicks = text.split('\r\n').slice(1, -1);
  expect(nicks.map((line) => line.split(',')[0])).toEqual(['二', '富', '我', '旧', '无']);
});

it('answers a field that is not there, is a list or is hidden in some rows alike', async () => {
  const unknown = await at.operator('GET', path('custom.没有'));
  expect(unknown.status).toBe(400);
  const list = await at.operator('GET', path('custom.偏好'));
  await hide('预算');
  const hidden = await at.staff('GET', path('-custom.预算'));
  const asked = { shop_id: at.shop, fans: { filter: {} }, sort: 'custom.预算', language: 'zh' };
  for (const { status, body } of [list, hidden, await at.staff('GET', path('custom.预算', '', 'fans/brief'))])
    expect({ ...body, status, instance: '' }).toEqual({ ...unknown.body, instance: '' });
  expect((await at.staff('POST', '/v1/fans/export', asked)).status).not.toBe(200);
  expect(await nicksOf(at.staff, "custom.尺码's", 50)).toEqual(['我']);
});

/** From staff. */
async function hide(name: string): Promise<void> {
  await sql`
    update role set rules = (
      select jsonb_agg(rule || jsonb_build_object('hidden', rule->'hidden' || ${JSON.stringify([`custom.${name}`])}::jsonb))
      from jsonb_array_elements(rules) rule)
    where key = 'staff'`.execute(at.app.db);
}

it('takes no cursor that PostgreSQL could not', async () => {
  for (const value of ['"\\u0000"', '"\\ud800"', '1e999', '{}', 'x', 5]) {
    const cursor = Buffer.from(JSON.stringify(['custom.预算', 'asc', value, idOf(2)])).toString('base64url');
    const { status } = await at.operator('GET', path('custom.预算', `&cursor=${cursor}`));
    expect([value, status]).toEqual([value, 400]);
  }
});
