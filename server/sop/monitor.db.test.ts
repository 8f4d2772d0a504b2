import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Call } from '../http/testing/test-app.js';
import { addRuns, createSopShop, rowsOf, type SopShop } from './testing/sop-shop.js';

let at: SopShop;
let id: string;

beforeAll(async () => {
  at = await createSopShop();
  id = await at.createLive('监控');
  const { staffId } = at;
  await addRuns(at, id, [
    await at.addFan('小红', staffId),
    await at.addFan('小兰', null),
    await at.addFan('小绿', staffId),
  ]);
  await at.app.db
    .insertInto('entry_refusal')
    .values({ sop_id: id, fan_id: crypto.randomUUID(), fact_key: 'x', reason: 'too_soon', at: new Date() })
    .execute();
});

afterAll(() => at.app.close());

const monitor = async (call: Call, query = '') => (await call('GET', `/v1/sops/${id}/monitor${query}`)).body;

it('counts fans and messages, step by step in the order of the program', async () => {
  const body = await monitor(at.operator);
  expect(body).toMatchObject({ entered: 3, in_flight: 2, left: 1, finished: 0, goal: null });
  expect(body.refused).toEqual([{ reason: 'too_soon', fans: 1 }]);
  expect(body.left_by).toEqual([{ clause: 1, fans: 1 }]);
  const steps = rowsOf(body, 'steps');
  expect(steps.map(({ key }) => key)).toEqual(['send:1', 'wait:1', 'tag:1', 'leave:1/tag:1']);
  expect(steps[0]).toMatchObject({
    arrived: 3,
    undelivered: 1,
    skipped: 1,
    skipped_by: [{ reason: 'capped', messages: 1 }],
    messages: { sent: 1, failed: 1, unknown: 0 },
    now: 0,
  });
  expect(steps[1]).toMatchObject({ kind: 'wait', now: 1 });
  expect(Date.parse(String(steps[1]?.due_from))).toBeGreaterThan(Date.now());
});

it('places the steps in the text of the version', async () => {
  const body = await monitor(at.operator);
  const { text } = body.version as { text: string };
  const { from, to } = rowsOf(body, 'steps')[1]?.range as { from: number; to: number };
  expect(text.slice(from, to)).toBe('等待1天');
});

it('shows parked lanes with what failed, without the words of the database', async () => {
  const body = await monitor(at.operator);
  expect(body.parked_lanes).toMatchObject([{ step_key: 'tag:1', fans: 1, attempts: 5, sqlstate: '22012' }]);
  expect(JSON.stringify(body)).not.toContain('secret');
});

it('shows any version, and none that is not there', async () => {
  expect(await monitor(at.operator, '?version=1')).toMatchObject({ entered: 3 });
  expect((await at.operator('GET', `/v1/sops/${id}/monitor?version=2`)).status).toBe(404);
});

it('lists fans at a step and in a state, of those whom the reader may see', async () => {
  const nicks = async (call: Call, query: string) =>
    rowsOf((await call('GET', `/v1/sops/${id}/fans?${query}`)).body).map(({ nick }) => nick);
  expect(await nicks(at.operator, 'step=wait:1')).toEqual(['小红']);
  expect(await nicks(at.operator, 'state=left')).toEqual(['小绿']);
  expect(await nicks(at.operator, 'step=nowhere')).toEqual([]);
  expect((await nicks(at.operator, '')).sort()).toEqual(['小兰', '小红', '小绿']);
  expect((await nicks(at.staff, '')).sort()).toEqual(['小红', '小绿']);
});

it('goes through fans page by page', async () => {
  const first = await at.operator('GET', `/v1/sops/${id}/fans?limit=2`);
  const next = String(first.body.next_cursor);
  const rest = await at.operator('GET', `/v1/sops/${id}/fans?limit=2&cursor=${next}`);
  const seen = [...rowsOf(first.body), ...rowsOf(rest.body)].map((fan) => fan.id);
  expect([new Set(seen).size, rest.body.next_cursor]).toEqual([3, null]);
  expect((await at.operator('GET', `/v1/sops/${id}/fans?cursor=${next}x`)).status).toBe(400);
});

it('shows the counts of the shop to everyone who may see the SOP', async () => {
  for (const call of [at.manager, at.staff]) {
    expect(await monitor(call)).toMatchObject({ entered: 3, in_flight: 2 });
    const [item] = rowsOf((await call('GET', `/v1/sops?shop=${at.shop}`)).body);
    expect(item).toMatchObject({ entered: 3, entered_today: 3, in_flight: 2 });
  }
});

it('tells the analyst nothing of fewer than five', async () => {
  expect(await monitor(at.analyst)).toMatchObject({ entered: 0, in_flight: 0 });
  const [item] = rowsOf((await at.analyst('GET', `/v1/sops?shop=${at.shop}`)).body);
  expect(item).toMatchObject({ entered: 0, entered_today: 0, in_flight: 0 });
});

it('shows staff neither draft nor text', async () => {
  expect((await at.staff('GET', `/v1/sops/${id}`)).body.draft).toBeNull();
  expect((await monitor(at.staff)).version).toMatchObject({ text: '' });
  expect(rowsOf((await at.staff('GET', `/v1/sops?shop=${at.shop}`)).body)[0]?.problems).toBeNull();
});

it('gives numbers, not fans, to those who do not see who a fan is', async () => {
  expect((await at.analyst('GET', `/v1/sops/${id}/fans`)).status).toBe(403);
});

it('leaves out who only waits in the timer of a missing event, or has answered', async () => {
  const late = await at.create('流程 "漏" { 当 领券后2小时内没有下单 每人一次 打标签 "漏了" 等待1天 }');
  expect((await at.operator('POST', `/v1/sops/${late}/publish`, { revision: 1 })).status).toBe(200);
  const nobody = () => crypto.randomUUID();
  const { running } = await addRuns(at, late, [nobody(), nobody(), nobody()]);
  await at.app.db.updateTable('lane').set({ step: 0 }).where('run_id', '=', running).where('no', '=', 1).execute();
  await at.app.db
    .updateTable('enrolment')
    .set({ state: 'void' })
    .where('run_id', '=', running)
    .where('lane_no', '=', 3)
    .execute();
  const { body } = await at.operator('GET', `/v1/sops/${late}/monitor`);
  expect(body).toMatchObject({ entered: 1, in_flight: 1 });
  expect((await at.operator('GET', `/v1/sops/${late}`)).body).toMatchObject({ entered: 1, in_flight: 1 });
});
