import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Template } from '@fanloom/dsl/ir/program.js';
import { createSopShop, rowsOf, type SopShop } from '../sop/testing/sop-shop.js';

let at: SopShop;
let mine: string;
let theirs: string;

const text: Template = [
  { root: 'fan', field: 'nick', fallback: '一位粉丝' },
  ' 的电话 ',
  { root: 'fan', field: 'phone', fallback: null },
];

beforeAll(async () => {
  at = await createSopShop();
  mine = await at.addFan('小红', at.staffId);
  theirs = await at.addFan('小兰', null);
  await tell(at.staffId, mine, text);
  await tell(at.staffId, theirs, text);
  await tell(at.staffId, mine, { code: 'task_unclaimed', title: '首次联系' });
});

afterAll(() => at.app.close());

let told = 0;

/** A second after the one before: ids of one millisecond are in no order. */
async function tell(staff: string, fan: string, said: unknown): Promise<void> {
  const created_at = new Date(Date.now() + ++told * 1000);
  const notice = {
    shop_id: at.shop,
    staff_id: staff,
    fan_id: fan,
    text: JSON.stringify(said),
    enrolment_id: crypto.randomUUID(),
    step_key: 'notify:1',
    created_at,
  };
  await at.app.db
    .insertInto('notice')
    .values((eb) => ({ ...notice, id: eb.fn<string>('uuid7_at', [eb.val(created_at)]) }))
    .execute();
}

it('shows a person their own notices, newest first, with no more of a fan than they may see', async () => {
  const { status, body } = await at.staff('GET', '/v1/notices');
  expect(status).toBe(200);
  expect(rowsOf(body)).toMatchObject([
    { unclaimed_task: '首次联系', text: null, fan: { nick: '小红' } },
    { unclaimed_task: null, text: '一位粉丝 的电话 —', fan: { id: theirs, nick: null } },
    { unclaimed_task: null, fan: { id: mine, nick: '小红' } },
  ]);
  expect(String(rowsOf(body)[2]?.['text'])).toMatch(/^小红 的电话 /);
  expect(rowsOf((await at.operator('GET', '/v1/notices')).body)).toEqual([]);
});

it('goes on behind a cursor', async () => {
  const first = await at.staff('GET', '/v1/notices?limit=2');
  expect(rowsOf(first.body)).toHaveLength(2);
  const next = await at.staff('GET', `/v1/notices?limit=2&cursor=${String(first.body.next_cursor)}`);
  expect(rowsOf(next.body)).toHaveLength(1);
});

it('is marked as read by its reader alone', async () => {
  const id = String(rowsOf((await at.staff('GET', '/v1/notices')).body)[0]?.['id']);
  expect((await at.operator('POST', `/v1/notices/${id}/read`)).status).toBe(404);
  expect((await at.staff('POST', `/v1/notices/${id}/read`)).status).toBe(204);
  expect(rowsOf((await at.staff('GET', '/v1/notices?unread=true')).body)).toHaveLength(2);
});

it('are counted while they are unread, and all marked as read that one has seen', async () => {
  const { body } = await at.staff('GET', '/v1/notices');
  expect(body['unread']).toBe(2);
  await tell(at.staffId, mine, text);
  const newest = String(rowsOf(body)[0]?.['id']);
  expect((await at.staff('POST', '/v1/notices/read', { up_to: newest })).status).toBe(204);
  expect((await at.staff('GET', '/v1/notices?limit=1')).body['unread']).toBe(1);
});
