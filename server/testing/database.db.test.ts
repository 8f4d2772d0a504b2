import { expect, it } from 'vitest';
import { withServer } from './database-admin.js';
import { createTestDatabase } from './database.js';

it('gives every test a migrated database of its own', async () => {
  const [one, other] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  try {
    await withServer(one.url, (client) => client.query('create table mark ()'));
    const tables = 'select tablename from pg_tables where tablename in ($1, $2)';
    const inOther = await withServer(other.url, (client) => client.query(tables, ['mark', 'clock']));
    expect(inOther.rows).toEqual([{ tablename: 'clock' }]);
  } finally {
    await one.drop();
    await other.drop();
  }
});

it('drops a database that is still in use', async () => {
  const database = await createTestDatabase();
  await withServer(database.url, async (client) => {
    client.on('error', () => undefined);
    await database.drop();
    await expect(client.query('select 1')).rejects.toThrow();
  });
  await expect(withServer(database.url, async () => undefined)).rejects.toMatchObject({ code: '3D000' });
});
