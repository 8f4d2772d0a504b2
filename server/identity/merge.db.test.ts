import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addToFans } from '../event/event.sql.js';
import { emptyDelta } from '../event/fan-projection.js';
import { addRuns, rowsOf, createSopShop, type SopShop } from '../sop/testing/sop-shop.js';
import { identify, type PersonInput } from './identity.js';
import { resolveFans } from './resolve-fans.js';

let at: SopShop;
const NOW = Date.UTC(2026, 0, 10);

beforeAll(async () => {
  at = await createSopShop();
});
afterAll(() => at.app.close());

interface Met {
  record: string;
  fan: string;
}

/** People show these identities in a shop, at once. @returns the records and the fans that they are known as */
async function meetAll(people: PersonInput[], shop = at.shop): Promise<Met[]> {
  const { db, deps } = at.app;
  return db.transaction().execute(async (tx) => {
    const told = people.map((person) => identify(person, { id: shop, platform: 'taobao' }, deps.secrets));
    const fans = await resolveFans(tx, deps.secrets, told);
    for (const [i, { rootId }] of fans.entries()) {
      await addToFans(tx, shop, [emptyDelta(rootId, NOW, people[i]?.nick ?? null)]);
    }
    return fans.map(({ fanId, rootId }) => ({ record: fanId, fan: rootId }));
  });
}

async function meet(person: PersonInput, shop = at.shop): Promise<Met> {
  const [met] = await meetAll([person], shop);
  if (!met) throw new Error('Somebody was met');
  return met;
}

const history = async (fan: string) => rowsOf((await at.operator('GET', `/v1/fans/${fan}/merges`)).body);
const pairs = async () => rowsOf((await at.operator('GET', `/v1/merges/pairs?shop=${at.shop}`)).body);
const about = (rows: Record<string, unknown>[], record: string) =>
  rows.filter((row) => JSON.stringify([row['one'], row['other']]).includes(record));

it('merges by hand, tells who and why, and takes it back', async () => {
  const [one, other] = [await meet({ nick: '小红', phone: '13800000001' }), await meet({ nick: '红红' })];
  const merged = await at.operator('POST', `/v1/fans/${one.fan}/merges`, { other: other.fan, note: '本人来电确认' });
  expect(merged.status).toBe(201);
  expect(await history(other.record)).toMatchObject([
    {
      reason: 'hand',
      by_name: 'operator',
      note: '本人来电确认',
      from: { nick: '红红' },
      into: { nick: '小红' },
      undone_at: null,
    },
  ]);
  const again = await at.operator('POST', `/v1/fans/${one.fan}/merges`, { other: other.fan });
  expect([again.status, again.body['code']]).toEqual([409, 'IDN101']);
  const id = String(merged.body['id']);
  const undone = await at.operator('POST', `/v1/merges/${id}/undo`);
  expect(undone.body).toEqual({ kept: one.fan, gone: other.fan });
  expect(await history(one.fan)).toMatchObject([{ id, undone_by_name: 'operator' }]);
  const twice = await at.operator('POST', `/v1/merges/${id}/undo`);
  expect([twice.status, twice.body['code']]).toEqual([409, 'IDN102']);
  const audited = await at.app.db
    .selectFrom('audit')
    .select('action')
    .where('subject_id', '=', one.fan)
    .orderBy('id')
    .execute();
  expect(audited.map(({ action }) => action)).toEqual(['fan.merge', 'fan.unmerge']);
});

it('asks about whom facts merged although they contradict each other, and people decide', async () => {
  const [a, b] = [await meet({ user_id: 'u-1', phone: '13800000011' }), await meet({ phone: '13800000012' })];
  await meet({ user_id: 'u-1', phone: '13800000012' });
  const [pair] = about(await pairs(), a.record);
  expect(pair).toMatchObject({
    why: 'contradiction',
    kinds: ['phone'],
    one: { fan_id: a.fan, phone_mask: '138****0011' },
    other: { fan_id: a.fan, phone_mask: '138****0012' },
  });
  const settled = await at.operator('POST', '/v1/merges/pairs', { one: a.record, other: b.record, verdict: 'apart' });
  expect(settled.status).toBe(204);
  expect(about(await pairs(), a.record)).toEqual([]);
  // Facts that tie them once more merge nobody; it is asked again.
  const met = await meet({ user_id: 'u-1', phone: '13800000012' });
  expect(met).toEqual(a);
  expect((await meet({ phone: '13800000012' })).fan).toBe(b.fan);
  expect(about(await pairs(), a.record)).toMatchObject([{ why: 'met_again' }]);
  await at.operator('POST', '/v1/merges/pairs', { one: a.record, other: b.record, verdict: 'same' });
  expect((await meet({ phone: '13800000012' })).fan).toBe(a.fan);
  expect(about(await pairs(), a.record)).toEqual([]);
});

