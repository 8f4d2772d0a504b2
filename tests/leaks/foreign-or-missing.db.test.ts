import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import pg from 'pg';
import type { Answer, Call } from '@fanloom/server/http/testing/test-app.js';
import { createLeakWorld, type Ids, type LeakWorld } from './leak-world.js';
import { type ApiRequest, type Document, requestsOf } from './requests.js';

/*
 * Whoever asks for what is not theirs is told what they are told of what is not there: in the same words, and after as
 * many statements, since those can be heard by the clock.
 */

const NOWHERE = '00000000-0000-7000-8000-00000000ffff';

let world: LeakWorld;
let document: Document;

beforeAll(async () => {
  world = await createLeakWorld();
  document = (await world.app.call('GET', '/openapi.json')).body as unknown as Document;
});

afterAll(() => world.close());

/** One id of each kind that belongs to the shop; of a fan, this one. */
async function idsIn(shop: string, fan: string): Promise<Ids> {
  const { db } = world.app;
  const tables = {
    sops: 'sop',
    tags: 'tag',
    segments: 'segment',
    tasks: 'task',
    imports: 'import',
    texts: 'message_text',
  } as const;
  const ids: Ids = { fans: [fan], shops: [shop], 'import-sources': [] };
  for (const [part, table] of Object.entries(tables)) {
    const row = await db.selectFrom(table).select('id').where('shop_id', '=', shop).limit(1).executeTakeFirst();
    ids[part] = row ? [row.id] : [];
  }
  const source = await db.selectFrom('import_source').select('id').where('shop_id', '=', shop).executeTakeFirst();
  ids['import-sources'] = source ? [source.id] : [];
  return ids;
}

interface Asked {
  status: number;
  body: object;
  statements: number;
}

async function ask(call: Call, { method, path, body }: ApiRequest): Promise<Asked> {
  const query = vi.spyOn(pg.Client.prototype, 'query');
  const answer: Answer = await call(method, path, body);
  const statements = query.mock.calls.length;
  query.mockRestore();
  expect(statements).toBeGreaterThan(0);
  return { status: answer.status, body: { ...answer.body, instance: '' }, statements };
}

/** What is told apart of requests that name something foreign in their address, and of the same for what is not there. */
async function toldApart(call: Call, ids: Ids): Promise<{ asked: number; apart: unknown[] }> {
  const words = { where: ['购买次数 >= 0'], text: [world.sopText], field: ['phone'], rules: [[]], roles: [[]] };
  const requests = requestsOf(document, { ids, words }).filter(({ path, route }) => {
    const [, id] = /\/v1\/[\w-]+\/([0-9a-f-]{36})/.exec(path) ?? [];
    return id !== undefined && !/staff|roles|tokens/.test(route) && Object.values(ids).flat().includes(id);
  });
  const apart: unknown[] = [];
  for (const request of requests) {
    const [, id = ''] = /\/v1\/[\w-]+\/([0-9a-f-]{36})/.exec(request.path) ?? [];
    const missing = { ...request, path: request.path.replace(id, NOWHERE) };
    const both = async () => [await ask(call, request), await ask(call, missing)].map((asked) => JSON.stringify(asked));
    let [theirs, none] = await both();
    // The first request after a minute also writes down that the session was used.
    if (theirs !== none) [theirs, none] = await both();
    if (theirs !== none) apart.push([`${request.method} ${request.path}`, theirs, none]);
  }
  return { asked: new Set(requests.map(({ route }) => route)).size, apart };
}

describe('what is foreign is answered like what is not there', () => {
  it('to an operator, of another shop', async () => {
    const { asked, apart } = await toldApart(
      await world.app.logIn('operator'),
      await idsIn(world.foreignShop, world.fans.foreign),
    );
    expect(asked).toBeGreaterThan(30);
    expect(apart).toEqual([]);
  });

  it('to staff and a manager, of colleagues in their own shop', async () => {
    for (const login of ['lin', 'manager']) {
      const { asked, apart } = await toldApart(await world.app.logIn(login), {
        fans: [world.fans.meis],
      });
      expect(asked).toBeGreaterThan(8);
      expect([login, apart]).toEqual([login, []]);
    }
  });
});
