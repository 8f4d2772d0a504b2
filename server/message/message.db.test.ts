import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '../http/testing/test-app.js';
import { addRuns, createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;
let sop: string;
let mine: string;

beforeAll(async () => {
  at = await createSopShop();
  sop = await at.createLive('新粉');
  mine = await at.addFan('小红', at.staffId);
  await addRuns(at, sop, [mine, await at.addFan('小兰', null), await at.addFan('小绿', null)]);
});

afterAll(() => at.app.close());

const list = async (call: Call, query = '') => call('GET', `/v1/messages?shop=${at.shop}${query}`);
const nicks = async (call: Call, query = '') =>
  rowsOf((await list(call, query)).body).map(({ fan }) => (fan as { nick: string }).nick);

it('shows what went out and why something did not, newest first', async () => {
  const { body } = await list(at.operator);
  expect(body.items).toMatchObject([
    {
      fan: { nick: '小绿' },
      status: 'failed',
      reason: 'http_400',
      reason_text: { en: 'The channel refused it (400)' },
    },
    { fan: { nick: '小兰' }, status: 'skipped', reason: 'capped', reason_text: { zh: '达到限发次数' } },
    { fan: { id: mine }, status: 'sent', body: '欢迎 /c/1', sop: { id: sop, name: '新粉' }, step_key: 'send:1' },
  ]);
});

it('never tells a provider key', async () => {
  expect(JSON.stringify((await list(at.operator)).body)).not.toContain('provider_key');
});

it.each([
  ['status=sent', ['小红']],
  ['channel=sms', []],
  ['channel=private_message&status=skipped', ['小兰']],
])('filters by %s', async (query, expected) => {
  expect(await nicks(at.operator, `&${query}`)).toEqual(expected);
});

it('filters by SOP and by fan', async () => {
  expect(await nicks(at.operator, `&sop=${sop}`)).toHaveLength(3);
  expect(await nicks(at.operator, `&sop=${crypto.randomUUID()}`)).toEqual([]);
  expect(await nicks(at.operator, `&fan=${mine}`)).toEqual(['小红']);
});

it('goes on where a page ended', async () => {
  const first = await list(at.operator, '&limit=2');
  const rest = await list(at.operator, `&limit=2&cursor=${String(first.body.next_cursor)}`);
  expect(rowsOf(rest.body)).toMatchObject([{ status: 'sent' }]);
  expect(rest.body.next_cursor).toBeNull();
});

describe('rights', () => {
  it('shows staff the messages to their own fans', async () => {
    expect(await nicks(at.staff)).toEqual(['小红']);
    expect(await nicks(at.staff, `&status=failed`)).toEqual([]);
  });

  it('shows the manager those of the pool, not of somebody else', async () => {
    expect((await nicks(at.manager)).sort()).toEqual(['小兰', '小绿']);
  });

  it('shows nothing of a foreign shop, and nothing to those without fans or names', async () => {
    expect((await list(at.stranger)).status).toBe(404);
    expect((await list(at.it)).status).toBe(403);
    expect((await list(at.analyst)).status).toBe(403);
    expect((await at.app.call('GET', `/v1/messages?shop=${at.shop}`)).status).toBe(401);
  });
});
