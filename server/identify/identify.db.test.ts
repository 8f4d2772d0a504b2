import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newToken } from '../account/api-token.js';
import { createTestApp, type TestApp } from '../http/testing/test-app.js';

let app: TestApp;
let shopId: string;
let bearer: Record<string, string>;
beforeAll(async () => {
  app = await createTestApp();
  const { id } = await app.db.insertInto('shop').values({ name: '花房' }).returning('id').executeTakeFirstOrThrow();
  shopId = id;
  const field = { shop_id: shopId, name: '灯牌', type: 'choice', choices: ['红', '蓝'] };
  await app.db.insertInto('custom_field').values(field).execute();
  const token = newToken();
  const row = { shop_id: shopId, name: 't', token_hash: token.hash, scopes: ['events:write'] };
  const created_by = await app.addStaff('it', 'it', null);
  await app.db
    .insertInto('api_token')
    .values({ ...row, created_by })
    .execute();
  bearer = { authorization: `Bearer ${token.text}` };
});
afterAll(() => app.close());

const identify = (person: object, fields?: object) =>
  app.call('POST', '/v1/fans/identify', { person, ...(fields && { fields }) }, bearer);

async function known(fan: unknown) {
  const { rows } = await sql`
    select f.birthday::text, f.custom, s.source, s.member_level, s.points, s.fan_level, s.intimacy
    from fan_shop s join fan f on f.id = s.fan_id where s.shop_id = ${shopId} and f.id = ${String(fan)}`.execute(
    app.db,
  );
  return rows[0];
}

const levelsTold = async () =>
  (await sql`select properties from event where type = 'level.change' order by id`.execute(app.db)).rows;

describe('POST /v1/fans/identify', () => {
  it('ties identities to one fan and makes it known to the shop', async () => {
    const first = await identify({ phone: '13812344021' });
    expect(first.body).toMatchObject({ created: true });
    const second = await identify({ phone: '+86 13812344021', nick: '小鹿' });
    expect(second.body).toEqual({ fan_id: first.body['fan_id'], created: false });
    expect(await known(first.body['fan_id'])).toBeDefined();
  });

  it('refuses what identifies nobody', async () => {
    const answer = await identify({ nick: '***' }, { points: 5 });
    expect([answer.status, answer.body['code']]).toEqual([422, 'EVT103']);
  });

  it('writes what is told of the fan; what is told last counts, what is left out stays, and so does a source', async () => {
    const first = { birthday: '08-21', source: '抖音', member_level: '银卡', points: 10, 灯牌: '红' };
    const { body } = await identify({ user_id: 'told' }, first);
    expect(await known(body['fan_id'])).toEqual({
      ...{ birthday: '1604-08-21', source: '抖音', member_level: '银卡', points: 10 },
      ...{ fan_level: null, intimacy: null, custom: { 灯牌: '红' } },
    });
    const second = { source: '快手', member_level: '金卡', fan_level: 4, points: null, 灯牌: null };
    await identify({ user_id: 'told' }, second);
    await identify({ user_id: 'told' }, second);
    expect(await known(body['fan_id'])).toEqual({
      ...{ birthday: '1604-08-21', source: '抖音', member_level: '金卡', points: 0 },
      ...{ fan_level: 4, intimacy: null, custom: {} },
    });
    expect(await levelsTold()).toEqual([{ properties: { level: '银卡' } }, { properties: { level: '金卡' } }]);
  });

  it.each([
    [{ birthday: 'soon' }, 'FIELD427', 'birthday'],
    [{ points: '5' }, 'FIELD427', 'points'],
    [{ 灯牌: '绿' }, 'FIELD427', '灯牌'],
    [{ orders: 5 }, 'FIELD428', 'orders'],
    [{ 没有的: 5 }, 'FIELD428', '没有的'],
  ])('names what is wrong with %j, and writes nothing', async (wrong, code, name) => {
    const answer = await identify({ user_id: `not ${name}` }, { source: '抖音', ...wrong });
    expect([answer.status, answer.body['code']]).toEqual([422, code]);
    expect(answer.body['fields']).toMatchObject([{ path: `fields.${name}` }]);
    expect((await identify({ user_id: `not ${name}` })).body).toMatchObject({ created: true });
  });

  it('keeps what both were told when they turn out to be one: the higher level, and more points', async () => {
    await identify({ user_id: 'm1' }, { member_level: '银卡', points: 50, birthday: '1990-05-05' });
    await identify({ phone: '13800000042' }, { source: '门店', points: 20, fan_level: 7, 灯牌: '蓝' });
    const { body } = await identify({ user_id: 'm1', phone: '13800000042' }, { intimacy: 3 });
    expect(await known(body['fan_id'])).toEqual({
      ...{ birthday: '1990-05-05', source: '门店', member_level: '银卡', points: 50 },
      ...{ fan_level: 7, intimacy: 3, custom: { 灯牌: '蓝' } },
    });
  });
});
