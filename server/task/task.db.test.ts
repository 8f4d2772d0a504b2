import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Template } from '@fanloom/dsl/ir/program.js';
import type { Call } from '../http/testing/test-app.js';
import { addRuns, createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;
let mine: string;
let theirs: string;

const note: Template = [
  '打给',
  { root: 'fan', field: 'nick', fallback: null },
  ' ',
  { root: 'fan', field: 'phone', fallback: null },
  '，消费',
  { root: 'fan', field: 'spend', fallback: null },
  '，生日',
  { root: 'fan', field: 'birthday', fallback: '不详' },
  '，',
  { root: 'fan', field: 'last_watch', fallback: null },
  '，客单价',
  { root: 'fan', field: 'average_order', fallback: null },
  '，',
  { root: 'shop', field: 'name', fallback: null },
];

beforeAll(async () => {
  at = await createSopShop();
  mine = await at.addFan('小红', at.staffId);
  theirs = await at.addFan('小兰', null);
  await at.app.db
    .updateTable('fan_shop')
    .set({ spend: 19_900, orders: 2, last_watch_at: new Date('2026-03-05T12:00:00Z') })
    .where('fan_id', '=', mine)
    .execute();
});

afterAll(() => at.app.close());

interface NewTask {
  title: string;
  fan_id?: string;
  assignee_id?: string | null;
  note?: Template;
  hours?: number;
  state?: string;
}

async function addTask({ hours = 1, note: text, ...task }: NewTask): Promise<string> {
  const { id } = await at.app.db
    .insertInto('task')
    .values({
      shop_id: at.shop,
      assignee_role: 'owner',
      due_at: new Date(Date.now() + hours * 3_600_000),
      created_at: new Date(),
      note: text === undefined ? null : JSON.stringify(text),
      ...task,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

const list = (call: Call, query = '') => call('GET', `/v1/tasks?${query}`);
const titles = async (call: Call, query = '') => rowsOf((await list(call, query)).body).map(({ title }) => title);
const results = async (call: Call, query = '') =>
  rowsOf((await list(call, `state=done&${query}`)).body).map(({ result }) => result);
const done = (call: Call, id: string) => call('POST', `/v1/tasks/${id}/done`);

describe('the list', () => {
  beforeAll(async () => {
    await addTask({ title: '晚的', assignee_id: at.staffId, fan_id: mine, hours: 5 });
    await addTask({ title: '早的', assignee_id: at.staffId, fan_id: mine, note });
    await addTask({ title: '没人领', fan_id: theirs, hours: 2, assignee_id: null });
    await addTask({ title: '办完的', assignee_id: at.staffId, state: 'done' });
  });

  it('puts the nearest deadline first and shows each person their own', async () => {
    expect(await titles(at.operator)).toEqual(['早的', '没人领', '晚的']);
    expect(await titles(at.staff)).toEqual(['早的', '晚的']);
    expect(await titles(at.operator, 'mine=true')).toEqual([]);
    expect(await titles(at.staff, 'state=done')).toEqual(['办完的']);
    expect(await titles(at.stranger)).toEqual([]);
    expect((await list(at.analyst)).status).toBe(403);
    expect((await list(at.it)).status).toBe(403);
  });

  it('goes on where a page ended', async () => {
    const first = await list(at.operator, 'limit=2');
    expect(await titles(at.operator, `limit=2&cursor=${String(first.body.next_cursor)}`)).toEqual(['晚的']);
  });

  it('writes the note with what its reader may see', async () => {
    const { body } = await list(at.staff);
    expect(rowsOf(body)[0]).toMatchObject({
      note: '打给小红 138****4021，消费199元，生日不详，2026-03-05，客单价99.5元，甲店',
      fan: { id: mine, nick: '小红' },
      assignee: { id: at.staffId, name: 'staff' },
    });
  });

  it('shows nothing of a fan who is somebody else’s now', async () => {
    const id = await addTask({ title: '转走的', assignee_id: at.staffId, fan_id: theirs, note, hours: 9 });
    const row = rowsOf((await list(at.staff)).body).find((task) => task.id === id);
    expect(row?.note).toBe('打给— —，消费—，生日不详，—，客单价—，甲店');
    expect(row?.fan).toEqual({ id: theirs, nick: null });
  });
});

describe('doing a task', () => {
  it('is a fact of the fan, once', async () => {
    const id = await addTask({ title: '回访', assignee_id: at.staffId, fan_id: mine });
    const first = await done(at.staff, id);
    expect(first.status).toBe(204);
    expect((await done(at.staff, id)).status).toBe(204);
    expect(await titles(at.staff, 'state=done')).toContain('回访');
    const events = await at.app.db
      .selectFrom('event')
      .select(['type', 'properties'])
      .where('fan_id', '=', mine)
      .where('type', '=', 'task.done')
      .execute();
    expect(events).toEqual([{ type: 'task.done', properties: { task: '回访' } }]);
    const audit = await at.app.db.selectFrom('audit').select('actor_id').where('subject_id', '=', id).execute();
    expect(audit).toEqual([{ actor_id: at.staffId }]);
  });

  it('goes to the SOPs that wait for it', async () => {
    const sop = await at.create('流程 "任务之后" { 当 完成任务 每人一次 打标签 "办过" }');
    expect((await at.operator('POST', `/v1/sops/${sop}/publish`, { revision: 1 })).status).toBe(200);
    await done(at.staff, await addTask({ title: '回访', assignee_id: at.staffId, fan_id: mine }));
    const outbox = await at.app.db.selectFrom('fact_outbox').select(['kind', 'shop_id']).execute();
    expect(outbox).toEqual([{ kind: 'event', shop_id: at.shop }]);
  });

  it('keeps what came of it, for those who see the fan', async () => {
    const id = await addTask({ title: '回访', assignee_id: at.staffId, fan_id: mine });
    const said = { result: '下周再打\n要看新款' };
    expect((await at.staff('POST', `/v1/tasks/${id}/done`, said)).status).toBe(204);
    await at.staff('POST', `/v1/tasks/${id}/done`, { result: '改口' });
    expect(await results(at.staff, `fan=${mine}`)).toContain(said.result);
    await at.app.db.updateTable('fan_shop').set({ owner_id: at.operatorId }).where('fan_id', '=', mine).execute();
    expect(await results(at.staff)).not.toContain(said.result);
    expect(await results(at.operator)).toContain(said.result);
    await at.app.db.updateTable('fan_shop').set({ owner_id: at.staffId }).where('fan_id', '=', mine).execute();
    const told = rowsOf((await at.staff('GET', `/v1/fans/${mine}/timeline`)).body);
    expect(told.filter(({ result }) => result === said.result)).toMatchObject([{ type: 'task.done' }]);
    const { body } = await at.staff('POST', `/v1/tasks/${id}/done`, { result: '长'.repeat(501) });
    expect(body.code).toBe('REQ400');
  });

  it('refuses one that was cancelled, and shows none of somebody else', async () => {
    const cancelled = await addTask({ title: '取消', assignee_id: at.staffId, state: 'cancelled' });
    expect((await done(at.staff, cancelled)).body.code).toBe('TASK409');
    const foreign = await addTask({ title: '别人的', assignee_id: at.operatorId });
    expect((await done(at.staff, foreign)).status).toBe(404);
    expect((await done(at.stranger, foreign)).status).toBe(404);
    expect((await done(at.operator, foreign)).status).toBe(204);
  });
});

it('names the SOP that a task comes from', async () => {
  const sop = await at.createLive('派任务');
  await addRuns(at, sop, [mine, crypto.randomUUID(), crypto.randomUUID()]);
  const { id: enrolment_id } = await at.app.db
    .selectFrom('enrolment')
    .select('id')
    .where('fan_id', '=', mine)
    .executeTakeFirstOrThrow();
  const id = await addTask({ title: '来自流程', assignee_id: at.staffId, fan_id: mine });
  await at.app.db.updateTable('task').set({ enrolment_id, step_key: 'task:1' }).where('id', '=', id).execute();
  const row = rowsOf((await list(at.staff)).body).find((task) => task.id === id);
  expect(row?.sop).toEqual({ id: sop, name: '派任务' });
});

describe('giving a task to somebody else', () => {
  const give = (call: Call, id: string, assignee_id: string) => call('PATCH', `/v1/tasks/${id}`, { assignee_id });
  let other: string;

  beforeAll(async () => {
    other = await at.app.addStaff('other', 'staff', at.shop);
  });

  it('moves it to their list, and says so in the audit', async () => {
    const id = await addTask({ title: '换人', assignee_id: at.staffId });
    expect((await give(at.operator, id, other)).status).toBe(204);
    expect(await titles(at.staff)).not.toContain('换人');
    expect(await titles(at.operator, `assignee=${other}`)).toEqual(['换人']);
    const audit = await at.app.db
      .selectFrom('audit')
      .select(['action', 'detail'])
      .where('subject_id', '=', id)
      .execute();
    expect(audit).toEqual([{ action: 'task.assign', detail: { from: at.staffId, to: other } }]);
  });

  it('is not for those who only have their own, and not to people outside the shop', async () => {
    const id = await addTask({ title: '不给', assignee_id: at.staffId });
    expect((await give(at.staff, id, other)).status).toBe(404);
    expect((await give(at.stranger, id, other)).status).toBe(404);
    const outsider = await at.app.addStaff('outsider', 'staff', at.foreignShop);
    expect((await give(at.operator, id, outsider)).body.code).toBe('TASK422');
  });

  it('leaves what is done alone', async () => {
    const id = await addTask({ title: '过去', assignee_id: at.staffId, state: 'done' });
    expect((await give(at.operator, id, other)).status).toBe(404);
  });
});

it('lists what is overdue', async () => {
  await addTask({ title: '过期', assignee_id: at.staffId, hours: -1 });
  expect(await titles(at.staff, 'overdue=true')).toEqual(['过期']);
});
