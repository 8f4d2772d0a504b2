import { testPassword } from '@fanloom/server/http/testing/test-app.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLeakWorld, type LeakWorld } from './leak-world.js';
import { addPerson } from './people.js';

/* Whoever manages the people of one shop tries to become more than they are. */

let world: LeakWorld;
let leader: Awaited<ReturnType<typeof addPerson>>;

beforeAll(async () => {
  world = await createLeakWorld();
  leader = await addPerson(world, [
    { subject: 'staff', actions: ['read', 'create', 'update', 'delete'], rows: 'shop' },
    { subject: 'fan', actions: ['read'], rows: 'team' },
    { subject: 'shop', actions: ['read'], rows: 'shop' },
  ]);
});

afterAll(() => world.close());

const password = 'a wholly new passphrase';

describe('whoever manages the people of a shop', () => {
  it('sets no password of somebody who may more: not of an operator, and not of IT', async () => {
    for (const id of [world.people.operator, world.people.it, world.people.foreigner]) {
      const answer = await leader.call('POST', `/v1/staff/${id}/password`, { password });
      expect(answer.status).toBe(id === world.people.foreigner ? 404 : 403);
    }
    expect((await world.app.call('POST', '/v1/session', { login: 'operator', password })).status).toBe(401);
    expect((await world.app.call('POST', '/v1/session', { login: 'it', password: testPassword })).status).toBe(200);
  });

  it('takes no role, and none for a new person', async () => {
    const roles = [{ role: 'operator', shop_id: world.shop }];
    expect((await leader.call('PATCH', `/v1/staff/${leader.id}`, { roles })).status).toBe(403);
    const made = { login: 'made', name: 'Made', password, roles };
    expect((await leader.call('POST', '/v1/staff', made)).status).toBe(403);
  });

  it('goes to no other team to see its fans', async () => {
    const fans = async () => (await leader.call('GET', `/v1/fans?shop=${world.shop}`)).body['items'];
    expect((await leader.call('PATCH', `/v1/staff/${leader.id}`, { team_id: world.teams[1] })).status).toBe(403);
    expect(await fans()).toEqual([]);
    // Fans go along with the person, so they could be brought into a team of one's own as well.
    const move = (id: string) => leader.call('PATCH', `/v1/staff/${id}`, { team_id: world.teams[0] });
    expect((await move(world.people.mei)).status).toBe(403);
    expect((await move(await world.app.addStaff('newcomer', 'staff', world.shop))).status).toBe(204);
  });

  it('takes over nobody’s fans, and learns of none in other shops', async () => {
    const handOver = `/v1/staff/${world.people.mei}/hand-over`;
    expect((await leader.call('GET', handOver)).status).toBe(403);
    expect((await leader.call('POST', handOver, { to: leader.id })).status).toBe(403);
  });

  it('takes the second factor of nobody, and gives no second role by a role of their own', async () => {
    expect((await leader.call('DELETE', `/v1/staff/${world.people.it}/second-factor`)).status).toBe(403);
    const rules = [{ subject: 'fan', actions: ['read'], rows: 'all' }];
    expect((await leader.call('POST', '/v1/roles', { name_zh: '多', name_en: 'More', rules })).status).toBe(403);
  });
});
