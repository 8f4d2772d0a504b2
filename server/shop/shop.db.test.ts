import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../http/testing/test-app.js';

describe('settings of a shop', () => {
  let app: TestApp;
  let own: string;
  let other: string;
  const settings = {
    quiet_from: 1320,
    quiet_to: 540,
    links: { 'live.link': 'https://live.example/1', 'shop.phone': '400-800-1234' },
  };

  beforeAll(async () => {
    app = await createTestApp();
    [own = '', other = ''] = (
      await app.db
        .insertInto('shop')
        .values([{ name: '小鱼旗舰店' }, { name: '别家' }])
        .returning('id')
        .execute()
    ).map((shop) => shop.id);
    await app.addStaff('lin', 'operator', own);
    await app.addStaff('zhou', 'staff', own);
  });
  afterAll(() => app.close());

  it('are changed by the operator, and audited', async () => {
    const call = await app.logIn('lin');
    expect((await call('PUT', `/v1/shops/${own}/settings`, settings)).status).toBe(204);
    expect((await call('GET', '/v1/shops')).body).toMatchObject({ items: [{ id: own, ...settings }] });
    const audit = await app.db.selectFrom('audit').select('action').where('subject_id', '=', own).execute();
    expect(audit).toEqual([{ action: 'shop.change' }]);
  });

  it('hold levels and the duty calendar, which stay when they are not stated', async () => {
    const call = await app.logIn('lin');
    const duty = { weekdays: [1, 2, 3, 4, 5, 6], from: 600, to: 1320, rest: ['2026-10-01'], work: ['2026-10-10'] };
    const levels = ['银卡', '金卡'];
    expect((await call('PUT', `/v1/shops/${own}/settings`, { ...settings, levels, duty })).status).toBe(204);
    expect((await call('PUT', `/v1/shops/${own}/settings`, settings)).status).toBe(204);
    expect((await call('GET', '/v1/shops')).body).toMatchObject({ items: [{ id: own, levels, duty }] });
    const wrong = [
      { levels: ['金卡', '金卡'] },
      { levels: [''] },
      { duty: { ...duty, to: 600 } },
      { duty: { ...duty, rest: ['2026-02-30'] } },
      { duty: { ...duty, work: duty.rest } },
      { duty: { ...duty, weekdays: [8] } },
    ];
    for (const part of wrong) {
      expect((await call('PUT', `/v1/shops/${own}/settings`, { ...settings, ...part })).status).toBe(400);
    }
  });

  it('are not found in a foreign shop, and not for staff', async () => {
    expect((await (await app.logIn('lin'))('PUT', `/v1/shops/${other}/settings`, settings)).status).toBe(404);
    expect((await (await app.logIn('zhou'))('PUT', `/v1/shops/${own}/settings`, settings)).status).toBe(403);
  });

  it.each([
    { ...settings, quiet_to: null },
    { ...settings, links: { 'live.link': 'javascript:alert(1)' } },
    { ...settings, links: { 'other.link': 'https://example.com' } },
    { ...settings, __proto__x: 1 },
  ])('refuse what makes no sense: %j', async (wrong) => {
    const call = await app.logIn('lin');
    expect((await call('PUT', `/v1/shops/${own}/settings`, wrong)).status).toBe(400);
  });
});