it('keeps two apart, or together, in the name of whoever says so, and tells it those who see both', async () => {
  const [one, other] = [await meet({ nick: '小禾' }), await meet({ nick: '小禾苗' })];
  const say = (verdict: string) =>
    at.operator('POST', '/v1/merges/pairs', { one: one.record, other: other.record, verdict });
  const decisionsOf = async (call: typeof at.operator, fan: string) =>
    rowsOf((await call('GET', `/v1/fans/${fan}/merges`)).body, 'decisions');
  expect((await say('apart')).status).toBe(204);
  for (const fan of [one.fan, other.fan])
    expect(await decisionsOf(at.operator, fan)).toMatchObject([
      { verdict: 'apart', by_name: 'operator', at: expect.any(String) as string },
    ]);
  const records = (await decisionsOf(at.operator, one.fan)).flatMap((row) => [row['one'], row['other']]);
  expect(records).toMatchObject([{ nick: '小禾' }, { nick: '小禾苗' }]);
  await sql`update fan_shop set owner_id = ${at.staffId} where fan_id = ${one.fan}`.execute(at.app.db);
  expect(await decisionsOf(at.staff, one.fan)).toEqual([]);
  await at.operator('POST', `/v1/fans/${one.fan}/merges`, { other: other.fan });
  expect((await say('same')).status).toBe(204);
  expect(await decisionsOf(at.operator, one.fan)).toMatchObject([{ verdict: 'same', by_name: 'operator' }]);
  const audited = await at.app.db
    .selectFrom('audit')
    .select(['action', 'detail'])
    .where('subject_id', '=', one.fan)
    .orderBy('id')
    .execute();
  expect(audited).toMatchObject([
    { action: 'fan.keep-apart', detail: { with: other.fan } },
    { action: 'fan.merge' },
    { action: 'fan.keep-together', detail: { with: one.fan } },
  ]);
});

it('shows the phone that came with a part to that part alone when they are taken apart', async () => {
  const [a, b] = [await meet({ user_id: 'u-2' }), await meet({ user_id: 'u-3' })];
  const { body } = await at.operator('POST', `/v1/fans/${a.fan}/merges`, { other: b.fan });
  await meet({ user_id: 'u-3', phone: '13800000033' });
  await at.operator('POST', `/v1/merges/${String(body['id'])}/undo`);
  const masks = await at.app.db
    .selectFrom('fan')
    .select('phone_mask')
    .where('id', 'in', [a.fan, b.fan])
    .orderBy('id')
    .execute();
  expect(masks).toEqual([{ phone_mask: null }, { phone_mask: '138****0033' }]);
});

it('is for those who may change both fans in every shop that knows them', async () => {
  const [mine, theirs] = [await meet({ nick: '小兰' }), await meet({ nick: '小兰' }, at.foreignShop)];
  const tries = [at.operator, at.stranger, at.staff].map(
    async (call) => (await call('POST', `/v1/fans/${mine.fan}/merges`, { other: theirs.fan })).status,
  );
  expect(await Promise.all(tries)).toEqual([404, 404, 404]);
  for (const call of [at.analyst, at.it]) {
    expect((await call('POST', `/v1/fans/${mine.fan}/merges`, { other: theirs.fan })).status).toBe(403);
    expect((await call('GET', `/v1/fans/${mine.fan}/merges`)).status).toBe(403);
  }
  expect((await at.stranger('GET', `/v1/fans/${mine.fan}/merges`)).status).toBe(404);
  // Whoever sees their own fans sees none of the pool.
  const [own, pooled] = [await meet({ nick: '小竹' }), await meet({ nick: '小松' })];
  await sql`update fan_shop set owner_id = ${at.staffId} where fan_id = ${own.fan}`.execute(at.app.db);
  expect((await at.staff('POST', `/v1/fans/${own.fan}/merges`, { other: pooled.fan })).status).toBe(404);
  // One nick in two shops of a platform is asked about where somebody sees both.
  expect(about(await pairs(), mine.record)).toEqual([]);
  const { db } = at.app;
  await db.transaction().execute(async (tx) => {
    const { rows } = await sql<{
      role_id: string;
    }>`select role_id from staff_role where staff_id = ${at.operatorId}`.execute(tx);
    await tx
      .insertInto('staff_role')
      .values({ staff_id: at.operatorId, role_id: rows[0]?.role_id ?? '', shop_id: at.foreignShop })
      .execute();
  });
  expect(about(await pairs(), mine.record)).toMatchObject([{ why: 'same_nick', kinds: ['nick'] }]);
  const apart = { one: mine.record, other: theirs.record, verdict: 'apart' };
  expect((await at.operator('POST', '/v1/merges/pairs', apart)).status).toBe(204);
  expect(about(await pairs(), mine.record)).toEqual([]);
});

