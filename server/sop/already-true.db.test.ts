import { afterAll, beforeAll, expect, it } from 'vitest';
import { applyEdits } from '@fanloom/dsl/service/apply-edits.js';
import { checkedText } from './sop.schemas.js';
import { createSopShop, type SopShop } from './testing/sop-shop.js';

let at: SopShop;
beforeAll(async () => {
  at = await createSopShop();
  for (const nick of ['一', '二']) {
    const id = await at.addFan(nick, null);
    await at.app.db.updateTable('fan_shop').set({ orders: 3 }).where('fan_id', '=', id).execute();
  }
  await at.addFan('没买', null);
});
afterAll(() => at.app.close());

const check = async (text: string) =>
  checkedText.parse((await at.operator('POST', '/v1/sops/check', { shop_id: at.shop, text })).body);

it.each([
  [
    '流程 "甲" { 当 购买次数 >= 3 每人一次 打标签 "a" }',
    '流程 "甲" { 当 每天 10:00 且 购买次数 >= 3 每人一次 打标签 "a" }',
  ],
  [
    '流程 "甲" { 当 购买次数 >= 3 或 购买金额 >= 9元 每人一次 打标签 "a" }',
    '流程 "甲" { 当 每天 10:00 且 (购买次数 >= 3 或 购买金额 >= 9元) 每人一次 打标签 "a" }',
  ],
])('tells for how many a condition holds, and offers to look every day: %s', async (text, fixed) => {
  const { already_true: found } = await check(text);
  expect(found).toMatchObject([{ fans: 2 }]);
  const better = applyEdits(text, found[0]?.fixes[0]?.edits ?? []);
  expect(better).toBe(fixed);
  const after = await check(better);
  expect(after.already_true).toEqual([]);
  expect(after.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
});

it('offers nothing where an event stands beside the condition, and is silent where it holds for nobody', async () => {
  const beside = await check('流程 "甲" { 当 关注 或 购买次数 >= 3 每人一次 打标签 "a" }');
  expect(beside.already_true).toMatchObject([{ fans: 2, fixes: [] }]);
  const nobody = await check('流程 "甲" { 当 购买次数 >= 9 每人一次 打标签 "a" }');
  expect(nobody.already_true).toEqual([]);
});
