import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addRuns, createSopShop, rowsOf, type SopShop, welcome } from './testing/sop-shop.js';

let at: SopShop;

beforeAll(async () => {
  at = await createSopShop();
});

afterAll(() => at.app.close());

const read = async (id: string) => (await at.operator('GET', `/v1/sops/${id}`)).body;
const inList = async (id: string) =>
  rowsOf((await at.operator('GET', `/v1/sops?shop=${at.shop}`)).body).find((sop) => sop.id === id);
const save = (id: string, text: string, revision: number) =>
  at.operator('PUT', `/v1/sops/${id}/draft`, { text, revision });
const publish = (id: string, revision: number) => at.operator('POST', `/v1/sops/${id}/publish`, { revision });
const check = async (text: string) => (await at.operator('POST', '/v1/sops/check', { shop_id: at.shop, text })).body;

describe('drafts', () => {
  it('keeps a text under the name of its SOP and shows it in the list', async () => {
    const id = await at.create(welcome('新粉'));
    expect(await read(id)).toMatchObject({
      name: '新粉',
      draft: welcome('新粉'),
      draft_by: { id: at.operatorId, name: 'operator' },
      revision: 1,
      live: null,
      gate: 'open',
    });
    expect(await inList(id)).toMatchObject({ name: '新粉', problems: 0, in_flight: 0 });
  });

  it.each([
    ['no SOP', '标签', 'DRAFT422', 422],
    ['several SOPs', `${welcome('甲')}${welcome('乙')}`, 'DRAFT423', 422],
    ['a name that is taken', welcome('占用'), 'DRAFT410', 409],
  ])('refuses a text with %s', async (_, text, code, status) => {
    if (code === 'DRAFT410') await at.create(text);
    const answer = await at.operator('POST', '/v1/sops', { shop_id: at.shop, text });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('gives one of two who take a name at once the name', async () => {
    const body = { shop_id: at.shop, text: welcome('抢名') };
    const answers = await Promise.all([1, 2, 3].map(() => at.operator('POST', '/v1/sops', body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
  });

  it('saves over the revision it was made from and tells who was slower of the newer one', async () => {
    const id = await at.create(welcome('同改'));
    const saved = await save(id, welcome('同改二'), 1);
    expect([saved.status, saved.body.revision, saved.body.name]).toEqual([200, 2, '同改二']);
    const late = await save(id, 'x', 1);
    expect([late.status, late.body.code, late.body.revision]).toEqual([409, 'DRAFT409', 2]);
    expect(late.body.draft).toBe(welcome('同改二'));
  });

  it('saves mistakes, too, and counts them', async () => {
    const id = await at.create(welcome('半成品'));
    const { status } = await save(id, '流程 "半成品" { 当 关注 每人一次 发私信 "a" 附券 "没有的券" }', 1);
    expect(status).toBe(200);
    expect(await inList(id)).toMatchObject({ problems: 1, draft_differs: true });
  });

  it('takes no characters that cannot be stored', async () => {
    expect((await at.operator('POST', '/v1/sops', { shop_id: at.shop, text: 'a\0b' })).status).toBe(400);
  });
});

describe('check', () => {
  it('tells problems by line and column', async () => {
    const { problems } = await check(welcome('检查').replace('附券 "检查券"', '附券 "检查卷"'));
    expect(problems).toMatchObject([{ code: 'SOP201', severity: 'error', line: 9, column: 32 }]);
  });

  it('tells how tests end and what they cover', async () => {
    const { problems, tests, sops } = await check(welcome('检查').replace('1次', '2次'));
    expect(problems).toEqual([]);
    expect(tests).toMatchObject([
      { name: '关注就发券', passed: false, ran: true, line: 14, failures: [{ line: 17, column: 3 }] },
    ]);
    expect(sops).toMatchObject([{ name: '检查', coverage: { steps: { covered: 3, total: 4 } } }]);
  });

  it('says each cause once', async () => {
    const body = await check('流程 "一次" { 当 支付 且 关注 发私信 话术 "没有" }');
    const places = rowsOf(body, 'problems').map(({ range }) => JSON.stringify(range));
    expect(places.length).toBeGreaterThan(0);
    expect(new Set(places).size).toBe(places.length);
  });

  it('finds a circle that goes through a live SOP', async () => {
    const again = (name: string, step: string) => `流程 "${name}" { 当 关注 可再次进入 ${step} }`;
    await publish(await at.create(again('圈甲', '打标签 "甲"')), 1);
    const second = await at.create(again('圈乙', '启动流程 "圈甲"'));
    expect((await publish(second, 1)).status).toBe(200);
    const { problems } = await check(again('圈甲', '启动流程 "圈乙"'));
    expect(problems).toMatchObject([{ code: 'SOP511', severity: 'error' }]);
  });
});

describe('catalogue', () => {
  it('knows what the shop has, and the tags that drafts put on', async () => {
    await at.createLive('目录');
    await at.create(welcome('草稿里'));
    const { body } = await at.operator('GET', `/v1/sops/catalogue?shop=${at.shop}`);
    expect(body).toMatchObject({
      coupons: { 目录券: { off: { fen: 1000 }, overFen: 0, validSeconds: 604_800, stock: null } },
      segments: { 目录买过的: '购买次数 >= 1' },
    });
    expect(body.sops).toContain('目录');
    expect(body.sops).not.toContain('草稿里');
    expect(body.tags).toEqual(expect.arrayContaining(['目录-买了', '草稿里-没买']));
    expect(body.coupons).not.toHaveProperty('草稿里券');
  });

  it('offers the SOPs that come with the product', async () => {
    const { body } = await at.operator('GET', '/v1/sops/templates');
    expect(rowsOf(body).map(({ name }) => name)).toContain('新粉7日转化');
  });
});

describe('publish', () => {
  it('makes the draft live with its coupons, tags and segments, in the scope of its author', async () => {
    const id = await at.createLive('发布');
    const { db } = at.app;
    const version = await db.selectFrom('sop_version').selectAll().where('sop_id', '=', id).executeTakeFirstOrThrow();
    expect(version).toMatchObject({ number: 1, author_id: at.operatorId, text: welcome('发布') });
    expect(version.scope).toEqual({ rows: [{ shop_id: { $in: [at.shop] } }] });
    const listens = await db.selectFrom('listen').select('key').where('version_id', '=', version.id).execute();
    expect(listens.map(({ key }) => key)).toEqual(expect.arrayContaining(['follow', 'order.pay']));
    const tags = await db.selectFrom('tag').select('name').where('shop_id', '=', at.shop).execute();
    expect(tags.map(({ name }) => name)).toEqual(expect.arrayContaining(['发布-买了', '发布-没买']));
    const audit = await db.selectFrom('audit').select('action').where('subject_id', '=', id).orderBy('id').execute();
    expect(audit.map(({ action }) => action)).toEqual(['sop.create', 'sop.publish']);
    expect(await read(id)).toMatchObject({ live: { number: 1 }, draft_differs: false });
  });

  it('tells of changes since then whoever sees both texts', async () => {
    const id = await at.createLive('改过');
    await save(id, `${welcome('改过')}\n`, 1);
    expect(await read(id)).toMatchObject({ draft_differs: true });
    expect((await at.analyst('GET', `/v1/sops/${id}`)).body).toMatchObject({ draft_differs: false });
  });

  it('refuses errors and failing tests, and says which', async () => {
    const id = await at.create(welcome('不过').replace('1次', '3次'));
    const failing = await publish(id, 1);
    expect([failing.status, failing.body.code]).toEqual([422, 'PUBLISH422']);
    expect(failing.body.tests).toMatchObject([{ passed: false }]);
    await save(id, welcome('不过').replace('每人一次\n', ''), 1);
    const wrong = await publish(id, 2);
    expect(wrong.body.problems).toMatchObject([{ code: 'SOP502' }]);
    expect((await read(id)).live).toBeNull();
  });

  it('publishes only the revision that was looked at', async () => {
    const id = await at.create(welcome('旧稿'));
    await save(id, welcome('旧稿', '# 改过'), 1);
    const { status, body } = await publish(id, 1);
    expect([status, body.code, body.revision]).toEqual([409, 'DRAFT409', 2]);
  });

  it('makes no second version of what is live', async () => {
    const id = await at.createLive('两次');
    expect((await publish(id, 1)).body).toEqual({ version: 1 });
    const { body } = await at.operator('GET', `/v1/sops/${id}/versions`);
    expect(body.items).toMatchObject([{ number: 1, author: { name: 'operator' }, approver: null }]);
  });

  it('says whom it would reach, and keeps it with the version', async () => {
    const all = { zh: '甲店 · 全店粉丝', en: '甲店 · all fans of the shop' };
    expect((await check(welcome('范围'))).scope).toEqual(all);
    const id = await at.createLive('范围');
    expect(rowsOf((await at.operator('GET', `/v1/sops/${id}/versions`)).body)).toMatchObject([{ scope: all }]);
    expect((await at.operator('GET', `/v1/sops/${id}/monitor`)).body.version).toMatchObject({ scope: all });
  });

  it('changes the name of a live SOP only with the next version', async () => {
    const id = await at.createLive('旧名');
    await save(id, welcome('新名'), 1);
    expect((await read(id)).name).toBe('旧名');
    expect((await publish(id, 2)).body).toEqual({ version: 2 });
    expect((await read(id)).name).toBe('新名');
  });
});

describe('gate', () => {
  it('is one row, and rings the runs that are not over', async () => {
    const id = await at.createLive('开关');
    const nobody = () => crypto.randomUUID();
    const { running, over } = await addRuns(at, id, [nobody(), nobody(), nobody()]);
    expect((await at.operator('POST', `/v1/sops/${id}/gate`, { gate: 'stopped' })).status).toBe(200);
    const runs = await at.app.db.selectFrom('run').select(['id', 'rung']).where('sop_id', '=', id).execute();
    expect(new Map(runs.map((run) => [run.id, run.rung]))).toEqual(
      new Map([
        [running, true],
        [over, false],
      ]),
    );
    expect((await read(id)).gate).toBe('stopped');
    const audit = await at.app.db.selectFrom('audit').select('detail').where('action', '=', 'sop.gate').execute();
    expect(audit).toEqual([{ detail: { gate: 'stopped', before: 'open' } }]);
  });

  it('opens again what was stopped when it is published, and leaves those who were stopped where they are', async () => {
    const id = await at.createLive('重来');
    const nobody = () => crypto.randomUUID();
    const { running, over } = await addRuns(at, id, [nobody(), nobody(), nobody()]);
    await at.operator('POST', `/v1/sops/${id}/gate`, { gate: 'stopped' });
    expect((await publish(id, 1)).body).toEqual({ version: 2 });
    expect((await read(id)).gate).toBe('open');
    const runs = await at.app.db.selectFrom('run').select(['id', 'gate']).where('sop_id', '=', id).execute();
    expect(new Map(runs.map((run) => [run.id, run.gate]))).toEqual(
      new Map([
        [running, 'stopped'],
        [over, 'open'],
      ]),
    );
  });

  it('stays paused when a new version is published', async () => {
    const id = await at.createLive('暂停中');
    await at.operator('POST', `/v1/sops/${id}/gate`, { gate: 'paused' });
    await save(id, welcome('暂停中', '# 改过'), 1);
    expect((await publish(id, 2)).body).toEqual({ version: 2 });
    expect((await read(id)).gate).toBe('paused');
  });
});

describe('rights', () => {
  it.each([
    ['GET', '', undefined],
    ['PUT', '/draft', { text: 'x', revision: 1 }],
    ['POST', '/publish', { revision: 1 }],
    ['POST', '/gate', { gate: 'open' }],
    ['GET', '/versions', undefined],
    ['GET', '/monitor', undefined],
    ['GET', '/fans', undefined],
  ])('%s %s: a foreign SOP is not there', async (method, path, body) => {
    const id = await at.create(welcome(`外人${method}${path.slice(1)}`));
    const address = `/v1/sops/${id}${path}`;
    expect((await at.stranger(method, address, body)).status).toBe(404);
    expect((await at.app.call(method, address, body)).status).toBe(401);
    expect((await at.it(method, address, body)).status).toBe(403);
  });

  it('says of a foreign shop that it is not there', async () => {
    const body = { shop_id: at.shop, text: welcome('别家写的') };
    expect((await at.stranger('GET', `/v1/sops?shop=${at.shop}`)).status).toBe(404);
    expect((await at.stranger('GET', `/v1/sops/catalogue?shop=${at.shop}`)).status).toBe(404);
    expect((await at.stranger('POST', '/v1/sops', body)).status).toBe(404);
    expect((await at.stranger('POST', '/v1/sops/check', body)).status).toBe(404);
  });

  it('lets those who only look change nothing', async () => {
    const id = await at.create(welcome('只看'));
    for (const call of [at.manager, at.staff, at.analyst]) {
      expect((await call('GET', `/v1/sops/${id}`)).status).toBe(200);
      expect((await call('PUT', `/v1/sops/${id}/draft`, { text: 'x', revision: 1 })).status).toBe(403);
      expect((await call('POST', `/v1/sops/${id}/publish`, { revision: 1 })).status).toBe(403);
      expect((await call('POST', `/v1/sops/${id}/gate`, { gate: 'stopped' })).status).toBe(403);
      expect((await call('POST', '/v1/sops', { shop_id: at.shop, text: welcome('x') })).status).toBe(403);
    }
  });
});
