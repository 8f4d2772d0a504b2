import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSopShop, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;
let fan: string;
beforeAll(async () => {
  at = await createSopShop();
  await at.operator('POST', '/v1/fields', { shop_id: at.shop, name: '肤质', type: 'text' });
});
beforeEach(async () => {
  fan = await at.addFan('小鱼', at.staffId);
});
afterAll(() => at.app.close());

const write = (values: object, call = at.staff) => call('PUT', `/v1/fans/${fan}/fields`, { shop_id: at.shop, values });

async function page(call = at.staff) {
  const { body } = await call('GET', `/v1/fans/${fan}?shop=${at.shop}`);
  const { shop, birthday, custom } = body as Record<string, Record<string, unknown>>;
  const { source, member_level, points, fan_level, intimacy } = shop ?? {};
  return { birthday, custom, source, member_level, points, fan_level, intimacy };
}

describe('fields of every fan', () => {
  const all = {
    birthday: '1995-08-21',
    source: '直播间',
    member_level: '金卡',
    points: 120,
    fan_level: 3,
    intimacy: 9,
  };

  it('are written beside the own ones by whoever may change the fan, and taken away', async () => {
    expect((await write({ ...all, 肤质: '干皮' })).status).toBe(204);
    expect(await page()).toEqual({ ...all, custom: { 肤质: '干皮' } });
    const none = { birthday: null, source: null, member_level: null, points: null, fan_level: null, intimacy: null };
    expect((await write(none)).status).toBe(204);
    expect(await page()).toEqual({ ...none, points: 0, custom: { 肤质: '干皮' } });
  });

  it('are corrected: also a source that was known, and a birthday without a year', async () => {
    await write(all);
    expect((await write({ source: '线下', birthday: '02-29' })).status).toBe(204);
    expect(await page()).toMatchObject({ source: '线下', birthday: '02-29', points: 120 });
  });

  it.each([
    ['birthday', '1995-02-30', 'FIELD427'],
    ['birthday', '02-30', 'FIELD427'],
    ['birthday', 19_950_821, 'FIELD427'],
    ['points', 1.5, 'FIELD427'],
    ['points', 3_000_000_000, 'FIELD427'],
    ['fan_level', -1, 'FIELD427'],
    ['member_level', 'a\0', 'FIELD427'],
    ['source', '', 'FIELD427'],
    ['肤质', 5, 'FIELD427'],
    ['spend', 5, 'FIELD428'],
    ['nick', '小虾', 'FIELD428'],
    ['owner_id', null, 'FIELD428'],
  ])('%s does not take %j, and nothing that came with it is written', async (name, value, code) => {
    const { status, body } = await write({ source: '线下', [name]: value });
    expect([status, body.code]).toEqual([422, code]);
    expect(body['fields']).toMatchObject([{ path: `values.${name}` }]);
    expect(await page()).toMatchObject({ source: null, custom: {} });
  });

  it('have names that no field of the shop takes', async () => {
    const add = (name: string, subject: string) =>
      at.operator('POST', '/v1/fields', { shop_id: at.shop, name, type: 'text', subject });
    expect((await add('points', 'fan')).body.code).toBe('FIELD409');
    expect((await add('points', 'order')).status).toBe(204);
    const key = `/v1/fields?shop=${at.shop}&name=${encodeURIComponent('肤质')}`;
    expect((await at.operator('PUT', key, { name: 'source', type: 'text' })).body.code).toBe('FIELD409');
  });

  it('of somebody else’s fan are not written', async () => {
    expect((await write({ points: 1 }, at.stranger)).status).toBe(404);
    expect((await write({ points: 1 }, at.analyst)).status).toBe(403);
    const foreign = await at.addFan('别人的', null);
    expect((await at.staff('PUT', `/v1/fans/${foreign}/fields`, { shop_id: at.shop, values: all })).status).toBe(404);
  });

  it('of which the role hides one are written but for that one, and the page says which', async () => {
    const mayWrite = async () => {
      const { body } = await at.staff('GET', `/v1/fans/${fan}?shop=${at.shop}`);
      return (body as Record<string, Record<string, unknown>>)['shop']?.['may_write'];
    };
    expect(await mayWrite()).toEqual(['birthday', 'source', 'member_level', 'points', 'fan_level', 'intimacy']);
    await hideFromStaff(['points', 'birthday']);
    expect(await mayWrite()).toEqual(['source', 'member_level', 'fan_level', 'intimacy']);
    expect((await write({ points: 1 })).status).toBe(404);
    expect((await write({ source: '线下', birthday: null })).status).toBe(404);
    expect((await write({ source: '线下' })).status).toBe(204);
    await hideFromStaff([]);
  });

  async function hideFromStaff(fields: string[]) {
    await sql`
      update role set rules = (
        select jsonb_agg(case when rule ->> 'subject' = 'fan'
          then jsonb_set(rule, '{hidden}', ${JSON.stringify(fields)}::jsonb) else rule end)
        from jsonb_array_elements(rules) rule)
      where key = 'staff'`.execute(at.app.db);
  }

  it('are told to rule tags and SOPs, another member level as an event too, and to the audit by name', async () => {
    await at.operator('POST', '/v1/definitions', { shop_id: at.shop, text: '标签 "金卡客" 当 会员等级 = "金卡"' });
    await write({ member_level: '金卡', points: 5 });
    await write({ member_level: '金卡' });
    const { rows: told } = await sql<{ kind: string }>`select kind from fact_outbox order by kind`.execute(at.app.db);
    expect(told.map(({ kind }) => kind)).toEqual(['event', 'field']);
    const lines = await at.staff('GET', `/v1/fans/${fan}/timeline?shop=${at.shop}`);
    expect(lines.body['items']).toMatchObject([
      { kind: 'event', type: 'level.change', source: 'staff', properties: { level: '金卡' } },
    ]);
    const { rows: audited } = await sql<{ detail: object }>`
      select detail from audit where action = 'fan.update' and subject_id = ${fan}`.execute(at.app.db);
    expect(audited).toEqual([{ detail: { fields: ['member_level', 'points'] } }]);
  });

  it('of an erased fan are not written again', async () => {
    await at.app.db
      .insertInto('erasure')
      .values({ root_id: fan, fan_ids: [fan] })
      .execute();
    const { status, body } = await write({ birthday: '1995-08-21' });
    expect([status, body.code]).toEqual([409, 'FIELD429']);
  });

  it('leave nothing of an older record to stand in for a birthday that is taken away', async () => {
    await at.app.db.insertInto('fan').values({ root_id: fan, birthday: '1990-01-01' }).execute();
    expect((await write({ birthday: null })).status).toBe(204);
    const { rows } = await sql`select from fan where root_id = ${fan} and birthday is not null`.execute(at.app.db);
    expect(rows).toEqual([]);
  });
});
