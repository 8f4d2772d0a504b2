import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Call, createTestApp, type TestApp } from '../http/testing/test-app.js';

let app: TestApp;
let shop: string;
let administrator: Call;
let staff: Call;
let staffId: string;
const fans = { big: '', small: '', other: '' };

beforeAll(async () => {
  app = await createTestApp();
  shop = await addShop('甲店');
  const foreign = await addShop('乙店');
  await app.addStaff('it', 'it', null);
  staffId = await app.addStaff('staff', 'staff', shop);
  [administrator, staff] = [await app.logIn('it'), await app.logIn('staff')];
  fans.big = await addFan(shop, 90_000);
  fans.small = await addFan(shop, 100);
  fans.other = await addFan(foreign, 90_000);
});

afterAll(() => app.close());

async function addShop(name: string): Promise<string> {
  return (await app.db.insertInto('shop').values({ name }).returning('id').executeTakeFirstOrThrow()).id;
}

async function addFan(shop_id: string, spend: number): Promise<string> {
  const { id } = await app.db.selectNoFrom((eb) => eb.fn<string>('uuid7').as('id')).executeTakeFirstOrThrow();
  const custom = JSON.stringify({ 灯牌等级: 9, 偏好主播: '小鱼' });
  await app.db.insertInto('fan').values({ id, root_id: id, nick: '大客户', custom }).execute();
  await app.db.insertInto('fan_shop').values({ fan_id: id, shop_id, nick: '大客户', spend }).execute();
  return id;
}

const written = (rule: object) => ({
  name_zh: '大客户专员',
  name_en: 'Key accounts',
  rules: [
    { subject: 'fan', actions: ['read'], rows: 'shop', ...rule },
    { subject: 'shop', actions: ['read'], rows: 'shop' },
  ],
});

const bigSpenders = {
  rows: 'condition',
  condition: '购买金额 >= 500元',
  hidden: ['custom.灯牌等级'],
  masked: ['nick'],
};

async function addRole(rule: object = bigSpenders): Promise<{ id: string; key: string }> {
  const { body } = await administrator('POST', '/v1/roles', written(rule));
  const roles = (await administrator('GET', '/v1/roles')).body.items as { id: string; key: string }[];
  const key = roles.find((role) => role.id === body.id)?.key ?? '';
  return { id: String(body.id), key };
}

const give = (roles: object[]) => administrator('PATCH', `/v1/staff/${staffId}`, { roles });
const list = async () => {
  const { body } = await staff('GET', `/v1/fans?shop=${shop}`);
  return (body.items as { fan_id: string }[] | undefined)?.map((fan) => fan.fan_id);
};

async function readAt(id: string): Promise<string> {
  const { body } = await administrator('GET', '/v1/roles');
  const role = (body.items as { id: string; updated_at: string }[]).find((one) => one.id === id);
  return role?.updated_at ?? expect.fail('no such role');
}

