import { newToken } from '@fanloom/server/account/api-token.js';
import { type Answer, type Call } from '@fanloom/server/http/testing/test-app.js';
import { rowsOf } from '@fanloom/server/sop/testing/sop-shop.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLeakWorld, type LeakWorld } from './leak-world.js';
import type { MarkerKind } from './markers.js';
import { addPerson } from './people.js';
import { createPersonas, type Persona } from './personas.js';

/*
 * Leaks that other products have shipped, each asked of this one. The crawler beside this file asks every route; here
 * stands what needs more than one request, or a request that no schema describes.
 */

let world: LeakWorld;
let personas: Persona[];
let as: Record<'lin' | 'manager' | 'operator' | 'analyst' | 'it' | 'custom' | 'both' | 'foreigner', Call>;

beforeAll(async () => {
  world = await createLeakWorld();
  personas = await createPersonas(world);
  as = {
    lin: named('staff'),
    manager: named('manager'),
    operator: named('operator'),
    analyst: named('analyst'),
    it: named('it'),
    custom: named('custom role'),
    both: named('two roles'),
    foreigner: await world.app.logIn('foreigner'),
  };
});

afterAll(() => world.close());

const named = (name: string) => personas.find((one) => one.name === name)?.call ?? expect.fail(name);
const marker = (fan: string, kind: MarkerKind, shop = world.shop) =>
  world.markers.all.find((one) => one.fan === fan && one.kind === kind && (one.shop ?? shop) === shop)?.text ??
  expect.fail(kind);
const list = (call: Call, query = '') => call('GET', `/v1/fans?shop=${world.shop}${query}`);
const fansOf = (answer: Answer) => rowsOf(answer.body).map((fan) => fan['fan_id']);
const said = ({ status, body }: Answer) => ({ status, body: { ...body, instance: '' } });

