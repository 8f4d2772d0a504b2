import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { migrate } from '@fanloom/server/db/migrate.js';
import { createTestDatabase, type TestDatabase } from '@fanloom/server/testing/database.js';
import { withServer } from '@fanloom/server/testing/database-admin.js';

const folder = new URL('releases/', import.meta.url);

/** Releases whose databases are kept, oldest first. */
export function recordedReleases(): string[] {
  const names = readdirSync(folder).map((name) => name.replace('.sql.gz', ''));
  return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** A database as that release left it, in statements. */
export function recordedSql(release: string): string {
  return gunzipSync(readFileSync(new URL(`${release}.sql.gz`, folder))).toString();
}

/** Keeps a database as the one of a release. */
export async function record(release: string, url: string): Promise<void> {
  const { stdout } = await promisify(execFile)(
    'pg_dump',
    ['--no-owner', '--no-privileges', '--column-inserts', '--rows-per-insert=1000', url],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  // What psql is told with a backslash a server does not understand.
  await writeFile(new URL(`${release}.sql.gz`, folder), gzipSync(stdout.replaceAll(/^\\.*\n/gm, ''), { level: 9 }));
}

/** That database, brought to today's schema. */
export async function upgraded(release: string): Promise<TestDatabase> {
  const database = await createTestDatabase();
  await withServer(database.url, (client) =>
    client.query(`drop schema public cascade; create schema public; ${recordedSql(release)}`),
  );
  await migrate(database.url);
  return database;
}
