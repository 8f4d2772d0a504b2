import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { withDatabase, withServer } from './database-admin.js';
import type { TestDatabase } from './database.js';

const run = promisify(execFile);

/** Whether `pg_dump` and `pg_restore` are on PATH and as new as the server of this run. */
export async function hasPostgresTools(): Promise<boolean> {
  const { stdout } = await run('pg_dump', ['--version']).catch(() => ({ stdout: '' }));
  const major = Number(/\) (\d+)/.exec(stdout)?.[1] ?? 0);
  const { rows } = await withServer(inject('templateUrl'), (client) =>
    client.query<{ major: number }>(`select current_setting('server_version_num')::int / 10000 as major`),
  );
  return major >= (rows[0]?.major ?? Number.POSITIVE_INFINITY);
}

/** Restores a dump of one database, taken now, into another. Call `restore` as late as you like. */
export async function dump(url: string): Promise<{ restore(): Promise<TestDatabase> }> {
  const file = join(tmpdir(), `fanloom-dump-${randomBytes(6).toString('hex')}`);
  await run('pg_dump', ['--format=custom', '--no-owner', `--file=${file}`, url]);
  return {
    async restore() {
      const name = `fanloom_test_${randomBytes(6).toString('hex')}`;
      const admin = withDatabase(url, 'postgres');
      await withServer(admin, (client) => client.query(`create database ${name}`));
      const restored = withDatabase(url, name);
      await run('pg_restore', ['--exit-on-error', '--no-owner', `--dbname=${restored}`, file]);
      await rm(file);
      return {
        url: restored,
        drop: async () => {
          await withServer(admin, (client) => client.query(`drop database ${name} with (force)`));
        },
      };
    },
  };
}
