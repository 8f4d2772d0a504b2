import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { arrayLiteral } from './array-literal.js';
import { openDatabase, type Db } from './database.js';

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

async function readBack(values: unknown[], type: string): Promise<unknown> {
  const { rows } = await sql<{ values: unknown }>`select ${values}::${sql.raw(type)}[] as values`.execute(db);
  return rows[0]?.values;
}

describe('an array parameter', () => {
  it('reaches PostgreSQL as it is, whatever texts are in it', async () => {
    const text = fc.oneof(
      fc.constantFrom(null, '', 'NULL', 'null', '{}', ',', '"', '\\', "'", ' a ', '\n', '小鹿'),
      fc.string({ unit: 'grapheme' }).map((some) => some.replaceAll('\0', '')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(text), async (values) => {
        expect(await readBack(values, 'text')).toEqual(values);
      }),
    );
  });

  it.each([
    ['float8', [1, -2.5, 1e21, null]],
    ['int', [2_000_000_000, 0, -1, null]],
    ['boolean', [true, false, null]],
    ['uuid', ['01890000-0000-7000-8000-000000000001', null]],
    ['bytea', [Buffer.from([0, 92, 34, 255]), Buffer.alloc(0), null]],
  ])('of %s too', async (type, values) => {
    expect(await readBack(values, type)).toEqual(values);
  });

  it('of anything else is left to the driver', async () => {
    expect(arrayLiteral([new Date(0)])).toBeUndefined();
    const nested = [
      ['a', 'b,'],
      ['c', 'd'],
    ];
    expect(await readBack(nested, 'text')).toEqual(nested);
  });
});
