import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSopShop, type SopShop, welcome } from './testing/sop-shop.js';

let at: SopShop;
let id: string;

beforeAll(async () => {
  at = await createSopShop();
  id = await at.createLive('旧版');
});

afterAll(() => at.app.close());

it('keeps the text of every version as it was published', async () => {
  const text = welcome('旧版', '# 改过');
  await at.operator('PUT', `/v1/sops/${id}/draft`, { text, revision: 1 });
  await at.operator('POST', `/v1/sops/${id}/publish`, { revision: 2 });
  const read = async (number: number) => (await at.operator('GET', `/v1/sops/${id}/versions/${number}`)).body;
  expect(await read(1)).toMatchObject({ number: 1, text: welcome('旧版') });
  expect(await read(2)).toMatchObject({ number: 2, text });
});

it('says of what is foreign or missing that it is not there', async () => {
  expect((await at.operator('GET', `/v1/sops/${id}/versions/99`)).status).toBe(404);
  expect((await at.operator('GET', `/v1/sops/${id}/versions/0`)).status).toBe(400);
  expect((await at.stranger('GET', `/v1/sops/${id}/versions/1`)).status).toBe(404);
  expect((await at.it('GET', `/v1/sops/${id}/versions/1`)).status).toBe(403);
});

it('shows those who see numbers only no text', async () => {
  const { status, body } = await at.analyst('GET', `/v1/sops/${id}/versions/1`);
  expect([status, body.text]).toEqual([200, null]);
});
