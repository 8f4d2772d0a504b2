import type { KyselyPlugin } from 'kysely';
import { createApp } from '@fanloom/server/http/app.js';
import { type Call, testPassword } from '@fanloom/server/http/testing/test-app.js';
import type { Deps } from '@fanloom/server/request/context.js';
import { runPart } from '@fanloom/server/fan-job/run-fan-jobs.js';
import { rowsOf } from '@fanloom/server/sop/testing/sop-shop.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLeakWorld, type LeakWorld } from './leak-world.js';
import { addPerson } from './people.js';

/* Rights end while something is open that was begun with them. */

let world: LeakWorld;

beforeAll(async () => {
  world = await createLeakWorld();
});

afterAll(() => world.close());

const fans = { subject: 'fan', actions: ['read'] };
const shopRule = { subject: 'shop', actions: ['read'], rows: 'shop' };
const page = (call: Call, cursor = '') =>
  call('GET', `/v1/fans?shop=${world.shop}&limit=1&cursor=${cursor}`.replace(/&cursor=$/, ''));
const cursorOf = async (call: Call) => String((await page(call)).body['next_cursor']);
const ids = (rows: Record<string, unknown>[]) => rows.map((fan) => fan['fan_id']);

describe('a cursor that was given', () => {
  it('is good for nothing when the grant for a time has ended', async () => {
    const { call, id } = await addPerson(world, [{ ...fans, rows: 'shop' }, shopRule]);
    const cursor = await cursorOf(call);
    expect((await page(call, cursor)).status).toBe(200);
    const grant = world.app.db.updateTable('staff_role').where('staff_id', '=', id);
    await grant.set({ until: new Date(Date.now() - 1000) }).execute();
    expect((await page(call, cursor)).status).toBe(403);
  });

  it('shows only what the role shows after it was changed', async () => {
    const rows = (condition: string) => [{ ...fans, rows: 'condition', condition }, shopRule];
    const { call, id } = await addPerson(world, rows('购买金额 >= 0元'));
    const cursor = await cursorOf(call);
    const { role_id } = await world.app.db
      .selectFrom('staff_role')
      .select('role_id')
      .where('staff_id', '=', id)
      .executeTakeFirstOrThrow();
    const it_ = await world.app.logIn('it');
    const role = rowsOf((await it_('GET', '/v1/roles')).body).find((one) => one['id'] === role_id);
    const updated_at = role?.['updated_at'];
    const change = { name_zh: '试', name_en: 'Trial', rules: rows('购买金额 >= 999999元'), updated_at };
    expect((await it_('PUT', `/v1/roles/${role_id}`, change)).status).toBe(204);
    expect(ids(rowsOf((await page(call, cursor)).body))).toEqual([]);
  });

  it('shows nobody who was given to a colleague meanwhile', async () => {
    const lin = await world.app.logIn('lin');
    const cursor = await cursorOf(lin);
    const own = world.app.db.updateTable('fan_shop').where('shop_id', '=', world.shop);
    const theirs = own.where('fan_id', 'in', [world.fans.lins, world.fans.shared]);
    await theirs.set({ owner_id: world.people.mei, team_id: world.teams[1] }).execute();
    expect(rowsOf((await page(lin, cursor)).body)).toEqual([]);
    await theirs.set({ owner_id: world.people.lin, team_id: world.teams[0] }).execute();
  });
});

describe('a person who goes to another team', () => {
  it('takes along their fans and open tasks: who leads the one before sees them no longer, who leads the new one does', async () => {
    const { app, people, shop, teams } = world;
    const it_ = await app.logIn('it');
    const leader = await app.addStaff('leader-of-two', 'manager', shop);
    const join = async (id: string, team_id: string | null) =>
      expect((await it_('PATCH', `/v1/staff/${id}`, { team_id })).status).toBe(204);
    await join(leader, teams[1]);
    const [before, behind] = [await app.logIn('manager'), await app.logIn('leader-of-two')];
    const lin = await app.logIn('lin');
    const due_at = new Date(Date.now() + 3_600_000).toISOString();
    expect((await lin('POST', '/v1/tasks', { shop_id: shop, title: '小林的事', due_at })).status).toBe(201);
    const sees = async (call: Call) => {
      const shown = ids(rowsOf((await call('GET', `/v1/fans?shop=${shop}`)).body));
      const titles = rowsOf((await call('GET', `/v1/tasks?shop=${shop}`)).body).map(({ title }) => title);
      return [shown.includes(world.fans.lins), titles.includes('小林的事')];
    };
    expect([await sees(before), await sees(behind)]).toEqual([
      [true, true],
      [false, false],
    ]);
    await join(people.lin, teams[1]);
    expect([await sees(before), await sees(behind)]).toEqual([
      [false, false],
      [true, true],
    ]);
    await join(people.lin, null);
    expect([await sees(before), await sees(behind)]).toEqual([
      [false, false],
      [false, false],
    ]);
    await join(people.lin, teams[0]);
    expect(await sees(before)).toEqual([true, true]);
  });
});

