import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSopShop, type SopShop } from '../sop/testing/sop-shop.js';

const SCORES = '评分 "线索分" { 评论 20分 最多 30分 加购 16分 }\n评分 "售后分" { 退货 5分 }';

let at: SopShop;
let fan: string;
beforeAll(async () => {
  at = await createSopShop();
  fan = await at.addFan('小鱼', at.staffId);
  await at.operator('POST', '/v1/definitions', { shop_id: at.shop, text: SCORES });
  await sql`
    insert into event (id, shop_id, fan_id, type, happened_at, arrived_at, source, history, properties)
    select gen_random_uuid(), ${at.shop}, ${fan}, type, now(), now(), 'test', false, '{}'
    from unnest(array['live.comment', 'live.comment', 'cart.add']) type`.execute(at.app.db);
});
afterAll(() => at.app.close());

async function ownScores(call = at.operator) {
  const { body } = await call('GET', `/v1/fans/${fan}/scores?shop=${at.shop}`);
  return body['items'];
}

it('stand on the page of a fan with the points that they come to', async () => {
  expect(await ownScores()).toEqual([
    { name: '售后分', points: 0 },
    { name: '线索分', points: 46 },
  ]);
});

it('of a fan whom one does not see are not there', async () => {
  expect((await at.stranger('GET', `/v1/fans/${fan}/scores?shop=${at.shop}`)).status).toBe(404);
});

it('are not told to whom what they are given for, or that there are any, is not shown', async () => {
  const rulesOf = async (without: string) =>
    sql`
      update role set rules = coalesce((
        select jsonb_agg(rule) from jsonb_array_elements(rules) rule where rule ->> 'subject' <> ${without}), '[]')
      where key = 'operator'`.execute(at.app.db);
  const { rules } = await at.app.db
    .selectFrom('role')
    .select('rules')
    .where('key', '=', 'operator')
    .executeTakeFirstOrThrow();
  await rulesOf('event');
  expect(await ownScores()).toEqual([]);
  await at.app.db
    .updateTable('role')
    .set({ rules: JSON.stringify(rules) })
    .where('key', '=', 'operator')
    .execute();
  expect(await ownScores()).toHaveLength(2);
  await rulesOf('segment');
  expect(await ownScores()).toEqual([]);
});
