import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSopShop, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;

beforeAll(async () => {
  at = await createSopShop();
  await at.createLive('新粉');
});

afterAll(() => at.app.close());

it('lists the coupons that published texts define', async () => {
  const { body } = await at.operator('GET', `/v1/coupons?shop=${at.shop}`);
  expect(body.items).toMatchObject([
    { name: '新粉券', off_fen: 1000, off_percent: null, over_fen: 0, valid_seconds: 604_800, stock: null, issued: 0 },
  ]);
});

it('is for those with the right, in their shops', async () => {
  expect((await at.stranger('GET', `/v1/coupons?shop=${at.shop}`)).status).toBe(404);
  expect((await at.staff('GET', `/v1/coupons?shop=${at.shop}`)).status).toBe(403);
});

describe('the page of a coupon', () => {
  const open = (code: string) => at.app.call('GET', `/c/${code}`);

  it('is open to whoever has the code, and tells nothing of whose it is', async () => {
    const { db } = at.app;
    const coupon = await db.selectFrom('coupon').select('id').executeTakeFirstOrThrow();
    const issue = {
      coupon_id: coupon.id,
      shop_id: at.shop,
      fan_id: await at.addFan('小红', null),
      code: '0123456789ABCDEF',
    };
    await db
      .insertInto('coupon_issue')
      .values({ ...issue, issued_at: new Date('2026-03-01T02:00:00Z'), expires_at: new Date('2026-03-08T16:00:00Z') })
      .execute();
    const answer = await open(issue.code.toLowerCase());
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    for (const part of ['新粉券', '减 10元', '有效期至 2026-03-08', issue.code]) expect(answer.text).toContain(part);
    expect(answer.text).not.toContain('小红');
  });

  it.each(['FFFFFFFFFFFFFFFF', "'", 'nothing'])('says that there is no coupon %s', async (code) => {
    const answer = await open(code);
    expect([answer.status, answer.text.includes('没有这张优惠券')]).toEqual([404, true]);
  });
});
