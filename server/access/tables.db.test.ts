import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Db, openDatabase } from '../db/database.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { columnOf, registrationOf, tables } from './tables.js';

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase(database.url);
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
});

/** Tables of the product by name with their columns; a partition is no table of its own. */
async function stored(): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ name: string; columns: string[] }>`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
      and c.relname not like 'kysely_%'
    group by c.relname`.execute(db);
  return new Map(rows.map((row) => [row.name, row.columns]));
}

it('every table and column of the database states its subject and right', async () => {
  const found = await stored();
  expect([...found.keys()].sort()).toEqual(Object.keys(tables).sort());
  for (const [name, columns] of found) {
    const registration = registrationOf(name);
    if (typeof registration === 'string') continue;
    expect([name, Object.keys(registration.columns).sort()]).toEqual([name, [...columns].sort()]);
    for (const column of columns) expect(columnOf(registration, column).kind).toMatch(/^(key|secret|field|json|mask)$/);
  }
});

it('what is encrypted or hashed never leaves', async () => {
  for (const [name, columns] of await stored()) {
    const registration = registrationOf(name);
    if (typeof registration === 'string') continue;
    for (const column of columns.filter((one) => /_encrypted$|_hash$/.test(one))) {
      expect([name, column, columnOf(registration, column).kind]).toEqual([name, column, 'secret']);
    }
  }
});
