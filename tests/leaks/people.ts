import type { Call } from '@fanloom/server/http/testing/test-app.js';
import { expect } from 'vitest';
import type { LeakWorld } from './leak-world.js';

/** Somebody new with a role of their own in the first shop. */
export async function addPerson({ app, shop }: LeakWorld, rules: object[]): Promise<{ call: Call; id: string }> {
  const it = await app.logIn('it');
  const made = await it('POST', '/v1/roles', { name_zh: '试', name_en: 'Trial', rules });
  expect(made.status, made.text).toBe(201);
  const { key } = await app.db
    .selectFrom('role')
    .select('key')
    .where('id', '=', String(made.body['id']))
    .executeTakeFirstOrThrow();
  const id = await app.addStaff(`trial-${key}`, 'staff', shop);
  await it('PATCH', `/v1/staff/${id}`, { roles: [{ role: key, shop_id: shop }] });
  return { call: await app.logIn(`trial-${key}`), id };
}