describe('leaks of others, asked of this product', () => {
  it('01 an aggregate over a masked field', async () => {
    for (const query of ['aggregate[max]=phone', 'group_by=phone_mask', 'max=phone_encrypted', 'select=max(phone)']) {
      expect([query, (await list(as.lin, `&${query}`)).status]).toEqual([query, 400]);
    }
    const words = ['最大 手机号 > 1', '手机号 >= "1"', '次数(手机号) >= 1', 'max(phone) > 1'];
    for (const text of words) {
      expect([text, (await list(as.lin, `&where=${encodeURIComponent(text)}`)).status]).toEqual([text, 422]);
    }
  });

  it('02 a search that looks into a masked field', async () => {
    expect((await list(as.operator, '&q=zq')).status).toBe(200);
    for (const call of [as.custom, as.analyst]) expect((await list(call, '&q=zq')).status).toBe(400);
    const { meis, lins } = world.fans;
    expect(fansOf(await list(as.lin, `&q=${marker(meis, 'phone')}`))).toEqual([]);
    expect(fansOf(await list(as.lin, `&q=${marker(lins, 'phone')}`))).toEqual([lins]);
    expect(fansOf(await list(as.lin, `&q=${marker(lins, 'phone').slice(0, 10)}`))).toEqual([]);
  });

  it('03 an alias for a hidden column', async () => {
    for (const query of ['fields=phone_encrypted:nick', 'alias[x]=phone', 'select=phone_encrypted as nick'])
      expect([query, (await list(as.lin, `&${query}`)).status]).toEqual([query, 400]);
  });

  it('04 a filter that guesses a hidden value letter by letter', async () => {
    const { lins } = world.fans;
    const phone = marker(lins, 'phone');
    for (const query of [`phone[$startsWith]=${phone.slice(0, 4)}`, `phone_like=${phone}`, 'nick[$contains]=zq'])
      expect((await list(as.lin, `&${query}`)).status).toBe(400);
    const guess = async (text: string) => said(await list(as.custom, `&where=${encodeURIComponent(text)}`));
    const right = await guess(`昵称 = "${marker(world.fans.meis, 'shop_nick')}"`);
    expect(right).toEqual(await guess('昵称 = "nobody"'));
    const answers = await Promise.all(
      [phone.slice(0, 7), '1380000'].map(async (digits) => said(await list(as.lin, `&q=${digits}`))),
    );
    expect(answers[0]).toEqual(answers[1]);
  });

  it('05 a column of a related row', async () => {
    for (const query of ['sort=owner.password_hash', 'populate=owner', 'owner[login]=mei'])
      expect([query, (await list(as.lin, `&${query}`)).status]).toEqual([query, 400]);
    const [fan = {}] = rowsOf((await list(as.lin)).body);
    expect(Object.keys(fan).filter((key) => key.startsWith('owner'))).toEqual(['owner_id', 'owner_name']);
  });

  it('06 a column named with its table', async () => {
    for (const name of ['fan.phone_encrypted', 't1.phone', 'fan_shop.spend', '"fan_shop"."spend"', 'public.fan.nick'])
      expect([name, (await list(as.lin, `&sort=${encodeURIComponent(name)}`)).status]).toEqual([name, 400]);
  });

  it('07 a sort by a masked field, and a cursor that tells it', async () => {
    const hiding = { rows: 'shop', actions: ['read'], subject: 'fan', hidden: ['spend'] };
    const { call } = await addPerson(world, [hiding, { subject: 'shop', actions: ['read'], rows: 'shop' }]);
    for (const sort of ['spend', '-spend', 'phone', 'nick'])
      expect((await list(call, `&sort=${sort}`)).status).toBe(400);
    const cursors = [await list(as.operator, '&limit=1&sort=-spend'), await list(as.operator, '&limit=1')].map(
      (answer) => String(answer.body['next_cursor']),
    );
    expect((await list(call, `&sort=-spend&cursor=${cursors[0] ?? ''}`)).status).toBe(400);
    // A cursor names one row of the list it comes from, and opens none to whoever passes it on.
    const mine = fansOf(await list(as.lin));
    for (const fan of fansOf(await list(as.lin, `&cursor=${cursors[1] ?? ''}`))) expect(mine).toContain(fan);
    const next = String((await list(as.lin, '&limit=1')).body['next_cursor']);
    expect(Buffer.from(next, 'base64url').toString()).not.toMatch(/zq|139\d{8}/);
  });

  it('08 the audit, which tells what was and what became', async () => {
    await as.operator('POST', `/v1/fans/${world.fans.lins}/unmask`, { field: 'phone' });
    const rows = await world.app.db.selectFrom('audit').selectAll().execute();
    expect(rows.map(({ action }) => action)).toContain('fan.unmask');
    expect(world.markers.in(JSON.stringify(rows))).toEqual([]);
  });

  it('09 a list to choose recipients from', async () => {
    for (const path of [`/v1/sops/catalogue?shop=${world.shop}`, `/v1/shops/${world.shop}/owners`]) {
      for (const call of [as.lin, as.manager, as.operator, as.custom])
        expect(world.markers.in((await call('GET', path)).text)).toEqual([]);
    }
    expect(fansOf(await list(as.lin, '&q=zq')).sort()).toEqual([world.fans.lins, world.fans.shared].sort());
  });

  it('10 the rejected rows of somebody else’s import', async () => {
    const imports = { subject: 'import', actions: ['read'], rows: 'own' };
    const { call, id } = await addPerson(world, [imports, { subject: 'shop', actions: ['read'], rows: 'shop' }]);
    const [own, theirs] = await Promise.all([importOf(world.people.lin), importOf(world.people.mei)]);
    await world.app.db.updateTable('import').set({ created_by: id }).where('id', '=', own).execute();
    expect((await call('GET', `/v1/imports/${own}/rejects.csv`)).status).toBe(200);
    expect((await call('GET', `/v1/imports/${theirs}/rejects.csv`)).status).toBe(404);
    expect((await as.foreigner('GET', `/v1/imports/${own}/rejects.csv`)).status).toBe(404);
    expect((await as.manager('GET', `/v1/imports/${own}/rejects.csv`)).status).toBe(403);
  });

  it('11 an upload of somebody else, imported by its id', async () => {
    const upload_id = await importOf(world.people.mei);
    await world.app.db.updateTable('import').set({ state: 'uploaded' }).where('id', '=', upload_id).execute();
    const start = { upload_id, kind: 'orders', header_row: 1, columns: [], options: {} };
    expect((await as.foreigner('POST', '/v1/imports', start)).status).toBe(404);
    expect((await as.foreigner('POST', `/v1/imports/${upload_id}/preview`, {})).status).toBe(404);
    expect((await as.foreigner('POST', `/v1/imports/${upload_id}/cancel`)).status).toBe(404);
  });

  it('12 a change of many at once, some of them foreign', async () => {
    const sop = await sopOf(world.shop);
    const { meis, foreign } = world.fans;
    const missing = crypto.randomUUID();
    const entered = rowsOf((await as.lin('POST', `/v1/sops/${sop}/fans`, { fan_ids: [meis, foreign, missing] })).body);
    // Foreign and missing ones are told apart by nothing but the id that was asked for.
    for (const { fan_id, ...rest } of entered)
      expect([fan_id, rest]).toEqual([fan_id, { entered: false, reason: 'not_found' }]);
    expect(entered).toHaveLength(3);
  });

  it('13 an opt-out of a fan of another shop', async () => {
    const { shared } = world.fans;
    const before = await consents(world.foreignShop);
    const event = { type: 'optout', happened_at: new Date().toISOString(), key: 'o1', properties: {} };
    const person = { phone: marker(shared, 'phone') };
    await withToken(world.token)('POST', '/v1/events', { events: [{ ...event, person }] });
    expect(await consents(world.foreignShop)).toEqual(before);
  });

  it('14 two roles, whose fields and rows are mixed', async () => {
    const fans = { subject: 'fan', actions: ['read'] };
    const shop = { subject: 'shop', actions: ['read'], rows: 'shop' };
    const { call, id } = await addPerson(world, [
      { ...fans, rows: 'own' },
      { ...fans, rows: 'shop', masked: ['nick'] },
      shop,
    ]);
    const { pooled } = world.fans;
    const own = world.app.db.updateTable('fan_shop').where('fan_id', '=', pooled).where('shop_id', '=', world.shop);
    await own.set({ owner_id: id }).execute();
    const shown = rowsOf((await list(call)).body);
    await own.set({ owner_id: null }).execute();
    expect(shown).toHaveLength(4);
    const named = shown.filter(({ nick }) => world.markers.in(String(nick)).length > 0);
    expect(named.map((fan) => fan['fan_id'])).toEqual([pooled]);
  });

  it('14 a role that only counts beside one that names, which shows single fans of the others', async () => {
    const { pooled } = world.fans;
    const both = await world.app.db
      .selectFrom('staff')
      .select('id')
      .where('login', '=', 'both')
      .executeTakeFirstOrThrow();
    const own = world.app.db.updateTable('fan_shop').where('fan_id', '=', pooled).where('shop_id', '=', world.shop);
    expect((await list(as.both)).body).toMatchObject({ items: [], count: { value: 0 } });
    await own.set({ owner_id: both.id }).execute();
    const { body } = await list(as.both);
    const preview = { shop_id: world.shop, text: '购买次数 >= 1' };
    const sample = rowsOf((await as.both('POST', '/v1/segments/preview', preview)).body, 'sample');
    const [tag] = rowsOf((await as.both('GET', `/v1/tags?shop=${world.shop}`)).body);
    const all = { shop_id: world.shop, fans: { filter: {} } };
    const job = { ...all, action: { kind: 'tag', tag_ids: [tag?.['id']] } };
    const { id } = (await as.both('POST', '/v1/fan-jobs', job)).body;
    const started = (await as.both('GET', `/v1/fan-jobs/${String(id)}`)).body;
    const entry = { ...all, sop_id: await sopOf(world.shop) };
    const judged = (await as.both('POST', '/v1/fan-jobs/entry-preview', entry)).body;
    await own.set({ owner_id: null }).execute();
    expect(rowsOf(body).map((fan) => [fan['fan_id'], fan['nick'] !== null])).toEqual([[pooled, true]]);
    expect(sample.map((fan) => fan['fan_id'])).toEqual([pooled]);
    expect([started, judged]).toMatchObject([{ total: 1 }, { judged: 1 }]);
  });

  it('15 a custom field that was deleted and made anew', async () => {
    const { meis } = world.fans;
    const custom = async () => (await as.custom('GET', `/v1/fans/${meis}?shop=${world.shop}`)).body['custom'];
    const set = (value: object) =>
      world.app.db
        .updateTable('fan')
        .set({ custom: JSON.stringify(value) })
        .where('id', '=', meis)
        .execute();
    await set({});
    await set({ 灯牌: 'made anew', 别的: 1 });
    expect(await custom()).toEqual({ 别的: 1 });
    await set({ 灯牌: marker(meis, 'custom') });
  });

  it('16 an answer that tells the foreign from the missing', async () => {
    const { foreign, meis } = world.fans;
    const missing = crypto.randomUUID();
    for (const [method, path, body] of [
      ['GET', '/v1/fans/ID', undefined],
      ['GET', '/v1/fans/ID/timeline', undefined],
      ['POST', '/v1/fans/ID/unmask', { field: 'phone' }],
    ] as const) {
      const ask = async (call: Call, id: string) => said(await call(method, path.replace('ID', id), body));
      expect(await ask(as.operator, foreign)).toEqual(await ask(as.operator, missing));
      expect(await ask(as.lin, meis)).toEqual(await ask(as.lin, missing));
    }
    const why = async (fan: string) => said(await as.lin('GET', `/v1/access/why?staff=${world.people.lin}&fan=${fan}`));
    expect((await why(foreign)).status).toEqual((await why(missing)).status);
  });

  it('a name that is taken in a shop that is foreign, or in one that is none', async () => {
    const rules = [{ subject: 'staff', actions: ['read', 'create'], rows: 'shop' }];
    const { call: leader } = await addPerson(world, rules);
    const taken = '只在乙店的组';
    await world.app.db.insertInto('team').values({ shop_id: world.foreignShop, name: taken }).execute();
    const add = (call: Call, shop_id: string, name: string) => call('POST', '/v1/teams', { shop_id, name });
    expect((await add(leader, world.shop, taken)).status).toBe(201);
    const refused = said(await add(leader, world.foreignShop, '新的组'));
    expect(refused.status).toBe(404);
    for (const call of [leader, as.it]) expect(said(await add(call, crypto.randomUUID(), taken))).toEqual(refused);
    expect(said(await add(leader, world.foreignShop, taken))).toEqual(refused);
  });

  it('17 a link to share, with a role to choose: there is none, and the page of a coupon names nobody', async () => {
    const { paths } = (await world.app.call('GET', '/openapi.json')).body as { paths: object };
    expect(Object.keys(paths).filter((path) => /share|public|embed/.test(path))).toEqual([]);
    const code = 'ABCDEF012345';
    await world.app.db.updateTable('coupon_issue').set({ code }).where('fan_id', '=', world.fans.lins).execute();
    const page = await world.app.call('GET', `/c/${code}`);
    expect([page.status, world.markers.in(page.text)]).toEqual([200, []]);
  });

  it('18 figures over more than one may see', async () => {
    const count = async (call: Call) => (await list(call)).body['count'];
    expect(await count(as.operator)).toEqual({ value: 4, exact: true });
    expect(await count(as.lin)).toEqual({ value: 2, exact: true });
    expect(await count(as.custom)).toEqual({ value: 2, exact: true });
    // Of four fans one could tell each.
    expect(await count(as.analyst)).toEqual({ value: 0, exact: false });
    const body = { shop_id: world.shop, text: world.sopText };
    const simulated = async (call: Call) => (await call('POST', '/v1/sops/simulate', body)).text;
    expect(await simulated(as.operator)).toMatch(/"fans":4\b/);
    expect(await simulated(as.custom)).toMatch(/"fans":2\b/);
  });

  it('19 an SOP that names what its author may not see', async () => {
    const [foreign] = await segmentsOf(world.foreignShop);
    await world.app.db
      .updateTable('segment')
      .set({ name: '只在乙店' })
      .where('id', '=', foreign ?? '')
      .execute();
    const text = '流程 "借" { 当 进入分群 "只在乙店" 每人一次 打标签 "借到" }';
    const { body } = await as.operator('POST', '/v1/sops/check', { shop_id: world.shop, text });
    expect(rowsOf(body, 'problems').some((problem) => problem['severity'] === 'error')).toBe(true);
    expect((await as.operator('POST', '/v1/sops/check', { shop_id: world.foreignShop, text })).status).toBe(404);
  });

  it('20 a run, an import or an approval of somebody else, taken up by its id', async () => {
    const sop = await sopOf(world.foreignShop);
    for (const [method, path, body] of [
      ['POST', `/v1/sops/${sop}/gate`, { gate: 'stopped' }],
      ['POST', `/v1/sops/${sop}/publish`, { revision: 1 }],
      ['PUT', `/v1/sops/${sop}/draft`, { text: 'x', revision: 1 }],
      ['POST', `/v1/sops/${sop}/fans`, { fan_ids: [world.fans.foreign] }],
      ['GET', `/v1/sops/${sop}/monitor`, undefined],
      ['GET', `/v1/sops/${sop}/fans`, undefined],
      ['POST', `/v1/approvals/${crypto.randomUUID()}/approve`, undefined],
    ] as const)
      expect([path, (await as.operator(method, path, body)).status]).toEqual([path, 404]);
    const gate = await world.app.db.selectFrom('sop').select('gate').where('id', '=', sop).executeTakeFirstOrThrow();
    expect(gate.gate).toBe('open');
  });

  it('21 the text of an error inside the engine', async () => {
    const sop = await sopOf(world.shop);
    const run = await world.app.db.selectFrom('run').select('id').where('sop_id', '=', sop).executeTakeFirstOrThrow();
    const problem = JSON.stringify({ code: 'ENGINE_STEP_FAILED', sqlstate: '22012', message: 'zq-secret of a fan' });
    const at = new Date();
    const lane = {
      run_id: run.id,
      no: 9,
      step: 1,
      phase: 'parked',
      anchor_at: at,
      arrived_at: at,
      attempts: 5,
      problem,
    };
    await world.app.db.insertInto('lane').values(lane).execute();
    const answer = await as.operator('GET', `/v1/sops/${sop}/monitor`);
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain('zq-secret');
  });

  it('22 a list of colleagues that tells more than their names', async () => {
    for (const call of [as.lin, as.manager, as.operator]) expect((await call('GET', '/v1/staff')).status).toBe(403);
    expect((await as.it('GET', '/v1/staff')).text).not.toMatch(/password_hash|argon2|totp|secret/);
    const owners = await as.operator('GET', `/v1/shops/${world.shop}/owners`);
    for (const owner of rowsOf(owners.body)) expect(Object.keys(owner).sort()).toEqual(['id', 'name']);
  });

  it('23 a channel or a receiver of another shop', async () => {
    const channels = { subject: 'channel', actions: ['read', 'update', 'delete'], rows: 'shop' };
    const { call } = await addPerson(world, [channels, { subject: 'shop', actions: ['read'], rows: 'shop' }]);
    const foreign = { shop_id: world.foreignShop };
    const target = { ...foreign, name: 'ERP', url: 'https://93.184.216.34/', fields: [] };
    for (const answer of [
      await call('GET', `/v1/channels?shop=${world.foreignShop}`),
      await call('PUT', '/v1/channels', { ...foreign, channel: 'sms', provider: 'sandbox' }),
      await call('PUT', '/v1/webhook-targets', target),
      await call('DELETE', `/v1/webhook-targets?shop=${world.foreignShop}&name=ERP`),
    ])
      expect(answer.status).toBe(404);
    expect((await call('GET', `/v1/channels?shop=${world.shop}`)).status).toBe(200);
  });

  it('24 an answer that a cache between keeps', async () => {
    const [own = ''] = world.ids['imports'] ?? [];
    for (const path of [
      `/v1/fans?shop=${world.shop}`,
      `/v1/fans/${world.fans.lins}`,
      `/v1/fans/${crypto.randomUUID()}`,
      `/v1/imports/${own}/rejects.csv`,
      '/v1/session',
    ])
      expect([path, (await as.operator('GET', path)).headers.get('cache-control')]).toEqual([path, 'no-store']);
    const simulated = await as.operator('POST', '/v1/sops/simulate', { shop_id: world.shop, text: world.sopText });
    expect(simulated.headers.get('cache-control')).toBe('no-store');
  });

  it('25 an address for programs, without its secret', async () => {
    const { text } = newToken();
    for (const token of ['', 'x', text, world.token.slice(0, -1), world.token.toUpperCase(), `${world.token}x`]) {
      const answer = await withToken(token)('POST', '/v1/events', { events: [] });
      expect(answer.status).toBe(401);
    }
    expect((await world.app.call('POST', `/v1/events?token=${world.token}`, { events: [] })).status).toBe(401);
    expect((await withToken(world.token)('GET', `/v1/fans?shop=${world.shop}`)).status).toBe(401);
  });
});

const withToken =
  (token: string): Call =>
  (method, path, body) =>
    world.app.call(method, path, body, { authorization: `Bearer ${token}` });

async function importOf(staffId: string): Promise<string> {
  const row = await world.app.db
    .selectFrom('import')
    .select('id')
    .where('created_by', '=', staffId)
    .executeTakeFirstOrThrow();
  return row.id;
}

async function sopOf(shop: string): Promise<string> {
  return (await world.app.db.selectFrom('sop').select('id').where('shop_id', '=', shop).executeTakeFirstOrThrow()).id;
}

async function segmentsOf(shop: string): Promise<string[]> {
  return (await world.app.db.selectFrom('segment').select('id').where('shop_id', '=', shop).execute()).map(
    ({ id }) => id,
  );
}

const consents = (shop: string) =>
  world.app.db.selectFrom('consent').selectAll().where('shop_id', '=', shop).orderBy('fan_id').execute();
