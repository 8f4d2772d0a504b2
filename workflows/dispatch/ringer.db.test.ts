import { sql } from 'kysely';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { at, EngineKit } from '../testing/engine-kit.js';
import { Ringer } from './ringer.js';

let kit: EngineKit;
beforeEach(async () => {
  kit = await EngineKit.create(at('2026-11-23 10:00'));
});
afterEach(async () => {
  vi.useRealTimers();
  await kit.dispose();
});

it('tells a run once of all that comes in a moment, again when it has looked since, and after a while in any case', async () => {
  const { id } = await kit.db
    .insertInto('run')
    .values({ sop_id: kit.shop.id, version_id: kit.shop.id, shop_id: kit.shop.id, cohort: new Date(), rung: true })
    .returning('id')
    .executeTakeFirstOrThrow();
  const told: string[] = [];
  const ringer = new Ringer(kit.db, async (run) => void told.push(run.id));
  vi.useFakeTimers({ toFake: ['Date'] });
  const pass = async (later: number) => {
    vi.setSystemTime(Date.now() + later);
    await ringer.pass();
    return told.splice(0);
  };

  expect(await pass(0)).toEqual([id]);
  expect(await pass(1_000)).toEqual([]);
  await sql`update run set command = command + 1`.execute(kit.db);
  expect(await pass(0)).toEqual([id]);
  await sql`update run set command = command + 1`.execute(kit.db);
  expect(await pass(100)).toEqual([]);
  expect(await pass(200)).toEqual([id]);
  expect(await pass(4_000)).toEqual([id]);
  await sql`update run set rung = false`.execute(kit.db);
  expect(await pass(4_000)).toEqual([]);
});
