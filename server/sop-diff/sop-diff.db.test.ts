import { afterAll, beforeAll, expect, it } from 'vitest';
import { addRuns, createSopShop, rowsOf, type SopShop, welcome } from '../sop/testing/sop-shop.js';

let at: SopShop;
let id: string;

beforeAll(async () => {
  at = await createSopShop();
  id = await at.createLive('新粉');
  const fans = await Promise.all(['一', '二', '三'].map((nick) => at.addFan(nick, null)));
  const [one = '', two = '', three = ''] = fans;
  await addRuns(at, id, [one, two, three]);
});

afterAll(() => at.app.close());

const compare = (body: object, call = at.operator) => call('POST', `/v1/sops/${id}/diff`, body);

it('says in both languages what a text changes, and what becomes of fans in flight', async () => {
  const text = welcome('新粉').replace('等待1天', '等待2天').replace('打标签 "新粉-没买"', '打标签 "没买成"');
  const { status, body } = await compare({ text });
  expect(status).toBe(200);
  expect(body.from).toBe(1);
  expect(rowsOf(body, 'changes')).toMatchObject([
    {
      kind: 'changed',
      before: { words: { zh: '等待1天', en: 'Wait 1 day' } },
      after: { words: { zh: '等待2天' }, line: 10 },
    },
    { kind: 'changed', before: { words: { zh: '打标签“新粉-没买”' } }, after: { words: { en: 'Tag “没买成”' } } },
  ]);
  expect(rowsOf(body, 'in_flight')).toMatchObject([
    { version: 1, step_key: 'wait:1', line: 10, fans: 1, words: { zh: '等待1天' }, moves_to: { step_key: 'wait:1' } },
    { version: 1, step_key: 'tag:1', fans: 1, moves_to: { step_key: 'tag:1' } },
  ]);
});

it('leads fans past a step that is gone', async () => {
  const { body } = await compare({ text: welcome('新粉').replace('等待1天', '').replace('打标签 "新粉-没买"', '') });
  expect(rowsOf(body, 'in_flight').map(({ moves_to }) => moves_to)).toEqual([null, null]);
});

it('finds no difference in a draft that is live', async () => {
  expect((await compare({})).body).toMatchObject({ from: 1, changes: [] });
});

it.each([
  ['nobody who does not see the text', () => compare({}, at.staff), 'REQ403'],
  ['nobody of another shop', () => compare({}, at.stranger), 'REQ404'],
  ['no version that does not exist', () => compare({ from: 7 }), 'REQ404'],
  ['no text that cannot run', () => compare({ text: '流程 "a" { 当 }' }), 'SIMULATE422'],
  [
    'nothing that was never published',
    async () => at.operator('POST', `/v1/sops/${await at.create(welcome('新的'))}/diff`, {}),
    'DIFF422',
  ],
])('compares for %s', async (_, call, code) => {
  expect((await call()).body.code).toBe(code);
});
