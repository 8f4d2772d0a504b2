import type { Call } from '@fanloom/server/http/testing/test-app.js';
import { expect } from 'vitest';
import type { LeakWorld } from './leak-world.js';

export interface Person {
  call: Call;
  id: string;
}

/** Somebody new with a role of their own in a shop. */
export async function addPerson(world: LeakWorld, rules: object[], shop_id = world.shop): Promise<Person> {
  const role = await addRole(world, rules);
  const login = `trial-${role}`;
  const id = await world.app.addStaff(login, 'staff', shop_id);
  await giveRoles(world, id, [{ role, shop_id }]);
  return { call: await world.app.logIn(login), id };
}

/** @returns its key */
export async function addRole({ app }: LeakWorld, rules: object[]): Promise<string> {
  const made = await (await app.logIn('it'))('POST', '/v1/roles', { name_zh: '试', name_en: 'Trial', rules });
  expect(made.status, made.text).toBe(201);
  const role = app.db.selectFrom('role').select('key').where('id', '=', String(made.body['id']));
  return (await role.executeTakeFirstOrThrow()).key;
}

/** Instead of those that the person has. */
export async function giveRoles({ app }: LeakWorld, id: string, roles: object[]): Promise<void> {
  const answer = await (await app.logIn('it'))('PATCH', `/v1/staff/${id}`, { roles });
  expect(answer.status, answer.text).toBe(204);
}
