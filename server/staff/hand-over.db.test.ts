import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Call, createTestApp, type TestApp } from '../http/testing/test-app.js';

let app: TestApp;
let shop: string;
let team: string;
let administrator: Call;
let leaver: string;
let heir: string;
let fan: string;
let task: string;
let version: string;
let source: string;

beforeAll(async () => {
  app = await createTestApp();
  shop = await addShop('甲店');
  team = (
    await app.db.insertInto('team').values({ shop_id: shop, name: '甲组' }).returning('id').executeTakeFirstOrThrow()
  ).id;
  await app.addStaff('it', 'it', null);
  administrator = await app.logIn('it');
});

afterAll(() => app.close());

/** A leaver with a fan, a task and an SOP, and a colleague. */
beforeEach(async () => {
  const suffix = String(Math.random());
  leaver = await app.addStaff(`leaver${suffix}`, 'staff', shop);
  heir = await app.addStaff(`heir${suffix}`, 'staff', shop);
  await app.db.updateTable('staff').set({ team_id: team }).where('id', '=', heir).execute();
  fan = await addFan(shop, leaver);
  const due = new Date('2026-01-01T00:00:00Z');
  const work = {
    shop_id: shop,
    title: '回访',
    assignee_id: leaver,
    assignee_role: 'staff',
    due_at: due,
    created_at: due,
  };
  task = (await app.db.insertInto('task').values(work).returning('id').executeTakeFirstOrThrow()).id;
  const sop = await app.db
    .insertInto('sop')
    .values({ shop_id: shop, name: `sop${suffix}`, draft: '', draft_by: leaver })
    .returning('id')
    .executeTakeFirstOrThrow();
  const scope = JSON.stringify({ rows: [{ shop_id: { $in: [shop] }, owner_id: leaver }] });
  const often = { every_hours: 24, next_at: due, options: '{}', url: 'https://erp.example/fans.csv' };
  const pulled = { shop_id: shop, name: suffix, run_by: leaver, active: false, ...often };
  source = (await app.db.insertInto('import_source').values(pulled).returning('id').executeTakeFirstOrThrow()).id;
  // As it stands when the leaver's account was disabled before.
  const problem = JSON.stringify({ code: 'IMP138', text: { zh: '', en: '' } });
  await app.db.insertInto('import_pull').values({ source_id: source, at: due, outcome: 'failed', problem }).execute();
  version = (
    await app.db
      .insertInto('sop_version')
      .values({
        sop_id: sop.id,
        number: 1,
        text: '',
        program: '{}',
        hash: '',
        author_id: leaver,
        scope,
        published_at: due,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
  ).id;
});

async function addShop(name: string): Promise<string> {
  return (await app.db.insertInto('shop').values({ name }).returning('id').executeTakeFirstOrThrow()).id;
}

async function addFan(shop_id: string, owner_id: string): Promise<string> {
  const { id } = await app.db.selectNoFrom((eb) => eb.fn<string>('uuid7').as('id')).executeTakeFirstOrThrow();
  await app.db.insertInto('fan').values({ id, root_id: id }).execute();
  await app.db.insertInto('fan_shop').values({ fan_id: id, shop_id, owner_id }).execute();
  return id;
}

const handOver = (to = heir) => administrator('POST', `/v1/staff/${leaver}/hand-over`, { to });

/** Who has what, and where it belongs. */
async function owners() {
  const shown = await app.db
    .selectFrom('fan_shop')
    .select(['owner_id', 'team_id'])
    .where('fan_id', '=', fan)
    .executeTakeFirstOrThrow();
  const work = await app.db
    .selectFrom('task')
    .select(['assignee_id', 'team_id'])
    .where('id', '=', task)
    .executeTakeFirstOrThrow();
  const sop = await app.db
    .selectFrom('sop_version')
    .select(['author_id', 'scope'])
    .where('id', '=', version)
    .executeTakeFirstOrThrow();
  const pulls = await app.db
    .selectFrom('import_source')
    .select(['run_by', 'active'])
    .where('id', '=', source)
    .executeTakeFirstOrThrow();
  return { fan: shown, task: work, sop, source: pulls };
}

const scopeOf = (owner_id: string) => ({ rows: [{ shop_id: { $in: [shop] }, owner_id }] });

describe('a hand-over', () => {
  it('says beforehand how much there is', async () => {
    const { body } = await administrator('GET', `/v1/staff/${leaver}/hand-over`);
    expect(body).toEqual({ belongings: [{ shop_id: shop, fans: 1, tasks: 1, sops: 1, sources: 1 }], recent: [] });
  });

  it('gives fans, tasks and SOPs to the successor and their team', async () => {
    expect((await handOver()).status).toBe(201);
    expect(await owners()).toEqual({
      fan: { owner_id: heir, team_id: team },
      task: { assignee_id: heir, team_id: team },
      sop: { author_id: heir, scope: scopeOf(heir) },
      source: { run_by: heir, active: true },
    });
    expect((await administrator('GET', `/v1/staff/${leaver}/hand-over`)).body).toMatchObject({
      belongings: [],
      recent: [{}],
    });
  });

  it('is undone within a day, but for what has moved on', async () => {
    const before = await owners();
    const { body } = await handOver();
    const undo = () => administrator('DELETE', `/v1/hand-overs/${String(body.id)}`);
    const third = await app.addStaff(`third${String(Math.random())}`, 'staff', shop);
    await app.db.updateTable('task').set({ assignee_id: third, team_id: null }).where('id', '=', task).execute();
    expect((await undo()).status).toBe(204);
    expect(await owners()).toEqual({
      ...before,
      task: { assignee_id: third, team_id: null },
      source: { run_by: leaver, active: true },
    });
    expect((await undo()).status).toBe(404);
  });

  it('stays after a day', async () => {
    const { body } = await handOver();
    const id = String(body.id);
    await app.db
      .updateTable('hand_over')
      .set({ at: new Date(Date.now() - 86_400_001) })
      .where('id', '=', id)
      .execute();
    expect((await administrator('DELETE', `/v1/hand-overs/${id}`)).status).toBe(404);
    expect((await owners()).fan.owner_id).toBe(heir);
  });

  it('needs a successor who works wherever there is something', async () => {
    const elsewhere = await addShop('乙店');
    await addFan(elsewhere, leaver);
    expect((await handOver()).body).toMatchObject({ code: 'STF423' });
    expect((await handOver(leaver)).body).toMatchObject({ code: 'STF423' });
    expect((await owners()).fan.owner_id).toBe(leaver);
  });

  it('is for whoever manages people', async () => {
    const login = (await app.db.selectFrom('staff').select('login').where('id', '=', heir).executeTakeFirstOrThrow())
      .login;
    const call = await app.logIn(login);
    expect((await call('POST', `/v1/staff/${leaver}/hand-over`, { to: heir })).status).toBe(403);
  });
});
