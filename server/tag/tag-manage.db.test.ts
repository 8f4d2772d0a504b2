import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';
import { expireTags } from './expire-tags.sql.js';

let at: SopShop;
let fan: string;

beforeAll(async () => {
  at = await createSopShop();
  fan = await at.addFan('小鱼', at.staffId);
});

afterAll(() => at.app.close());

const add = async (name: string) =>
  String((await at.operator('POST', '/v1/tags', { shop_id: at.shop, name, dimension: 'value' })).body.id);
const put = (id: string, name: string, keep_days: number | null = null, call = at.operator) =>
  call('PUT', `/v1/tags/${id}`, { name, dimension: 'source', keep_days });
const give = (tag_id: string, added_at: Date) =>
  at.app.db
    .insertInto('fan_tag')
    .values({ shop_id: at.shop, fan_id: fan, tag_id, source: 'import:x', added_at })
    .execute();
const details = async (name: string) => {
  const { body } = await at.operator('GET', `/v1/tags/details?shop=${at.shop}`);
  return rowsOf(body).find((tag) => tag.name === name);
};

it('says who has a tag and who uses it, and keeps the name of one that is used', async () => {
  const id = await add('高潜');
  await give(id, new Date());
  await at.create('流程 "用它" { 当 关注 且 有标签 "高潜" 每人一次 结束 }');
  expect(await details('高潜')).toMatchObject({ fans: 1, rule: null, used_by: [{ kind: 'sop', name: '用它' }] });
  expect((await put(id, '改名')).body.code).toBe('TAG423');
  expect((await at.operator('DELETE', `/v1/tags/${id}`)).body.code).toBe('TAG423');
  expect((await put(id, '高潜', 30)).status).toBe(204);
  expect(await details('高潜')).toMatchObject({ dimension: 'source', keep_days: 30 });
});

it('renames and deletes what nothing uses, for whoever may, and remembers', async () => {
  const id = await add('旧名');
  await give(id, new Date());
  expect((await put(id, '高潜')).body.code).toBe('TAG409');
  expect((await put(id, '新名')).status).toBe(204);
  expect((await put(id, 'x', null, at.manager)).status).toBe(403);
  expect((await put(id, 'x', null, at.stranger)).status).toBe(404);
  const { body } = await at.operator('GET', `/v1/tags/${id}/history`);
  expect(rowsOf(body)).toMatchObject([
    { who: 'operator', what: 'update', detail: '旧名' },
    { who: 'operator', what: 'create', detail: null },
  ]);
  expect((await at.stranger('GET', `/v1/tags/${id}/history`)).status).toBe(404);
  expect((await at.operator('DELETE', `/v1/tags/${id}`)).status).toBe(204);
  expect(await at.app.db.selectFrom('fan_tag').select('tag_id').where('tag_id', '=', id).execute()).toEqual([]);
});

it('takes a tag off when its time is over, and tells', async () => {
  const [short, long] = [await add('短'), await add('长')];
  await put(short, '短', 7);
  const ago = new Date(Date.now() - 8 * 86_400_000);
  await give(short, ago);
  await give(long, ago);
  await at.app.db
    .insertInto('listen')
    .values({ version_id: short, sop_id: short, shop_id: at.shop, role: 'keep', key: 'tag' })
    .execute();
  expect([await expireTags(at.app.db), await expireTags(at.app.db)]).toEqual([true, false]);
  const left = await at.app.db.selectFrom('fan_tag').select('tag_id').where('added_at', '=', ago).execute();
  expect(left).toEqual([{ tag_id: long }]);
  const told = await at.app.db.selectFrom('fact_outbox').select(['kind', 'ids']).where('kind', '=', 'tag').execute();
  expect(told).toEqual([{ kind: 'tag', ids: [fan] }]);
});
