import { rowsOf } from '@fanloom/server/sop/testing/sop-shop.js';
import type { Call } from '@fanloom/server/http/testing/test-app.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crawl, plan, type Seen } from './crawl.js';
import { createLeakWorld, type LeakWorld } from './leak-world.js';

/*
 * Whoever sees numbers only, asked of every route that only reads: no answer tells of one fan, and every number that
 * counts people, or what they did, comes in whole groups. The shop has four fans.
 */

let world: LeakWorld;
let operator: Call;
let seen: Seen[];

beforeAll(async () => {
  world = await createLeakWorld();
  operator = await world.app.logIn('operator');
  await world.app.db.updateTable('coupon').set({ issued: 4 }).execute();
  const { reading } = await plan(world);
  const analyst = { name: 'analyst', call: await world.app.logIn('analyst'), sees: () => new Set<never>() };
  seen = (await crawl(world, analyst, reading)).filter(({ answer }) => answer.status < 300);
});

afterAll(() => world.close());

/** Numbers that count nobody: what somebody has set, where something stands, and what was asked for. */
const countsNobody = new Set([
  ...['number', 'revision', 'clause', 'line', 'from', 'to', 'minute', 'speed', 'limit', 'aggregate'],
  ...['off_fen', 'fen', 'over_fen', 'overFen', 'valid_seconds', 'validSeconds', 'stock', 'keep_days'],
  ...['weekdays', 'days', 'R', 'F', 'M', 'I', 'W', 'comment', 'like', 'share', 'gift', 'recovery_codes_left'],
]);

function* countsIn(value: unknown, name = ''): Generator<[string, number]> {
  if (typeof value === 'number' && !countsNobody.has(name)) yield [name, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) yield* countsIn(part, Array.isArray(value) ? name : key);
}

/** One for each line, where an answer has several. */
const valuesOf = (text: string): unknown[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as unknown);

describe('an analyst, who sees numbers only', () => {
  it('is answered by many routes', () => {
    expect(new Set(seen.map(({ request }) => request.route)).size).toBeGreaterThan(25);
  });

  it('is told of no single fan, order, event, message or stay', async () => {
    const tables = ['fan', 'event', 'shop_order', 'effect', 'enrolment', 'coupon_issue', 'task'] as const;
    const found = await Promise.all(tables.map((table) => world.app.db.selectFrom(table).select('id').execute()));
    const ids = found.flat().map(({ id }) => id);
    const told = seen.filter(({ request, answer }) =>
      ids.some((id) => answer.text.includes(id) && !(request.path + JSON.stringify(request.body ?? '')).includes(id)),
    );
    expect(told.map(({ request }) => request.path)).toEqual([]);
    const aboutOne = seen.filter(({ request }) => /^\/v1\/(fans|orders|events|messages|tasks)\/./.test(request.path));
    expect(aboutOne.map(({ request }) => request.path)).toEqual([]);
  });

  it('is told every count in whole groups, also in the lines of a simulation', () => {
    const told = seen.flatMap(({ request, answer }) =>
      valuesOf(answer.text).flatMap((value) =>
        [...countsIn(value)]
          .filter(([, n]) => n % 5 !== 0)
          .map(([name, n]) => `${request.route}: ${name} ${String(n)}`),
      ),
    );
    expect([...new Set(told)]).toEqual([]);
  });

  it('is not told when the one at a step is due', async () => {
    const [sop] = rowsOf((await operator('GET', `/v1/sops?shop=${world.shop}`)).body);
    const path = `/v1/sops/${String(sop?.['id'])}/monitor`;
    const times = (text: string) => [...text.matchAll(/"(due_from|due_to|since)":"/g)].map(([, name]) => name);
    await parkOneAtTheWait();
    expect(times((await operator('GET', path)).text)).toEqual(['due_from', 'due_to', 'since']);
    expect(times((await (await world.app.logIn('analyst'))('GET', path)).text)).toEqual([]);
  });
});

async function parkOneAtTheWait(): Promise<void> {
  const { db } = world.app;
  const run = await db
    .selectFrom('run')
    .select('id')
    .where('shop_id', '=', world.shop)
    .limit(1)
    .executeTakeFirstOrThrow();
  const at = new Date();
  const lane = { run_id: run.id, step: 1, anchor_at: at, arrived_at: at, attempts: 1 };
  await db
    .insertInto('lane')
    .values([
      { ...lane, no: 1, phase: 'waiting', due_at: at },
      { ...lane, no: 2, phase: 'parked' },
    ])
    .execute();
}
