import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import { openDatabase } from '../db/database.js';
import { createSopShop, type SopShop } from '../sop/testing/sop-shop.js';
import { withDatabase } from '../testing/database-admin.js';

let at: SopShop;
/** Asked of the copy, which cannot be written to. */
let asked = 0;

const counting: KyselyPlugin = {
  transformQuery({ node }) {
    asked++;
    return node;
  },
  transformResult: async ({ result }) => result,
};

beforeAll(async () => {
  at = await createSopShop();
  await at.addFan('小鱼', at.staffId);
  const { name } = await at.app.db
    .selectNoFrom(({ fn }) => fn<string>('current_database').as('name'))
    .executeTakeFirstOrThrow();
  const url = withDatabase(inject('templateUrl'), name);
  const db = openDatabase(url, { connections: 1, readOnly: true }).withPlugin(counting);
  at.app.deps.replica = { db, url: () => url, state: () => 'close', stop: () => db.destroy() };
});
afterAll(async () => {
  await at.app.deps.replica?.stop();
  await at.app.close();
});
beforeEach(() => {
  asked = 0;
});

it.each([
  [
    'the export of fans',
    'POST',
    '/v1/fans/export',
    { fans: { filter: {} }, sort: '-last_active_at', language: 'zh' },
    '小鱼',
  ],
  ['the audit as a file', 'GET', '/v1/audit.csv', undefined, 'audit.export'],
  ['the preview of a segment', 'POST', '/v1/segments/preview', { text: '昵称 = "小鱼"' }, '"fans":1'],
  ['the quality of data', 'GET', '/v1/quality', undefined, '"fans":1'],
])('%s is read from the copy', async (_name, method, path, body, told) => {
  const call = path.startsWith('/v1/audit') ? at.it : at.operator;
  const answer = await (body
    ? call(method, path, { shop_id: at.shop, ...body })
    : call(method, `${path}?shop=${at.shop}`));
  expect([answer.status, answer.text]).toEqual([200, expect.stringContaining(told)]);
  expect(asked).toBeGreaterThan(0);
});

it.each(['/v1/fans', '/v1/segments', '/v1/audit'])('%s shows what was written a moment ago', async (path) => {
  const call = path === '/v1/audit' ? at.it : at.operator;
  const answer = await call('GET', `${path}?shop=${at.shop}`);
  expect(answer.status, answer.text).toBe(200);
  expect(asked).toBe(0);
});

it('is told of to IT', async () => {
  const { body } = await at.it('GET', '/v1/system');
  expect(body.findings).toContainEqual(expect.objectContaining({ name: 'replica', state: 'ok' }));
});
