import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLeakWorld, type LeakWorld } from '../leaks/leak-world.js';

let world: LeakWorld;

beforeAll(async () => {
  world = await createLeakWorld();
});

afterAll(() => world.close());

const HOSTILE = [
  ...[1e300, -1e300, 1e15, -1e15, 0.1, 'infinity', '-infinity', 'NaN', 'x', '', '\0', '\ud800', null, "a'b", [], {}],
  ...['9999999-01-01', '2026-02-30 00:00:00+00', '0000-01-01 00:00:00+00', '2026-01-01 00:00:00+23', '1-1-1 1:1:1+00'],
  '00000000-0000-7000-8000-000000000000',
];

/** The cursor with each of its parts in turn something else. */
function* tampered(position: unknown): Generator<unknown> {
  yield* HOSTILE;
  if (typeof position !== 'object' || position === null) return;
  for (const part of Object.keys(position)) {
    for (const value of HOSTILE) {
      yield Array.isArray(position)
        ? Object.assign([...(position as unknown[])], { [part]: value })
        : { ...position, [part]: value };
    }
  }
}

it.each([
  ['fans by time', (at: LeakWorld) => `/v1/fans?shop=${at.shop}&limit=1`],
  ['fans by money', (at: LeakWorld) => `/v1/fans/brief?shop=${at.shop}&limit=1&sort=spend`],
  ['a timeline', (at: LeakWorld) => `/v1/fans/${at.fans.lins}/timeline?shop=${at.shop}&limit=1`],
  ['messages', (at: LeakWorld) => `/v1/messages?shop=${at.shop}&limit=1`],
  ['tasks', (at: LeakWorld) => `/v1/tasks?shop=${at.shop}&limit=1`],
])('a cursor of %s that somebody changed is taken or refused, and the product does not fail', async (_, pathOf) => {
  const operator = await world.app.logIn('operator');
  const path = pathOf(world);
  const cursor = String((await operator('GET', path)).body['next_cursor']);
  expect((await operator('GET', `${path}&cursor=${cursor}`)).status).toBe(200);
  for (const position of tampered(JSON.parse(Buffer.from(cursor, 'base64url').toString()))) {
    const text = Buffer.from(JSON.stringify(position)).toString('base64url');
    const { status } = await operator('GET', `${path}&cursor=${text}`);
    expect([JSON.stringify(position), status < 500]).toEqual([JSON.stringify(position), true]);
  }
});
