import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Call, createTestApp, type TestApp } from '../http/testing/test-app.js';

let app: TestApp;
let shop: string;
let administrator: Call;
let manager: Call;
let staff: Call;
let staffId: string;
let managerId: string;
const fans = { own: '', foreign: '', pool: '' };

beforeAll(async () => {
  app = await createTestApp();
  shop = (await app.db.insertInto('shop').values({ name: '甲店' }).returning('id').executeTakeFirstOrThrow()).id;
  await app.addStaff('it', 'it', null);
  staffId = await app.addStaff('staff', 'staff', shop);
  managerId = await app.addStaff('manager', 'manager', shop);
  const colleague = await app.addStaff('colleague', 'staff', shop);
  [administrator, manager, staff] = [await app.logIn('it'), await app.logIn('manager'), await app.logIn('staff')];
  fans.own = await addFan(staffId);
  fans.foreign = await addFan(colleague);
  fans.pool = await addFan(null);
});

afterAll(() => app.close());

async function addFan(owner_id: string | null): Promise<string> {
  const { id } = await app.db.selectNoFrom((eb) => eb.fn<string>('uuid7').as('id')).executeTakeFirstOrThrow();
  await app.db.insertInto('fan').values({ id, root_id: id, nick: '小红' }).execute();
  await app.db.insertInto('fan_shop').values({ fan_id: id, shop_id: shop, nick: '小红', owner_id }).execute();
  return id;
}

const ask = async (call: Call, fan: string, person = staffId, field = '') =>
  call('GET', `/v1/access/why?staff=${person}&fan=${fan}${field && `&field=${field}`}`);

describe('why', () => {
  it('names the role and the rule that open a fan, and what becomes of a field', async () => {
    const { body } = await ask(administrator, fans.own, staffId, 'phone');
    expect(body).toMatchObject({
      sees: true,
      field: { name: 'phone', state: 'masked' },
      text: { zh: 'staff 看得到这位粉丝；字段 phone 对 TA 打码。' },
      rules: [{ role: { key: 'staff' }, rows: { zh: '分给本人的' }, opens: true, reason: null }],
    });
  });

  it('says why a fan is not seen', async () => {
    const { body } = await ask(administrator, fans.foreign, staffId, 'nick');
    expect(body).toMatchObject({ sees: false, field: null, rules: [{ opens: false }] });
    expect((body.rules as { reason: { zh: string } }[])[0]?.reason.zh).toContain('负责人不是 TA');
  });

  it('tells rules apart: of two, the pool’s opens it', async () => {
    const { body } = await ask(administrator, fans.pool, managerId);
    expect((body.rules as { opens: boolean }[]).map((rule) => rule.opens)).toEqual([false, true]);
  });

  it('agrees with what the person is shown', async () => {
    for (const fan of Object.values(fans)) {
      const { body } = await ask(administrator, fan);
      expect((await staff('GET', `/v1/fans/${fan}`)).status).toBe(body.sees === true ? 200 : 404);
    }
  });

  it('says that a disabled person sees nothing', async () => {
    const leaver = await app.addStaff('leaver', 'operator', shop);
    await app.db.updateTable('staff').set({ active: false }).where('id', '=', leaver).execute();
    expect((await ask(administrator, fans.own, leaver)).body).toMatchObject({ sees: false, rules: [] });
  });

  it('answers nobody about a fan or a person beyond their sight, and never with what is known of the fan', async () => {
    expect((await ask(staff, fans.own)).status).toBe(200);
    expect((await ask(staff, fans.foreign)).status).toBe(404);
    expect((await ask(staff, fans.own, managerId)).status).toBe(404);
    expect((await ask(manager, fans.foreign)).status).toBe(404);
    expect((await ask(manager, fans.pool)).status).toBe(200);
    expect((await ask(administrator, staffId)).status).toBe(404);
    expect((await ask(administrator, fans.own)).text).not.toContain('小红');
    expect((await ask(administrator, fans.own, staffId, 'phone_encrypted')).status).toBe(400);
  });
});

describe('the rights of a person', () => {
  it('are every rule of every role that holds, in words', async () => {
    const { body } = await administrator('GET', `/v1/access/rights?staff=${staffId}`);
    const [role] = body.roles as { role: { key: string }; shop_id: string; rules: Record<string, unknown>[] }[];
    expect(role).toMatchObject({ role: { key: 'staff' }, shop_id: shop });
    expect(role?.rules[0]).toMatchObject({ subject: 'fan', rows: 'own', text: { en: 'those assigned to the person' } });
  });

  it('tell what is shown: a field without a masked form is hidden where rules mask it', async () => {
    const rule = {
      subject: 'fan',
      actions: ['read'],
      rows: 'own',
      masked: ['nick', 'spend', 'custom.灯牌'],
      hidden: ['email'],
      find: [],
    };
    const { id: role_id } = await app.db
      .insertInto('role')
      .values({ key: 'masking', name_zh: '', name_en: '', rules: JSON.stringify([rule]) })
      .returning('id')
      .executeTakeFirstOrThrow();
    const masked = await app.addStaff('masked', 'staff', shop);
    await app.db.updateTable('staff_role').set({ role_id }).where('staff_id', '=', masked).execute();
    const { body } = await administrator('GET', `/v1/access/rights?staff=${masked}`);
    expect((body.roles as { rules: object[] }[])[0]?.rules).toMatchObject([
      { masked: ['nick'], hidden: ['email', 'spend', 'custom.灯牌'] },
    ]);
  });

  it('are one’s own business, and that of who may view as one', async () => {
    expect((await staff('GET', `/v1/access/rights?staff=${staffId}`)).status).toBe(200);
    expect((await staff('GET', `/v1/access/rights?staff=${managerId}`)).status).toBe(404);
    expect((await manager('GET', `/v1/access/rights?staff=${staffId}`)).status).toBe(200);
  });
});