describe('a token', () => {
  it('is good for as long as its owner may make such a token', async () => {
    const ask = () => world.app.call('POST', '/v1/events', { events: [] }, { authorization: `Bearer ${world.token}` });
    expect((await ask()).status).not.toBe(401);
    const { db } = world.app;
    const roles = await db.selectFrom('staff_role').selectAll().where('staff_id', '=', world.people.it).execute();
    await db.deleteFrom('staff_role').where('staff_id', '=', world.people.it).execute();
    expect((await ask()).status).toBe(401);
    await db.insertInto('staff_role').values(roles).execute();
    expect((await ask()).status).not.toBe(401);
  });
});

describe('whoever is disabled', () => {
  it('is asked for nothing more: not in a session, and not by a change of many that waits', async () => {
    const { call, id } = await addPerson(world, [
      { ...fans, actions: ['read', 'update'], rows: 'shop' },
      { subject: 'tag', actions: ['read'], rows: 'shop' },
      shopRule,
    ]);
    const tag = await world.app.db
      .selectFrom('tag')
      .select('id')
      .where('shop_id', '=', world.shop)
      .executeTakeFirstOrThrow();
    const job = {
      shop_id: world.shop,
      fans: { fan_ids: [world.fans.lins] },
      action: { kind: 'tag', tag_ids: [tag.id] },
    };
    const started = await call('POST', '/v1/fan-jobs', job);
    expect(started.status, started.text).toBeLessThan(300);
    await (
      await world.app.logIn('it')
    )('PATCH', `/v1/staff/${id}`, { active: false });
    expect((await page(call)).status).toBe(401);
    while (await runPart(world.app.db));
    const items = world.app.db.selectFrom('fan_job_item').innerJoin('fan_job', 'fan_job.id', 'fan_job_item.job_id');
    const done = await items.select(['outcome']).where('fan_job.staff_id', '=', id).execute();
    expect(done).toEqual([{ outcome: 'refused' }]);
  });
});

describe('a simulation', () => {
  it('tells nothing when the rights of whoever asked end while it runs', async () => {
    const body = JSON.stringify({ shop_id: world.shop, text: world.sopText });
    const session = { login: 'operator', password: testPassword };
    const cookie =
      (await world.app.call('POST', '/v1/session', session)).headers.get('set-cookie')?.split(';')[0] ?? '';
    const simulated = async (deps: Deps) => {
      const headers = { cookie, 'Content-Type': 'application/json' };
      return (await createApp(deps).request('/v1/sops/simulate', { method: 'POST', headers, body })).text();
    };
    expect(await simulated(world.app.deps)).toContain('"result"');
    const roles = world.app.db.selectFrom('staff_role').selectAll().where('staff_id', '=', world.people.operator);
    const had = await roles.execute();
    const ending = afterAnswers(3, () =>
      world.app.db.deleteFrom('staff_role').where('staff_id', '=', world.people.operator).execute(),
    );
    const told = await simulated({ ...world.app.deps, db: world.app.db.withPlugin(ending) });
    expect(told).toContain('REQ403');
    expect(told).not.toContain('"result"');
    await world.app.db.insertInto('staff_role').values(had).execute();
  });
});

/** Does something once, behind so many answers of the database. */
function afterAnswers(n: number, act: () => Promise<unknown>): KyselyPlugin {
  let answers = 0;
  return {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      if (++answers === n) await act();
      return result;
    },
  };
}

describe('a change of many', () => {
  it('says of the foreign what it says of the missing', async () => {
    const operator = await world.app.logIn('operator');
    const tag = await world.app.db
      .selectFrom('tag')
      .select('id')
      .where('shop_id', '=', world.shop)
      .executeTakeFirstOrThrow();
    const start = async (...fan_ids: string[]) => {
      const job = { shop_id: world.shop, fans: { fan_ids }, action: { kind: 'tag', tag_ids: [tag.id] } };
      const { status, body } = await operator('POST', '/v1/fan-jobs', job);
      return { status, body: { ...body, id: '', created_at: '', at: '', instance: '' } };
    };
    const missing = await start(crypto.randomUUID());
    expect(await start(world.fans.foreign)).toEqual(missing);
    expect(await start(world.fans.foreign, world.fans.lins)).toEqual(await start(crypto.randomUUID(), world.fans.lins));
  });
});
