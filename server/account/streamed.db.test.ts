import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../http/app.js';
import { createTestApp, type TestApp, testPassword } from '../http/testing/test-app.js';

/** Some pages of an export. */
const FANS = 4_500;

let app: TestApp;
let shop: string;
let staff: string;

beforeAll(async () => {
  app = await createTestApp();
  shop = (await app.db.insertInto('shop').values({ name: '甲店' }).returning('id').executeTakeFirstOrThrow()).id;
  staff = await app.addStaff('operator', 'operator', shop);
  await sql`
    with added as (insert into fan (id, root_id) select id, id from (select uuid7() as id from generate_series(1, ${FANS})) new
      returning id)
    insert into fan_shop (shop_id, fan_id, nick) select ${shop}, id, 'zq' from added`.execute(app.db);
});

afterAll(() => app.close());

/** Asks for the export, does something behind its first piece, and reads on. @returns the fans that were told */
async function fansTold(meanwhile: () => Promise<unknown>): Promise<number> {
  const { headers } = await app.call('POST', '/v1/session', { login: 'operator', password: testPassword });
  const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
  const answer = await createApp(app.deps).request('/v1/fans/export', {
    method: 'POST',
    headers: { cookie, 'Content-Type': 'application/json' },
    body: JSON.stringify({ shop_id: shop, fans: { filter: {} }, sort: '-spend', language: 'zh' }),
  });
  expect(answer.status).toBe(200);
  const reader = answer.body?.getReader() ?? expect.fail('no body');
  const decoder = new TextDecoder();
  let text = '';
  for (let pieces = 0; ; pieces++) {
    const next: { done: boolean; value?: Uint8Array } = await reader.read();
    if (next.done) break;
    text += decoder.decode(next.value);
    if (pieces === 0) await meanwhile();
  }
  return text.split('zq').length - 1;
}

it('tells everything while nothing changes', async () => {
  expect(await fansTold(() => Promise.resolve())).toBe(FANS);
});

it.each([
  ['the session ends', () => app.db.updateTable('session').set({ revoked_at: new Date() }).execute()],
  ['the role is taken away', () => app.db.deleteFrom('staff_role').where('staff_id', '=', staff).execute()],
])('breaks off when %s', async (_, change) => {
  await expect(fansTold(change)).rejects.toThrow('have changed');
});
