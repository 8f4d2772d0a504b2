import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSopShop, rowsOf, type SopShop, welcome } from '../sop/testing/sop-shop.js';

let at: SopShop;
let colleague: SopShop['operator'];

beforeAll(async () => {
  at = await createSopShop();
  await at.app.addStaff('colleague', 'operator', at.shop);
  colleague = await at.app.logIn('colleague');
  expect((await mode('other_person')).status).toBe(204);
});

afterAll(() => at.app.close());

const mode = (approval: string, call = at.operator) => call('PUT', `/v1/shops/${at.shop}/approval`, { approval });
const publish = (id: string, revision = 1) => at.operator('POST', `/v1/sops/${id}/publish`, { revision });
const approve = (id: string, call = at.manager) => call('POST', `/v1/approvals/${id}/approve`);
const live = async (id: string) => (await at.operator('GET', `/v1/sops/${id}`)).body.live;

async function ask(text: string): Promise<{ sop: string; request: string }> {
  const sop = await at.create(text);
  const { status, body } = await publish(sop);
  expect([status, body]).toEqual([202, { approval: expect.any(String) as unknown }]);
  return { sop, request: String(body.approval) };
}

it('goes live when somebody else approves, in the name and scope of its author', async () => {
  const { sop, request } = await ask(welcome('要审的'));
  expect(await live(sop)).toBeNull();
  const own = await approve(request, at.operator);
  expect([own.status, own.body.code]).toEqual([403, 'APPROVAL403']);
  expect((await approve(request)).body).toEqual({ version: 1 });
  expect(await live(sop)).toMatchObject({ number: 1 });
  const version = await at.app.db
    .selectFrom('sop_version')
    .select(['author_id', 'approved_by'])
    .where('sop_id', '=', sop)
    .executeTakeFirstOrThrow();
  expect(version.author_id).toBe(at.operatorId);
  expect(version.approved_by).not.toBeNull();
  expect((await approve(request)).body.code).toBe('APPROVAL410');
});

