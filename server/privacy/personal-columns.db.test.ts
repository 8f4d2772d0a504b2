import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Db, openDatabase } from '../db/database.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { sections, untold } from './disclosure.sql.js';
import { fanTables, otherTables, reachedTables } from './personal-columns.sql.js';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url, { connections: 1 });
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

/** Columns by table that can hold words, with the type of each; partitions left out. */
async function columns(): Promise<Map<string, { name: string; wordy: boolean }[]>> {
  const { rows } = await sql<{ table: string; columns: { name: string; wordy: boolean }[] }>`
    select c.relname as table, jsonb_agg(jsonb_build_object('name', a.attname, 'wordy',
      a.atttypid = any('{text,varchar,jsonb,json,bytea,date,_text}'::regtype[]))) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and c.relname not like 'kysely_%'
    group by 1`.execute(db);
  return new Map(rows.map((row) => [row.table, row.columns]));
}

it('every table says whether it is about fans', async () => {
  const stated = [...Object.keys(fanTables), ...Object.keys(reachedTables), ...otherTables];
  expect([...stated].sort()).toEqual([...(await columns()).keys()].sort());
  expect(new Set(stated).size).toBe(stated.length);
});

it('every column about a fan that can hold words says what an erasure makes of it', async () => {
  const found = await columns();
  for (const [table, { erased, keeps }] of Object.entries({ ...fanTables, ...reachedTables })) {
    if (erased === 'rows') continue;
    const wordy = (found.get(table) ?? []).filter(({ wordy }) => wordy).map(({ name }) => name);
    const harmless = [...(found.get(table) ?? [])].filter(({ wordy }) => !wordy).map(({ name }) => name);
    const stated = [...Object.keys(erased).filter((name) => !harmless.includes(name)), ...keeps];
    expect([table, stated.sort()]).toEqual([table, wordy.sort()]);
  }
});

it('a table with a fan in it is one of a fan', async () => {
  for (const [table, all] of await columns()) {
    if (all.some(({ name }) => name === 'fan_id')) expect([...Object.keys(fanTables)]).toContain(table);
  }
});

it('all that is kept of a fan is told to them, or stated as telling nothing of its own', () => {
  const told = Object.values(sections).flatMap(({ tables }): readonly string[] => tables);
  expect([...told, ...untold].sort()).toEqual([...Object.keys(fanTables), ...Object.keys(reachedTables)].sort());
});
