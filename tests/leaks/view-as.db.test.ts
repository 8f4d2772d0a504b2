import type { Call } from '@fanloom/server/http/testing/test-app.js';
import { rowsOf } from '@fanloom/server/sop/testing/sop-shop.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { crawl, ownSession, plan, rowsOfShop } from './crawl.js';
import { createLeakWorld, type LeakWorld } from './leak-world.js';
import type { ApiRequest } from './requests.js';

/* Whoever sees with another person's eyes tries to do with their hands. What they are shown, the crawler looks at. */

let world: LeakWorld;
let writing: ApiRequest[];

beforeAll(async () => {
  world = await createLeakWorld();
  ({ writing } = await plan(world));
});

afterAll(() => world.close());

let manager: Call;

beforeEach(async () => {
  manager = await world.app.logIn('manager');
  await view(manager, world.people.lin);
});

async function view(call: Call, staff_id: string): Promise<void> {
  expect((await call('POST', '/v1/session/view', { staff_id })).status).toBe(204);
}

const whoami = async (call: Call) =>
  (await call('GET', '/v1/session')).body as { viewer: object | null; rights: string[] };
const fansSeen = async (call: Call) => rowsOf((await call('GET', `/v1/fans?shop=${world.shop}`)).body).length;

describe('whoever views as somebody', () => {
  it.each(['manager', 'it'])('writes nothing by any route, as %s', async (login) => {
    const call = await world.app.logIn(login);
    await view(call, world.people.lin);
    const before = await rowsOfShop(world, world.shop);
    const people = await world.app.db.selectFrom('staff').selectAll().orderBy('id').execute();
    const seen = await crawl(world, { name: login, call, sees: () => new Set() }, writing);
    const done = seen.filter(({ answer }) => answer.status < 400);
    expect(done.map(({ request }) => request.route)).toEqual([]);
    const refused = seen.filter(({ answer }) => answer.body['code'] === 'ACC412');
    expect(new Set(refused.map(({ request }) => request.route)).size).toBeGreaterThan(50);
    expect(await rowsOfShop(world, world.shop)).toEqual(before);
    expect(await world.app.db.selectFrom('staff').selectAll().orderBy('id').execute()).toEqual(people);
  });

  it('does not look on with the eyes of a third, nor unmask, export or search for a phone they may not', async () => {
    const fan = `/v1/fans/${world.fans.lins}`;
    for (const [path, body] of [
      ['/v1/session/view', { staff_id: world.people.mei }],
      [`${fan}/unmask`, { field: 'phone' }],
      [`${fan}/disclosure`, { format: 'json' }],
      ['/v1/fans/export', { shop_id: world.shop, fans: { filter: {} }, language: 'en' }],
    ] as const)
      expect([path, (await manager('POST', path, body)).body['code']]).toEqual([path, 'ACC412']);
    expect((await manager('GET', '/v1/audit')).status).toBe(403);
  });

  it('is themselves again as soon as they may no longer look, or the other has no role there', async () => {
    const { db } = world.app;
    expect(await whoami(manager)).toMatchObject({ viewer: { name: 'manager' } });
    expect(await fansSeen(manager)).toBe(2);
    const roles = await db.selectFrom('staff_role').selectAll().where('staff_id', '=', world.people.lin).execute();
    await db.deleteFrom('staff_role').where('staff_id', '=', world.people.lin).execute();
    expect(await whoami(manager)).toMatchObject({ viewer: null });
    await db.insertInto('staff_role').values(roles).execute();
    const role = await db.selectFrom('role').select('rules').where('key', '=', 'manager').executeTakeFirstOrThrow();
    const setRules = (rules: string) => db.updateTable('role').set({ rules }).where('key', '=', 'manager').execute();
    await setRules(JSON.stringify(role.rules).replaceAll('"view_as"', '"read"'));
    expect(await whoami(manager)).toMatchObject({ viewer: null });
    await setRules(JSON.stringify(role.rules));
  });

  it('looks on in this session only', async () => {
    expect(await whoami(await world.app.logIn('manager'))).toMatchObject({ viewer: null });
    await manager('DELETE', '/v1/session');
    expect((await manager('GET', '/v1/session')).status).toBe(401);
    expect(writing.some(({ route }) => ownSession.test(route))).toBe(false);
  });
});
