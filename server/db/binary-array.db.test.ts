import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { bools, byteas, type Column, float8s, hexes, int4s, int8s, texts, uuids } from './binary-array.js';
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

const text = fc.string({ unit: 'grapheme' }).map((some) => some.replaceAll('\0', ''));
const int4 = fc.integer();
const int8 = fc.maxSafeInteger();
const bytes = fc.uint8Array().map((some) => Buffer.from(some));

describe('an array in binary form', () => {
  const reachesAsItIs = <V>(type: string, column: Column<V>, value: fc.Arbitrary<V>) => {
    const rows = fc.array(fc.record({ value: fc.option(value) }), { maxLength: 50 });
    return fc.assert(
      fc.asyncProperty(rows, async (some) => {
        const sent = column(some, (row) => row.value);
        const { rows: read } = await sql`select unnest(${sent}::${sql.raw(type)}[]) as value`.execute(db);
        expect(read).toEqual(some);
      }),
    );
  };

  it('of texts reaches PostgreSQL as it is', () => reachesAsItIs('text', texts, text));
  it('of numbers', () => reachesAsItIs('float8', float8s, fc.double({ noNaN: true, noDefaultInfinity: true })));
  it('of whole numbers', () => reachesAsItIs('int', int4s, int4));
  it('of large whole numbers', () => reachesAsItIs('bigint', int8s, int8));
  it('of booleans', () => reachesAsItIs('boolean', bools, fc.boolean()));
  it('of ids', () => reachesAsItIs('uuid', uuids, fc.uuid()));
  it('of bytes', () => reachesAsItIs('bytea', byteas, bytes));

  it('takes bytes as hexadecimal digits too', async () => {
    const sent = hexes(['00ff5c', ''], (value) => value);
    const { rows } = await sql`select ${sent}::bytea[] as values`.execute(db);
    expect(rows).toEqual([{ values: [Buffer.from([0, 255, 92]), Buffer.alloc(0)] }]);
  });

  it('may be larger than all before it', async () => {
    const long = '小鹿'.repeat(200_000);
    const { rows } = await sql`select ${texts([long, 'end'], (value) => value)}::text[] as values`.execute(db);
    expect(rows).toEqual([{ values: [long, 'end'] }]);
  });
});
