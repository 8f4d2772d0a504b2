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

async function cookieOf(login: string): Promise<string> {
  const { headers } = await app.call('POST', '/v1/session', { login, password: testPassword });
  return headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** Asks for the export, does something behind its first piece, and reads on. @returns the fans that were told */
async function fansTold(meanwhile: () => Promise<unknown>): Promise<number> {
  const asked = {
    method: 'POST',
    headers: { cookie: await cookieOf('operator'), 'Content-Type': 'application/json' },
    body: JSON.stringify({ shop_id: shop, fans: { filter: {} }, sort: '-spend', language: 'zh' }),
  };
  return (await readOn('/v1/fans/export', asked, meanwhile)).split('zq').length - 1;
}

async function readOn(path: string, asked: RequestInit, meanwhile: () => Promise<unknown>): Promise<string> {
  const answer = await createApp(app.deps).request(path, asked);
  expect(answer.status).toBe(200);
  const reader = answer.body?.getReader() ?? expect.fail('no body');
  const decoder = new TextDecoder();
  let text = '';
  for (let pieces = 0; ; pieces++) {
    const next: { done: boolean; value?: Uint8Array } = await reader.read();
    if (next.done) return text;
    text += decoder.decode(next.value);
    if (pieces === 0) await meanwhile();
  }
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

it('breaks off what is read with the eyes of another when either of the two may no longer', async () => {
  const viewer = await app.addStaff('viewer', 'manager', shop);
  const viewed = await app.addStaff('viewed', 'manager', shop);
  const cookie = await cookieOf('viewer');
  const entry = { actor_id: viewed, action: 'trial', subject: 'sop', subject_id: null, shop_id: shop, detail: '{}' };
  await app.db.insertInto('audit').values(entry).execute();
  const looks = await app.call('POST', '/v1/session/view', { staff_id: viewed }, { cookie });
  expect(looks.status).toBe(204);
  const rolesOf = (id: string) => app.db.selectFrom('staff_role').selectAll().where('staff_id', '=', id).execute();
  const read = (meanwhile: () => Promise<unknown>) => readOn('/v1/audit.csv', { headers: { cookie } }, meanwhile);
  expect(await read(() => Promise.resolve())).toContain('trial');
  for (const id of [viewed, viewer]) {
    const had = await rolesOf(id);
    const ends = () => app.db.deleteFrom('staff_role').where('staff_id', '=', id).execute();
    await expect(read(ends)).rejects.toThrow('have changed');
    await app.db.insertInto('staff_role').values(had).execute();
  }
});
