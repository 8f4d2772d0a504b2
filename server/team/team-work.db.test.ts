import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Call } from '../http/testing/test-app.js';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;
const hour = 3_600_000;

beforeAll(async () => {
  at = await createSopShop();
  const { id: team_id } = await at.app.db
    .insertInto('team')
    .values({ shop_id: at.shop, name: '一队' })
    .returning('id')
    .executeTakeFirstOrThrow();
  await at.app.db.updateTable('staff').set({ team_id }).where('login', 'in', ['staff', 'manager']).execute();
  const mine = await at.addFan('小红', at.staffId);
  await at.addFan('小兰', at.operatorId);
  const merged = await at.addFan('小红二', at.staffId);
  await at.app.db.updateTable('fan').set({ root_id: mine }).where('id', '=', merged).execute();
  await at.app.db.updateTable('fan_shop').set({ team_id }).where('owner_id', '=', at.staffId).execute();
  const task = { shop_id: at.shop, assignee_role: 'owner', created_at: new Date(), title: '回访' };
  const from = (hours: number) => new Date(Date.now() + hours * hour);
  await at.app.db
    .insertInto('task')
    .values([
      { ...task, assignee_id: at.staffId, team_id, due_at: from(2) },
      { ...task, assignee_id: at.staffId, team_id, due_at: from(-2) },
      { ...task, assignee_id: at.staffId, team_id, due_at: from(-2), state: 'done', done_at: from(-1) },
      { ...task, assignee_id: at.staffId, team_id, due_at: from(-999), state: 'done', done_at: from(-200) },
      { ...task, assignee_id: at.operatorId, due_at: from(2) },
    ])
    .execute();
});

afterAll(() => at.app.close());

async function workOf(call: Call, name: string) {
  const { body } = await call('GET', `/v1/team-work?shop=${at.shop}`);
  return rowsOf(body).find((row) => row.name === name);
}

it('counts a person’s fans once each, and their tasks', async () => {
  expect(await workOf(at.operator, 'staff')).toMatchObject({
    team_name: '一队',
    fans: 1,
    open: 2,
    overdue: 1,
    done_in_week: 1,
  });
  expect(await workOf(at.operator, 'operator')).toMatchObject({ fans: 1, open: 1, overdue: 0 });
});

it('shows a manager the team, and nothing of others', async () => {
  expect(await workOf(at.manager, 'staff')).toMatchObject({ fans: 1, open: 2 });
  expect(await workOf(at.manager, 'operator')).toMatchObject({ fans: 0, open: 0 });
});

it('puts whoever is behind first', async () => {
  const { body } = await at.operator('GET', `/v1/team-work?shop=${at.shop}`);
  expect(rowsOf(body)[0]?.name).toBe('staff');
});

it('tells another shop’s people and the analyst nothing', async () => {
  const { body } = await at.stranger('GET', `/v1/team-work?shop=${at.shop}`);
  expect(rowsOf(body).every((row) => row.fans === 0 && row.open === 0)).toBe(true);
  expect((await at.analyst('GET', `/v1/team-work?shop=${at.shop}`)).status).toBe(403);
});
