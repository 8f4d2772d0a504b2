import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;

beforeAll(async () => {
  at = await createSopShop();
});

afterAll(() => at.app.close());

const publish = (text: string, call = at.operator) => call('POST', '/v1/definitions', { shop_id: at.shop, text });
const listed = async () => (await at.analyst('GET', `/v1/definitions?shop=${at.shop}`)).body;

const TEXT = `词库 "购买意向" "怎么买", "多少钱"
评分 "线索分" { 评论(内容 含 词库 "购买意向") 20分 最多 40分 减半 每7天 }
分群 "大客" 当 M >= 4
标签 "热线索" 当 评分 "线索分" >= 30 或 属于分群 "大客"`;

it('publishes what a text defines, for other texts to name', async () => {
  expect((await publish(TEXT)).status).toBe(204);
  expect(rowsOf(await listed()).map(({ kind, name, number }) => [kind, name, number])).toEqual([
    ['rule-tag', '热线索', 1],
    ['score', '线索分', 1],
    ['segment', '大客', 1],
    ['words', '购买意向', 1],
  ]);
  const text = '流程 "跟进" { 当 关注 且 评分 "线索分" > 10 且 没有标签 "热线索" 每人一次 打标签 "跟进中" }';
  expect((await at.operator('POST', '/v1/sops/check', { shop_id: at.shop, text })).body.problems).toEqual([]);
  const byHand = '流程 "手打" { 当 关注 每人一次 打标签 "热线索" }';
  expect((await at.operator('POST', '/v1/sops/check', { shop_id: at.shop, text: byHand })).body.problems).toMatchObject(
    [{ code: 'SOP205' }],
  );
});

it('gives each back as it is written in a text', async () => {
  const { items } = (await at.operator('GET', `/v1/definitions?shop=${at.shop}`)).body;
  const again = (items as { text: string }[]).map(({ text }) => text);
  expect(again).toContain('分群 "大客" 当 M >= 4');
  expect(again).toContain('标签 "热线索" 当 评分 "线索分" >= 30 或 属于分群 "大客"');
  expect((await publish(again.join('\n'))).status).toBe(204);
  expect(rowsOf(await listed()).map(({ number }) => number)).toEqual([1, 1, 1, 1]);
});

it('numbers the wordings of a definition, and leaves what stays as it is', async () => {
  expect((await publish(TEXT.replace('>= 30', '>= 50'))).status).toBe(204);
  expect(rowsOf(await listed())).toMatchObject([
    { name: '热线索', number: 2 },
    { number: 1 },
    { number: 1 },
    { number: 1 },
  ]);
});

it('says which SOPs name it, in their drafts or live', async () => {
  const text = '流程 "看大客" { 当 关注 且 属于分群 "大客" 每人一次 打标签 "看过" }';
  const id = await at.create(text);
  const usersOf = async (name: string) =>
    rowsOf((await at.operator('GET', `/v1/definitions?shop=${at.shop}`)).body).find((one) => one.name === name)
      ?.used_by;
  expect(await usersOf('大客')).toEqual([{ id, name: '看大客' }]);
  expect(await usersOf('购买意向')).toEqual([]);
  await at.operator('POST', `/v1/sops/${id}/publish`, { revision: 1 });
  const without = text.replace(' 且 属于分群 "大客"', '');
  await at.operator('PUT', `/v1/sops/${id}/draft`, { text: without, revision: 1 });
  expect(await usersOf('大客')).toEqual([{ id, name: '看大客' }]);
});

it('publishes what stands beside an SOP with it', async () => {
  const id = await at.create(
    '评分 "热度" { 关注 5分 }\n流程 "看热度" { 当 支付 且 评分 "热度" >= 5 每人一次 打标签 "热" }',
  );
  expect((await at.operator('POST', `/v1/sops/${id}/publish`, { revision: 1 })).status).toBe(200);
  expect(rowsOf(await listed())).toContainEqual(expect.objectContaining({ kind: 'score', name: '热度', number: 1 }));
});

it('refuses a circle through what the shop has', async () => {
  const { status, body } = await publish('分群 "大客" 当 有标签 "热线索"\n标签 "热线索" 当 属于分群 "大客"');
  expect([status, body.code]).toEqual([422, 'DEFINE422']);
  expect(body.problems).toContainEqual(expect.objectContaining({ code: 'SOP204' }));
  const byTheShop = await publish('分群 "大客" 当 有标签 "热线索"');
  expect(byTheShop.body.problems).toContainEqual(expect.objectContaining({ code: 'SOP204' }));
});

it.each(['流程 "x" { 当 关注 每人一次 结束 }', '优惠券 "x" 减1元 有效1天', '分群 "x" 当', '#'])(
  'refuses %j',
  async (text) => {
    expect((await publish(text)).body.code).toBe('DEFINE422');
  },
);

it('is for those with the right, in their shops', async () => {
  const text = '分群 "别家的" 当 购买次数 >= 1';
  expect((await publish(text, at.stranger)).status).toBe(404);
  expect((await publish(text, at.manager)).status).toBe(403);
  expect((await at.stranger('GET', `/v1/definitions?shop=${at.shop}`)).status).toBe(404);
  expect((await at.staff('GET', `/v1/definitions?shop=${at.shop}`)).status).toBe(403);
});
