import { randomUUID } from 'node:crypto';
import type { KyselyPlugin } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp, testPassword } from '../http/testing/test-app.js';
import { logIn } from './session.service.js';

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
  for (const login of ['lin', 'leaver', 'sso']) await app.addStaff(login, 'staff', null);
  const { db } = app;
  await db.updateTable('staff').set({ active: false }).where('login', '=', 'leaver').execute();
  await db.updateTable('staff').set({ password_hash: null }).where('login', '=', 'sso').execute();
});

afterAll(() => app.close());

/** What is asked of the database by a log-in that fails. */
async function askedBy(login: string, password: string): Promise<string[]> {
  const asked: string[] = [];
  const noting: KyselyPlugin = {
    transformQuery: ({ node }) => {
      asked.push(node.kind);
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  const db = app.deps.db.withPlugin(noting);
  const visitor = { address: randomUUID(), userAgent: undefined };
  await expect(logIn({ ...app.deps, db }, { login, password, ...visitor })).rejects.toMatchObject({ code: 'ACC401' });
  return asked;
}

it('asks the same of the database for an unknown login, a wrong password, a leaver and an account without one', async () => {
  const wrong = await askedBy('lin', 'wrong horse 42');
  expect(wrong.length).toBeGreaterThan(2);
  expect(await askedBy('nobody', 'wrong horse 42')).toEqual(wrong);
  expect(await askedBy('leaver', 'wrong horse 42')).toEqual(wrong);
  expect(await askedBy('leaver', testPassword)).toEqual(wrong);
  expect(await askedBy('sso', testPassword)).toEqual(wrong);
});
