import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Db } from '../db/database.js';
import { openDatabase } from '../db/database.js';
import { createTestDatabase } from '../testing/database.js';
import type { TestDatabase } from '../testing/database.js';
import { runBusinessClock } from './business-clock.js';

let database: TestDatabase;
let db: Db;
beforeEach(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { connections: 1 });
});
afterEach(async () => {
  await db.destroy();
  await database.drop();
});

const clockRow = () => db.selectFrom('clock').selectAll().executeTakeFirstOrThrow();

it('leaves real time alone', async () => {
  const clock = await runBusinessClock(database.url, { speed: undefined, startAt: undefined });
  await clock.stop();
  expect(await clockRow()).toMatchObject({ simulated: false });
});

it('runs from the given time at the given speed, beats, and stands still after the stop', async () => {
  const startAt = new Date('2026-03-05T02:00:00Z');
  const clock = await runBusinessClock(database.url, { speed: 8640, startAt, beat: 10 });
  const started = await clockRow();
  expect(started).toMatchObject({ simulated: true, running: true, speed: 8640 });
  while ((await clockRow()).real_at.getTime() === started.real_at.getTime()) await delay(10);
  await clock.stop();
  const stopped = await clockRow();
  expect(stopped.running).toBe(false);
  expect(stopped.business_at.getTime()).toBeGreaterThan(startAt.getTime());
});

it('goes on from where it stood when it was simulated before, also without a speed', async () => {
  await (await runBusinessClock(database.url, { speed: 8640, startAt: new Date('2030-01-01T00:00:00Z') })).stop();
  const before = await clockRow();
  const clock = await runBusinessClock(database.url, { speed: undefined, startAt: new Date('2000-01-01T00:00:00Z') });
  const after = await clockRow();
  await clock.stop();
  expect(after).toMatchObject({ simulated: true, running: true, speed: 1 });
  expect(after.business_at.getTime()).toBeGreaterThanOrEqual(before.business_at.getTime());
});