describe('a role of the customer', () => {
  it('opens the fans for whom its condition holds, masks a field and withholds a key', async () => {
    const { key } = await addRole();
    await give([{ role: key, shop_id: shop }]);
    expect(await list()).toEqual([fans.big]);
    const { body } = await staff('GET', `/v1/fans/${fans.big}?shop=${shop}`);
    expect(body.nick).toBe('大**');
    expect(body.custom).toEqual({ 偏好主播: '小鱼' });
    expect((await staff('GET', `/v1/fans/${fans.small}?shop=${shop}`)).status).toBe(404);
    expect((await staff('GET', `/v1/fans/${fans.other}`)).status).toBe(404);
  });

  it('follows the fan: who no longer meets the condition is gone at once', async () => {
    await app.db.updateTable('fan_shop').set({ spend: 90_000 }).where('fan_id', '=', fans.small).execute();
    expect((await list())?.length).toBe(2);
    await app.db.updateTable('fan_shop').set({ spend: 100 }).where('fan_id', '=', fans.small).execute();
    expect(await list()).toEqual([fans.big]);
  });

  it('holds as it is from the next request on, and the record says what changed', async () => {
    const { id, key } = await addRole();
    await give([{ role: key, shop_id: shop }]);
    const change = { ...written({ ...bigSpenders, condition: '购买金额 < 500元' }), updated_at: await readAt(id) };
    expect((await administrator('PUT', `/v1/roles/${id}`, change)).status).toBe(204);
    expect(await list()).toEqual([fans.small]);
    const { detail } = await app.db
      .selectFrom('audit')
      .select('detail')
      .where('action', '=', 'role.change')
      .where('subject_id', '=', id)
      .executeTakeFirstOrThrow();
    expect(detail).toMatchObject({
      before: { rules: [{ condition: '购买金额 >= 500元' }, { subject: 'shop' }] },
      after: { rules: [{ condition: '购买金额 < 500元' }, { subject: 'shop' }] },
    });
  });

  it('stays as one person has changed it for another who has not looked since, also when both save at once', async () => {
    const { id } = await addRole();
    const change = (name_zh: string, updated_at: string) =>
      administrator('PUT', `/v1/roles/${id}`, { ...written(bigSpenders), name_zh, updated_at });
    const first = await readAt(id);
    const both = await Promise.all([change('甲', first), change('乙', first)]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 409]);
    expect(both.find(({ status }) => status === 409)?.body['code']).toBe('ROLE411');
    expect((await change('丙', first)).status).toBe(409);
    expect((await change('丙', await readAt(id))).status).toBe(204);
  });

  it('ends when it was given until', async () => {
    const { key } = await addRole();
    await give([{ role: key, shop_id: shop, until: new Date(Date.now() + 3_600_000).toISOString() }]);
    expect(await list()).toEqual([fans.big]);
    await give([{ role: key, shop_id: shop, until: new Date(Date.now() - 1).toISOString() }]);
    expect((await staff('GET', `/v1/fans?shop=${shop}`)).status).toBe(403);
  });

  it('goes only when nobody has it', async () => {
    const { id, key } = await addRole();
    await give([{ role: key, shop_id: shop }]);
    expect((await administrator('DELETE', `/v1/roles/${id}`)).body).toMatchObject({ code: 'ROLE410' });
    await give([{ role: 'staff', shop_id: shop }]);
    expect((await administrator('DELETE', `/v1/roles/${id}`)).status).toBe(204);
    expect((await administrator('DELETE', `/v1/roles/${id}`)).status).toBe(404);
  });
});

describe('what is refused', () => {
  it('a change of a packaged role', async () => {
    const roles = (await administrator('GET', '/v1/roles')).body.items as { id: string; packaged: boolean }[];
    const { id = '' } = roles.find((role) => role.packaged) ?? {};
    const change = { ...written({}), updated_at: await readAt(id) };
    expect((await administrator('PUT', `/v1/roles/${id}`, change)).body).toMatchObject({ code: 'ROLE409' });
    expect((await administrator('DELETE', `/v1/roles/${id}`)).body).toMatchObject({ code: 'ROLE409' });
  });

  it.each([
    ['own rows of what has no owner', { subject: 'sop', rows: 'own' }, 'rules.0.rows'],
    ['an action the subject does not have', { actions: ['publish'] }, 'rules.0.actions'],
    ['deleting what is only set', { subject: 'retention', rows: 'all', actions: ['delete'] }, 'rules.0.actions'],
    ['a field that is not there', { hidden: ['password_hash'] }, 'rules.0.hidden'],
    ['a field of every object', { masked: ['toString.call'] }, 'rules.0.masked.0'],
    ['a key of what is no object', { masked: ['nick.call'] }, 'rules.0.masked'],
    ['a pattern', { hidden: ['custom.*'] }, 'rules.0.hidden.0'],
    ['look-up by what is not hashed', { find: ['nick'] }, 'rules.0.find'],
    ['rows by condition without one', { rows: 'condition' }, 'rules.0.condition'],
    ['a condition beside other rows', { condition: '购买次数 > 1' }, 'rules.0.condition'],
    ['creating by condition', { ...bigSpenders, actions: ['read', 'create'] }, 'rules.0.actions'],
  ])('%s', async (_, rule, path) => {
    const { status, body } = await administrator('POST', '/v1/roles', written(rule));
    expect([status, (body.fields as { path: string }[] | undefined)?.[0]?.path]).toEqual([400, path]);
  });

  it.each(['购买金额 >', '购买次数 > 1" 分群 "x" 当 购买次数 > 1', 'M >= 4', '属于 分群 "大客户"', "' or 1=1 --"])(
    'the condition %s',
    async (condition) => {
      const { status, body } = await administrator('POST', '/v1/roles', written({ rows: 'condition', condition }));
      expect([status, body.code]).toEqual([422, 'ROLE422']);
    },
  );

  it('everybody but IT', async () => {
    for (const call of [staff, app.call]) {
      expect([401, 403]).toContain((await call('POST', '/v1/roles', written({}))).status);
      expect([401, 403]).toContain((await call('GET', '/v1/roles')).status);
    }
  });
});