it('shows its approver what it does, to whom and at what cost', async () => {
  await at.addFan('小红', at.staffId);
  const { sop, request } = await ask(welcome('看得懂的'));
  const { status, body } = await at.manager('GET', `/v1/approvals/${request}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    scope: { zh: '甲店 · 全店粉丝', en: '甲店 · all fans of the shop' },
    changes: null,
    audience: 1,
    most_per_fan: { messages: [{ channel: 'private_message', count: 1 }], coupons: 1, coupon_fen: 1000 },
    tests: { passed: 1, all: 1 },
  });
  expect(JSON.stringify(body.explanation)).toContain('谁会进入');
  expect(rowsOf((await at.manager('GET', `/v1/approvals?shop=${at.shop}`)).body)).toContainEqual(
    expect.objectContaining({ id: request, state: 'open' }),
  );
  const ofSop = (sop: string) => at.manager('GET', `/v1/approvals?shop=${at.shop}&sop=${sop}`);
  const { body: own } = await ofSop(sop);
  expect([own.mode, rowsOf(own).map(({ id }) => id)]).toEqual(['other_person', [request]]);
  expect((await ofSop(crypto.randomUUID())).body.items).toEqual([]);
  expect((await at.stranger('GET', `/v1/approvals?shop=${at.shop}`)).status).toBe(404);
  expect((await at.stranger('GET', `/v1/approvals/${request}`)).status).toBe(404);
  expect((await at.staff('GET', `/v1/approvals/${request}`)).status).toBe(403);
});

it.each([
  ['a text', '话术 "变" "你好"', '话术 "变" "再见"', '当 关注 每人一次 发私信 话术 "变"'],
  [
    'a segment',
    '分群 "变群" 当 购买次数 >= 1',
    '分群 "变群" 当 购买次数 >= 2',
    '当 关注 且 属于分群 "变群" 每人一次 结束',
  ],
  ['a word list', '词库 "变词" "多少钱"', '词库 "变词" "怎么买"', '当 评论(内容 含 词库 "变词") 每人一次 结束'],
])('is refused when %s that it names has changed since', async (what, before, after, body) => {
  const define = (text: string) => colleague('POST', '/v1/definitions', { shop_id: at.shop, text });
  expect((await define(before)).status).toBe(204);
  const { sop, request } = await ask(`流程 "引用${what}" { ${body} }`);
  expect((await define(after)).status).toBe(204);
  const refused = await approve(request);
  expect([refused.status, refused.body.code]).toEqual([409, 'APPROVAL409']);
  expect(refused.body.changed).toEqual([/"(变.*?)"/.exec(before)?.[1]]);
  expect(await live(sop)).toBeNull();
  const again = await publish(sop);
  expect((await approve(String(again.body.approval))).status).toBe(200);
});

it('is refused when the draft has changed', async () => {
  const { sop, request } = await ask(welcome('改了的'));
  await at.operator('PUT', `/v1/sops/${sop}/draft`, { text: welcome('改了的', '# 新'), revision: 1 });
  expect((await approve(request)).body).toMatchObject({ code: 'APPROVAL409', changed: [] });
});

it('is given back with a note, and taken back by its author', async () => {
  const { request } = await ask(welcome('退回的'));
  expect((await at.manager('POST', `/v1/approvals/${request}/return`, { note: '券太大' })).status).toBe(204);
  expect((await at.operator('GET', `/v1/approvals/${request}`)).body).toMatchObject({
    state: 'returned',
    note: '券太大',
  });
  const { request: other } = await ask(welcome('收回的'));
  expect((await colleague('POST', `/v1/approvals/${other}/withdraw`)).status).toBe(404);
  expect((await at.operator('POST', `/v1/approvals/${other}/withdraw`)).status).toBe(204);
  expect((await approve(other)).body.code).toBe('APPROVAL410');
});

it('lets pause and stop without anybody', async () => {
  const { sop, request } = await ask(welcome('停得下来的'));
  await approve(request);
  expect((await at.operator('POST', `/v1/sops/${sop}/gate`, { gate: 'stopped' })).status).toBe(200);
});

it('is switched by those who may publish and approve, and the switch is on record', async () => {
  expect((await mode('off', at.manager)).status).toBe(403);
  expect((await mode('off', at.stranger)).status).toBe(404);
  const audit = await at.app.db.selectFrom('audit').select('detail').where('action', '=', 'shop.approval').execute();
  expect(audit).toEqual([{ detail: { approval: 'other_person', before: 'off' } }]);
});

it('makes a text a service message by somebody else than its writer, until its words change', async () => {
  const define = (text: string) => at.operator('POST', '/v1/definitions', { shop_id: at.shop, text });
  await define('话术 "发货" "已发货"');
  const text = async () =>
    rowsOf((await at.manager('GET', `/v1/texts?shop=${at.shop}`)).body).find(({ name }) => name === '发货') ?? {};
  const { id, hash } = await text();
  const set = (call: SopShop['operator']) =>
    call('PUT', `/v1/texts/${String(id)}/purpose`, { purpose: 'service', hash });
  expect((await set(at.operator)).body.code).toBe('TEXT403');
  expect((await set(at.manager)).status).toBe(204);
  const { sop, request } = await ask('流程 "发货了" { 当 发货 每人一次 发私信 话术 "发货" }');
  await approve(request);
  const version = await at.app.db
    .selectFrom('sop_version')
    .select('program')
    .where('sop_id', '=', sop)
    .executeTakeFirstOrThrow();
  expect(version.program).toMatchObject({ steps: [{ purpose: 'service' }] });
  expect(await text()).toMatchObject({ approver: { name: 'manager' }, used_by: [{ id: sop, name: '发货了' }] });
  await define('话术 "发货" "已发货，再逛逛"');
  expect(await text()).toMatchObject({ purpose: 'marketing', author: { name: 'operator' }, approver: null });
  expect((await set(at.manager)).body.code).toBe('TEXT409');
});
