import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { inject } from 'vitest';
import { migrate } from '@fanloom/server/db/migrate.js';
import type { TestDatabase } from '@fanloom/server/testing/database.js';
import { withDatabase, withServer } from '@fanloom/server/testing/database-admin.js';

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
  const name = `fanloom_test_${randomBytes(6).toString('hex')}`;
  const admin = withDatabase(inject('templateUrl'), 'postgres');
  const url = withDatabase(admin, name);
  await withServer(admin, (client) => client.query(`create database ${name}`));
  await withServer(url, (client) => client.query(recordedSql(release)));
  await migrate(url);
  return {
    url,
    drop: async () => {
      await withServer(admin, (client) => client.query(`drop database ${name} with (force)`));
    },
  };
}
