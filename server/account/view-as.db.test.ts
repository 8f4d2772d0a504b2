import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Call, createTestApp, type TestApp } from '../http/testing/test-app.js';

let app: TestApp;
let shop: string;
let administrator: Call;
let manager: Call;
let staffId: string;
let teamFan: string;

beforeAll(async () => {
  app = await createTestApp();
  shop = (await app.db.insertInto('shop').values({ name: '甲店' }).returning('id').executeTakeFirstOrThrow()).id;
  const team = await app.db
    .insertInto('team')
    .values({ shop_id: shop, name: '甲组' })
    .returning('id')
    .executeTakeFirstOrThrow();
  await app.addStaff('it', 'it', null);
  const managerId = await app.addStaff('manager', 'manager', shop);
  staffId = await app.addStaff('staff', 'staff', shop);
  await app.db.updateTable('staff').set({ team_id: team.id }).where('id', '=', managerId).execute();
  [administrator, manager] = [await app.logIn('it'), await app.logIn('manager')];
  teamFan = await addFan({ owner_id: staffId, team_id: team.id });
  await addFan({ owner_id: staffId, team_id: null });
  await addFan({ owner_id: null, team_id: team.id });
});

afterAll(() => app.close());

async function addFan(belongs: { owner_id: string | null; team_id: string | null }): Promise<string> {
  const { id } = await app.db.selectNoFrom((eb) => eb.fn<string>('uuid7').as('id')).executeTakeFirstOrThrow();
  await app.db.insertInto('fan').values({ id, root_id: id, nick: '小红' }).execute();
  await app.db
    .insertInto('fan_shop')
    .values({ fan_id: id, shop_id: shop, nick: '小红', ...belongs })
    .execute();
  return id;
}

const view = (call: Call, staff_id = staffId) => call('POST', '/v1/session/view', { staff_id });
const end = (call: Call) => call('DELETE', '/v1/session/view');

describe('who views as somebody', () => {
  it('sees what both may see: the person’s own fans that are also the manager’s', async () => {
    expect((await view(manager)).status).toBe(204);
    const { body } = await manager('GET', `/v1/fans?shop=${shop}`);
    expect((body.items as { fan_id: string }[]).map((fan) => fan.fan_id)).toEqual([teamFan]);
    expect((await manager('GET', '/v1/session')).body).toMatchObject({
      staff: { id: staffId, name: 'staff' },
      viewer: { name: 'manager' },
    });
    await end(manager);
    expect((await manager('GET', '/v1/session')).body).toMatchObject({ staff: { name: 'manager' }, viewer: null });
  });

  it('changes nothing, not even what the person may', async () => {
    await view(manager);
    const fan = `/v1/fans/${teamFan}`;
    for (const [method, path] of [
      ['POST', `${fan}/unmask`],
      ['POST', '/v1/session/view'],
      ['POST', '/v1/sops'],
    ] as const) {
      expect((await manager(method, path, { field: 'phone' })).body).toMatchObject({ code: 'ACC412' });
    }
    await end(manager);
  });

  it('sees no fan as IT, in whatever list', async () => {
    await view(administrator);
    const { body } = await administrator('GET', '/v1/session');
    expect(body).toMatchObject({ staff: { name: 'staff' } });
    expect(body.rights).toContain('fan.read');
    for (const path of [`/v1/fans?shop=${shop}`, `/v1/fans/${teamFan}`, `/v1/fans/${teamFan}/timeline`, '/v1/tasks']) {
      expect([path, (await administrator('GET', path)).status]).toEqual([path, 403]);
    }
    await end(administrator);
  });

  it('is written down', async () => {
    const lines = await app.db
      .selectFrom('audit')
      .innerJoin('staff', 'staff.id', 'audit.actor_id')
      .select(['staff.login', 'audit.action'])
      .where('audit.action', 'like', 'staff.view-as%')
      .where('audit.subject_id', '=', staffId)
      .orderBy('audit.id')
      .execute();
    expect(lines.slice(0, 2)).toEqual([
      { login: 'manager', action: 'staff.view-as' },
      { login: 'manager', action: 'staff.view-as-end' },
    ]);
    expect(lines.at(-1)).toEqual({ login: 'it', action: 'staff.view-as-end' });
  });

  it('is themselves again when the person is disabled', async () => {
    const leaver = await app.addStaff('leaver', 'staff', shop);
    await view(manager, leaver);
    await app.db.updateTable('staff').set({ active: false }).where('id', '=', leaver).execute();
    expect((await manager('GET', '/v1/session')).body).toMatchObject({ staff: { name: 'manager' }, viewer: null });
    await end(manager);
  });

  it('must have the right to', async () => {
    const staff = await app.logIn('staff');
    expect((await view(staff)).status).toBe(403);
    const elsewhere = await app.db
      .insertInto('shop')
      .values({ name: '乙店' })
      .returning('id')
      .executeTakeFirstOrThrow();
    const stranger = await app.addStaff('stranger', 'staff', elsewhere.id);
    expect((await view(manager, stranger)).status).toBe(404);
    expect((await view(administrator, '00000000-0000-7000-8000-000000000000')).status).toBe(404);
  });
});
