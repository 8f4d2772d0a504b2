import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';
import { measureScores } from './measure-scores.js';
import { scoresOf } from './score-settings.js';

let at: SopShop;

beforeAll(async () => {
  at = await createSopShop();
});

afterAll(() => at.app.close());

beforeEach(async () => {
  await sql`update clock set simulated = true, running = false, business_at = '2026-11-23 02:00Z'`.execute(at.app.db);
});

const path = () => `/v1/shops/${at.shop}/scores`;
const SETTLED = {
  by: 'quintiles',
  R: [90, 60, 30, 10],
  F: [2, 3, 4, 5],
  M: [100, 200, 300, 400],
  I: [1, 2, 3, 4],
  W: [60, 120, 180, 240],
  days: null,
  interaction: { comment: 3, like: 1, share: 5, gift: 1 },
};

async function measured() {
  while (await measureScores(at.app.db)) {
    // until no shop is due
  }
  const shop = await at.app.db
    .selectFrom('shop')
    .select('score_thresholds')
    .where('id', '=', at.shop)
    .executeTakeFirstOrThrow();
  return scoresOf(shop.score_thresholds);
}

it('shows a new shop its bounds, and takes others', async () => {
  expect((await at.operator('GET', path())).body).toMatchObject({
    by: 'bounds',
    M: [10_000, 50_000, 100_000, 300_000],
  });
  expect((await at.operator('PUT', path(), { ...SETTLED, by: 'bounds' })).status).toBe(204);
  expect((await at.operator('GET', path())).body).toEqual({ ...SETTLED, by: 'bounds' });
});

it.each([
  { R: [1, 2, 3, 4] },
  { M: [4, 3, 2, 1] },
  { F: [1, 2, 3] },
  { days: 0 },
  { by: 'magic' },
  { means: { R: 1, F: 1, M: 1 } },
])('refuses %j', async (wrong) => {
  expect((await at.operator('PUT', path(), { ...SETTLED, ...wrong })).status).toBe(400);
});

it('is for those with the right, in their shops', async () => {
  expect((await at.stranger('PUT', path(), SETTLED)).status).toBe(404);
  expect((await at.staff('PUT', path(), SETTLED)).status).toBe(403);
  expect((await at.stranger('GET', path())).status).toBe(404);
});

it('measures means, and quintiles of those who have any, when asked and every new day', async () => {
  const fans = Array.from({ length: 10 }, (_, no) => ({
    shop_id: at.shop,
    fan_id: crypto.randomUUID(),
    orders: no + 1,
    spend: (no + 1) * 1000,
    last_purchase_at: new Date(Date.UTC(2026, 10, 23) - no * 86_400_000),
  }));
  const strangers = Array.from({ length: 90 }, () => ({ shop_id: at.shop, fan_id: crypto.randomUUID() }));
  await at.app.db.insertInto('fan_shop').values(fans).execute();
  await at.app.db.insertInto('fan_shop').values(strangers).execute();

  expect((await at.operator('PUT', path(), SETTLED)).status).toBe(204);
  const first = await measured();
  expect(first).toMatchObject({
    R: [7, 5, 3, 1],
    F: [3, 5, 7, 9],
    M: [2801, 4601, 6401, 8201],
    W: [60, 120, 180, 240],
  });
  // Of one to ten orders two fans each have F 1, 2, 3, 4 and 5.
  expect(first.means).toEqual({ R: 3, F: 3, M: 3 });

  await sql`update fan_shop set orders = orders * 10 where shop_id = ${at.shop}`.execute(at.app.db);
  expect((await measured()).F).toEqual([3, 5, 7, 9]);
  await sql`update clock set business_at = '2026-11-23 16:00Z'`.execute(at.app.db);
  expect((await measured()).F).toEqual([29, 47, 65, 83]);
});

it('tells how many fans other bounds would move, and keeps nothing', async () => {
  await sql`delete from fan_shop where shop_id = ${at.shop}`.execute(at.app.db);
  const spent = [0, 150, 250, 350, 450].map((spend) => ({ shop_id: at.shop, fan_id: crypto.randomUUID(), spend }));
  await at.app.db.insertInto('fan_shop').values(spent).execute();
  const bounds = { ...SETTLED, by: 'bounds' };
  expect((await at.operator('PUT', path(), bounds)).status).toBe(204);
  const preview = async (M: number[]) => (await at.operator('POST', `${path()}/preview`, { ...bounds, M })).body;
  const same = await preview(bounds.M);
  expect(same).toMatchObject({ fans: 5 });
  expect(rowsOf(same, 'scores').map(({ name, changed }) => [name, changed])).toEqual(
    ['R', 'F', 'M', 'I', 'W', 'value_tier'].map((name) => [name, 0]),
  );
  const other = rowsOf(await preview([100, 200, 400, 500]), 'scores').find(({ name }) => name === 'M');
  expect(other).toMatchObject({ changed: 2 });
  expect(other?.values).toContainEqual({ value: '4', now: 1, then: 1 });
  expect(other?.values).toContainEqual({ value: '5', now: 1, then: 0 });
  expect((await at.operator('GET', path())).body).toEqual(bounds);
  expect((await at.stranger('POST', `${path()}/preview`, bounds)).status).toBe(404);
  expect((await at.staff('POST', `${path()}/preview`, bounds)).status).toBe(403);
});

it('adds up the payments of the days that other bounds look at', async () => {
  const bounds = { ...SETTLED, by: 'bounds' };
  expect((await at.operator('PUT', path(), bounds)).status).toBe(204);
  const fan = await at.addFan('三十天内', null);
  const day = { shop_id: at.shop, fan_id: fan, type: 'order.pay', n: 1 };
  await at.app.db
    .insertInto('fan_day')
    .values([
      { ...day, day: '2026-11-10', amount: 250 },
      { ...day, day: '2026-11-20', amount: 200 },
      { ...day, day: '2026-01-01', amount: 900 },
    ])
    .execute();
  const preview = rowsOf((await at.operator('POST', `${path()}/preview`, { ...bounds, days: 30 })).body, 'scores');
  const M = preview.find(({ name }) => name === 'M');
  // What is counted over all time stands in the totals, where this fan has nothing; within 30 days nobody else has.
  expect(M?.values).toContainEqual(expect.objectContaining({ value: '5', then: 1 }));
  expect(M?.values).toContainEqual(expect.objectContaining({ value: '1', then: 5 }));
  const F = preview.find(({ name }) => name === 'F');
  expect(F?.values).toContainEqual(expect.objectContaining({ value: '2', then: 1 }));
});
