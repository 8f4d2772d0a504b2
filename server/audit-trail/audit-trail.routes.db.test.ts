import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appendAudit } from '../audit/audit.js';
import { type Call, createTestApp, type TestApp } from '../http/testing/test-app.js';

let app: TestApp;
let admin: Call;
let manager: Call;
let shop: string;
let managerId: string;

beforeAll(async () => {
  app = await createTestApp();
  const add = (name: string) => app.db.insertInto('shop').values({ name }).returning('id').executeTakeFirstOrThrow();
  shop = (await add('甲店')).id;
  const other = (await add('乙店')).id;
  await app.addStaff('it', 'it', null);
  managerId = await app.addStaff('manager', 'manager', shop);
  const strangerId = await app.addStaff('stranger', 'manager', other);
  [admin, manager] = [await app.logIn('it'), await app.logIn('manager')];
  const done = { subject: 'shop', subjectId: shop };
  for (let i = 0; i < 5; i++) {
    await append({ ...done, actorId: managerId, action: 'shop.change', shopId: shop, detail: { before: i } });
  }
  const evil = { note: '=HYPERLINK("http://x")' };
  await append({ ...done, actorId: strangerId, action: 'shop.approval', shopId: other, detail: evil });
  await append({ ...done, actorId: strangerId, action: 'shop.note', shopId: shop, detail: {} });
});
afterAll(() => app.close());

/** Some milliseconds apart: ids of one are in no order. */
async function append(entry: Parameters<typeof appendAudit>[1]): Promise<void> {
  await appendAudit(app.db, entry);
  for (const since = Date.now(); Date.now() < since + 2;) await setImmediate();
}

const actionsOf = async (call: Call, query = '') =>
  ((await call('GET', `/v1/audit?${query}`)).body.items as { action: string }[]).map(({ action }) => action);

it('is read by IT whole, by a manager for their shop, by others not at all', async () => {
  expect(await actionsOf(admin, 'action=shop')).toEqual([
    'shop.note',
    'shop.approval',
    ...Array<string>(5).fill('shop.change'),
  ]);
  expect(await actionsOf(manager)).toEqual(['shop.note', ...Array<string>(5).fill('shop.change')]);
  await app.addStaff('staff', 'staff', shop);
  expect((await (await app.logIn('staff'))('GET', '/v1/audit')).status).toBe(403);
});

it('names people whom the reader sees, and no others', async () => {
  const { body } = await manager('GET', '/v1/audit?limit=2');
  expect(body.items).toMatchObject([
    { action: 'shop.note', actor_name: null },
    { action: 'shop.change', actor_id: managerId, actor_name: 'manager', detail: { before: 4 } },
  ]);
});

it('is filtered by person, action, subject, shop and time, and comes by page', async () => {
  expect(await actionsOf(admin, `actor=${managerId}&action=shop.change&subject_id=${shop}&shop=${shop}`)).toHaveLength(
    5,
  );
  expect(await actionsOf(admin, `action=shop.none`)).toEqual([]);
  expect(await actionsOf(admin, `until=2026-01-01T00:00:00Z`)).toEqual([]);
  expect(await actionsOf(admin, `action=shop&from=${encodeURIComponent('2026-01-01T00:00:00+08:00')}`)).toHaveLength(7);
  const seen: string[] = [];
  for (let next = ''; ;) {
    const { body } = await admin('GET', `/v1/audit?action=shop&limit=3${next && `&cursor=${next}`}`);
    seen.push(...(body.items as { id: string }[]).map(({ id }) => id));
    if (body.next === null) break;
    next = body.next as string;
  }
  expect([seen.length, new Set(seen).size]).toEqual([7, 7]);
  expect((await admin('GET', '/v1/audit?cursor=bm9uZQ')).status).toBe(400);
  expect((await admin('GET', '/v1/audit?action=%25')).status).toBe(400);
});

it('tells of log-ins that failed, without what was typed', async () => {
  await app.call('POST', '/v1/session', { login: 'manager', password: 'wrong horse 42' });
  await app.call('POST', '/v1/session', { login: 'my-password-by-mistake', password: 'wrong horse 42' });
  const { body, text } = await admin('GET', '/v1/audit?action=session.refuse');
  expect(body.items).toMatchObject([
    { actor_id: null, subject_id: null, detail: { reason: 'password' } },
    { actor_id: null, subject_id: managerId, detail: { reason: 'password' } },
  ]);
  expect(text).not.toMatch(/by-mistake|wrong horse/);
});

it('leaves as a file with the same rows, runs no formula, and that is written down', async () => {
  const answer = await manager('GET', `/v1/audit.csv?shop=${shop}&lang=en`);
  const rows = parse<Record<string, string>>(answer.text, { bom: true, columns: true });
  expect(rows.map((row) => row['Action'])).toEqual([
    'audit.export',
    'shop.note',
    ...Array<string>(5).fill('shop.change'),
  ]);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect((await admin('GET', '/v1/audit.csv')).text).not.toMatch(/,[=+@]/);
  expect(await actionsOf(admin, 'action=audit.export')).toHaveLength(2);
});

it('names what it was done to as its reader may see it', async () => {
  const id = randomUUID();
  await app.db.insertInto('fan').values({ id, root_id: id }).execute();
  await app.db.insertInto('fan_shop').values({ shop_id: shop, fan_id: id, nick: '小红' }).execute();
  const entry = { actorId: managerId, action: 'fan.unmask', subject: 'fan', subjectId: id, shopId: shop };
  await appendAudit(app.db, { ...entry, detail: {} });
  const named = async (call: Call, action: string) =>
    ((await call('GET', `/v1/audit?action=${action}`)).body.items as { subject_name: string | null }[])[0];
  expect(await named(manager, 'fan')).toMatchObject({ subject_name: '小红' });
  expect(await named(admin, 'fan')).toMatchObject({ subject_id: id, subject_name: null });
  expect(await named(admin, 'shop.change')).toMatchObject({ subject_name: '甲店' });
});