it.each(['one after another', 'at once'])(
  'asks about people who contradict each other and were met %s',
  async (how) => {
    const [one, other, more] = how === 'at once' ? ['3', '4', '5'] : ['6', '7', '8'];
    const people: PersonInput[] = [
      { nick: `重名${one}`, phone: `1380000007${one}`, user_id: `tied${one}` },
      { nick: `重名${other}`, phone: `1380000007${other}`, user_id: `tied${other}` },
      { nick: `重名${one}`, phone: `1380000007${one}`, user_id: `tied${other}` },
      { nick: `新名${more}`, user_id: `tied${one}` },
    ];
    const met: Met[] = how === 'at once' ? await meetAll(people) : [];
    if (met.length === 0) for (const person of people) met.push(await meet(person));
    const [first, second, third, last] = met;
    if (!first || !second || !third || !last) throw new Error('Four were met');
    expect(third.fan).toBe(last.fan);
    expect([third.record, last.record]).toEqual([second.record, first.record]);
    expect(about(await pairs(), first.record)).toMatchObject([{ why: 'contradiction', kinds: ['phone', 'user_id'] }]);
    const [{ id }] = (await history(first.fan)) as [{ id: string }];
    expect((await at.operator('POST', `/v1/merges/${id}/undo`)).status).toBe(200);
    const found = at.app.db.selectFrom('fan').select('root_id').where('id', 'in', [first.record, second.record]);
    expect(new Set((await found.execute()).map(({ root_id }) => root_id)).size).toBe(2);
  },
);

it('lists what the reader decides, however many pairs of others wait', async () => {
  const [mine, theirs] = [await meet({ user_id: 'mine', phone: '13800000041' }), await meet({ user_id: 'theirs' })];
  await meet({ phone: '13800000042' });
  await meet({ user_id: 'mine', phone: '13800000042' });
  await sql`update fan_shop set owner_id = ${at.staffId} where fan_id = ${mine.fan}`.execute(at.app.db);
  await sql`
    with other as (insert into fan (id, root_id) select id, id from (select uuid7() as id from generate_series(1, 100)) made
      returning id),
    known as (insert into fan_shop (shop_id, fan_id) select ${at.shop}, id from other)
    insert into fan_pair (one, other, at)
    select ${theirs.record}, id, business_now() + interval '1 hour' from other`.execute(at.app.db);
  const { body } = await at.staff('GET', `/v1/merges/pairs?shop=${at.shop}`);
  expect(rowsOf(body)).toMatchObject([{ why: 'contradiction', one: { fan_id: mine.fan } }]);
});

it('shows on the fan page the stays of every record', async () => {
  const people = [await meet({ user_id: 'stay1' }), await meet({ user_id: 'stay2' }), await meet({ user_id: 'stay3' })];
  const [one, other, third] = people.map(({ fan }) => fan);
  if (one === undefined || other === undefined || third === undefined) throw new Error('Three were met');
  await addRuns(at, await at.createLive('新粉'), [one, other, third]);
  const stays = async () =>
    rowsOf((await at.operator('GET', `/v1/fans/${one}`)).body, 'sops').map(({ state }) => state);
  expect(await stays()).toEqual(['active']);
  await at.operator('POST', `/v1/fans/${one}/merges`, { other: third });
  expect((await stays()).sort()).toEqual(['active', 'left']);
});
