import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Call } from '../http/testing/test-app.js';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;
let mine: string;
let theirs: string;

beforeAll(async () => {
  at = await createSopShop();
  mine = await at.addFan('小红', at.staffId);
  theirs = await at.addFan('小兰', null);
});

afterAll(() => at.app.close());

const due_at = new Date(Date.now() + 7_200_000).toISOString();
const make = (call: Call, task: object = {}) =>
  call('POST', '/v1/tasks', { shop_id: at.shop, title: '寄样品', due_at, ...task });
const listed = async (call: Call) => rowsOf((await call('GET', '/v1/tasks')).body);
const found = async (call: Call, id: unknown) => (await listed(call)).find((task) => task.id === id);

describe('making a task', () => {
  it('puts it on the list of whoever makes it, with what they wrote', async () => {
    const { status, body } = await make(at.staff, { note: '尺码先问清\n不要顺丰', fan_id: mine });
    expect(status).toBe(201);
    const me = { id: at.staffId, name: 'staff' };
    const made = { title: '寄样品', note: '尺码先问清\n不要顺丰', result: null, due_at, state: 'open' };
    const about = { sop: null, fan: { id: mine, nick: '小红' } };
    expect(await found(at.staff, body.id)).toMatchObject({ ...made, assignee: me, created_by: me, ...about });
    const audit = await at.app.db
      .selectFrom('audit')
      .select(['action', 'actor_id', 'detail'])
      .where('subject_id', '=', String(body.id))
      .execute();
    expect(audit).toEqual([{ action: 'task.create', actor_id: at.staffId, detail: { to: at.staffId } }]);
  });

  it('is taken back by its maker only, and only while it is open', async () => {
    const made = async () => String((await make(at.operator, { assignee_id: at.staffId })).body.id);
    const cancel = async (call: Call, id: string) => {
      const { status, body } = await call('POST', `/v1/tasks/${id}/cancel`);
      return body.code ?? status;
    };
    const [open, done, foreign] = [await made(), await made(), String((await make(at.staff)).body.id)];
    expect(await cancel(at.staff, open)).toBe('TASK426');
    expect(await cancel(at.operator, foreign)).toBe('TASK426');
    expect([await cancel(at.operator, open), await cancel(at.operator, open)]).toEqual([204, 204]);
    expect(await found(at.staff, open)).toBeUndefined();
    const gone = rowsOf((await at.staff('GET', '/v1/tasks?state=cancelled')).body);
    expect(gone).toContainEqual(expect.objectContaining({ id: open, state_reason: 'taken_back' }));
    expect((await at.staff('POST', `/v1/tasks/${open}/done`)).body.code).toBe('TASK409');
    expect((await at.staff('POST', `/v1/tasks/${done}/done`)).status).toBe(204);
    expect(await cancel(at.operator, done)).toBe('TASK425');
    const audit = await at.app.db.selectFrom('audit').select('action').where('subject_id', '=', open).execute();
    expect(audit.map(({ action }) => action)).toEqual(['task.create', 'task.cancel']);
  });

  it('can be changed by its maker and by whoever manages the one who has it', async () => {
    const words = { title: '改寄正装', note: null, due_at: new Date(Date.now() + 9_000_000).toISOString() };
    const change = async (call: Call, id: unknown, other: object = {}) => {
      const { status, body } = await call('PUT', `/v1/tasks/${String(id)}`, { ...words, ...other });
      return body.code ?? status;
    };
    const { body: given } = await make(at.operator, { assignee_id: at.staffId, note: '旧的', fan_id: mine });
    expect(await change(at.staff, given.id)).toBe('TASK427');
    expect(await change(at.operator, given.id, { due_at: '2020-01-01T00:00:00Z' })).toBe('TASK423');
    expect(await change(at.operator, given.id)).toBe(204);
    expect(await found(at.staff, given.id)).toMatchObject(words);
    const { body: own } = await make(at.staff, { fan_id: mine });
    expect([await change(at.staff, own.id), await change(at.operator, own.id, { title: '先不寄' })]).toEqual([
      204, 204,
    ]);
    const over = at.app.db
      .updateTable('task')
      .set({ due_at: new Date('2020-01-01') })
      .where('id', '=', String(own.id));
    await over.execute();
    expect(await change(at.staff, own.id, { due_at: '2020-01-01T00:00:00Z' })).toBe(204);
    await at.app.db.updateTable('fan_shop').set({ owner_id: null }).where('fan_id', '=', mine).execute();
    expect(await change(at.staff, own.id)).toBe('REQ404');
    await at.app.db.updateTable('fan_shop').set({ owner_id: at.staffId }).where('fan_id', '=', mine).execute();
    expect((await at.staff('POST', `/v1/tasks/${String(own.id)}/done`)).status).toBe(204);
    expect(await change(at.staff, own.id)).toBe('REQ404');
    const changes = at.app.db.selectFrom('audit').select('detail').where('subject_id', '=', String(given.id));
    expect(await changes.where('action', '=', 'task.change').execute()).toEqual([
      { detail: { from: due_at, to: words.due_at } },
    ]);
  });

  it('is a fact of the fan when it is done', async () => {
    const { body } = await make(at.staff, { title: '自己记的', fan_id: mine });
    expect((await at.staff('POST', `/v1/tasks/${String(body.id)}/done`)).status).toBe(204);
    const told = await at.app.db.selectFrom('event').select('properties').where('fan_id', '=', mine).execute();
    expect(told).toContainEqual({ properties: { task: '自己记的' } });
  });

  it('hides what was written from whoever does not see the fan any more', async () => {
    const { body } = await make(at.staff, { title: '问小红尺码', note: '只给看得到的人', fan_id: mine });
    expect(await found(at.staff, body.id)).toMatchObject({ title: '问小红尺码', note: '只给看得到的人' });
    await at.app.db.updateTable('fan_shop').set({ owner_id: null }).where('fan_id', '=', mine).execute();
    expect(await found(at.staff, body.id)).toMatchObject({ title: null, note: null, fan: { id: mine, nick: null } });
    await at.app.db.updateTable('fan_shop').set({ owner_id: at.staffId }).where('fan_id', '=', mine).execute();
  });

  it('gives it to a colleague where the maker manages them', async () => {
    const { body } = await make(at.operator, { title: '去回访', assignee_id: at.staffId, fan_id: mine });
    const people = { assignee: { id: at.staffId }, created_by: { id: at.operatorId } };
    expect(await found(at.staff, body.id)).toMatchObject({ title: '去回访', ...people });
    expect((await make(at.staff, { assignee_id: at.operatorId })).body.code).toBe('TASK422');
  });

  it('reaches from a manager to their own team', async () => {
    const addTeam = async (name: string) =>
      (await at.app.db.insertInto('team').values({ shop_id: at.shop, name }).returning('id').executeTakeFirstOrThrow())
        .id;
    const [team, another] = [await addTeam('一组'), await addTeam('二组')];
    const [member, outsider] = [
      await at.app.addStaff('member', 'staff', at.shop),
      await at.app.addStaff('other-team', 'staff', at.shop),
    ];
    const join = (team_id: string, ...logins: string[]) =>
      at.app.db.updateTable('staff').set({ team_id }).where('login', 'in', logins).execute();
    await join(team, 'member', 'manager');
    await join(another, 'other-team');
    expect((await make(at.manager)).status).toBe(201);
    expect((await make(at.manager, { assignee_id: member })).status).toBe(201);
    expect((await make(at.manager, { assignee_id: outsider })).body.code).toBe('TASK422');
  });

  it('is for those who work on tasks, and given to them only', async () => {
    for (const call of [at.analyst, at.it]) expect((await make(call)).status).toBe(403);
    const people = at.app.db.selectFrom('staff').select('id');
    const [analyst, stranger] = [
      await people.where('login', '=', 'analyst').executeTakeFirstOrThrow(),
      await people.where('login', '=', 'stranger').executeTakeFirstOrThrow(),
    ];
    for (const { id } of [analyst, stranger, { id: crypto.randomUUID() }])
      expect((await make(at.operator, { assignee_id: id })).body.code).toBe('TASK422');
    const leaver = await at.app.addStaff('leaver', 'staff', at.shop);
    await at.app.db.updateTable('staff').set({ active: false }).where('id', '=', leaver).execute();
    expect((await make(at.operator, { assignee_id: leaver })).body.code).toBe('TASK422');
  });

  it('is about a fan whom its maker sees, and whoever is to do it', async () => {
    for (const fan_id of [theirs, crypto.randomUUID()]) expect((await make(at.staff, { fan_id })).status).toBe(404);
    expect((await make(at.operator, { fan_id: theirs, assignee_id: at.staffId })).body.code).toBe('TASK422');
    const { body } = await make(at.operator, { fan_id: theirs });
    const given = await at.operator('PATCH', `/v1/tasks/${String(body.id)}`, { assignee_id: at.staffId });
    expect(given.body.code).toBe('TASK422');
  });

  it('is not about a fan who was erased', async () => {
    const gone = await at.addFan('走了', at.staffId);
    expect((await at.operator('POST', `/v1/fans/${gone}/erasure`)).status).toBe(204);
    expect((await make(at.operator, { fan_id: gone })).body.code).toBe('TASK424');
  });

  it('is made by whoever may make tasks, also where they read none', async () => {
    const rules = [
      { subject: 'task', actions: ['create'], rows: 'shop' },
      { subject: 'shop', actions: ['read'], rows: 'shop' },
    ];
    const role = await at.it('POST', '/v1/roles', { name_zh: '登记', name_en: 'Intake', rules });
    const id = await at.app.addStaff('intake', 'staff', at.shop);
    const { key } = await at.app.db
      .selectFrom('role')
      .select('key')
      .where('id', '=', String(role.body.id))
      .executeTakeFirstOrThrow();
    const roles = [
      { role: key, shop_id: at.shop },
      { role: 'staff', shop_id: at.foreignShop },
    ];
    expect((await at.it('PATCH', `/v1/staff/${id}`, { roles })).status).toBe(204);
    const intake = await at.app.logIn('intake');
    const made = await make(intake, { title: '来电登记', assignee_id: at.staffId });
    expect([made.status, Object.keys(made.body)]).toEqual([201, ['id']]);
    expect(await found(at.staff, made.body.id)).toMatchObject({ title: '来电登记', created_by: { id } });
    expect(await found(intake, made.body.id)).toBeUndefined();
  });

  it('is in a shop of the maker’s', async () => {
    for (const shop_id of [at.foreignShop, crypto.randomUUID()])
      expect((await make(at.operator, { shop_id })).status).toBe(404);
  });

  it('is due later than now, and in this life', async () => {
    for (const when of ['2020-01-01T00:00:00Z', '2199-01-01T00:00:00Z'])
      expect((await make(at.staff, { due_at: when })).body.code).toBe('TASK423');
    for (const wrong of [{ title: '  ' }, { title: 'a\0b' }, { note: 'a\0b' }, { due_at: '明天' }])
      expect((await make(at.staff, wrong)).body.code).toBe('REQ400');
  });
});
