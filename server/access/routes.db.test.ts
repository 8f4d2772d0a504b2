import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Call, createTestApp, type TestApp } from '../http/testing/test-app.js';

let app: TestApp;
let nobody: Call;

beforeAll(async () => {
  app = await createTestApp();
  const staffId = await app.addStaff('nobody', 'staff', null);
  nobody = await app.logIn('nobody');
  await app.db.deleteFrom('staff_role').where('staff_id', '=', staffId).execute();
});

afterAll(() => app.close());

/** What a person may do without any role: everything about their own account, and nothing else. */
const ownAccount = /^(GET|POST|PUT|PATCH|DELETE) \/v1\/(session|account)(\/|$)/;
/** Open to whoever is logged in, and why. */
const openToStaff = new Map([
  ['GET /v1/clock', 'business time says nothing of anybody'],
  ['GET /v1/access/why', 'about oneself; the service asks for the right to look at anybody else'],
  ['GET /v1/access/rights', 'the same'],
]);
/** Asked before there is anybody to log in, or by programs with a token of their own. */
const openToAll = /^(GET|POST) \/v1\/(setup|sign-in|events|fans\/identify|receipts)(\/|$)/;

interface Route {
  name: string;
  parameters: { name: string; in: string; required?: boolean }[];
}

async function routes(): Promise<Route[]> {
  const { body } = await app.call('GET', '/openapi.json');
  const paths = body.paths as Record<string, Record<string, { parameters?: Route['parameters'] }>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [] }]) => ({
      name: `${method.toUpperCase()} ${path}`,
      parameters,
    })),
  );
}

it('every route states a right: whoever has no role gets into none of them', async () => {
  const stated = (await routes()).filter(
    ({ name }) => / \/v1\//.test(name) && !ownAccount.test(name) && !openToAll.test(name) && !openToStaff.has(name),
  );
  expect(stated.length).toBeGreaterThan(40);
  const answers = [];
  for (const { name } of stated) {
    const [method = '', path = ''] = name.split(' ');
    const address = path.replace(/\{\w+\}/g, '00000000-0000-7000-8000-000000000000');
    const { status } = await nobody(method, address, method === 'GET' ? undefined : {});
    answers.push(`${name} ${String(status)}`);
  }
  expect(answers.filter((answer) => !answer.endsWith(' 403'))).toEqual([]);
});

it('names only routes that are there', async () => {
  const names = new Set((await routes()).map(({ name }) => name));
  expect([...openToStaff.keys()].filter((name) => !names.has(name))).toEqual([]);
});
