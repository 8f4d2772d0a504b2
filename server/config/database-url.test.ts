import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseUrl } from './database-url.js';

const DATABASE_URL = 'postgres://fanloom@db:5432/fanloom';

describe('databaseUrl', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'database-url-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is DATABASE_URL as it stands', () => {
    expect(databaseUrl({ DATABASE_URL: 'postgres://a:b@c/d?sslmode=require' })).toBe(
      'postgres://a:b@c/d?sslmode=require',
    );
    expect(databaseUrl({})).toBeUndefined();
  });

  it('takes the password from a variable of its own, whatever characters it has', () => {
    const url = databaseUrl({ DATABASE_URL, DATABASE_PASSWORD: 'p@ss/w%rd:#?' });
    expect(decodeURIComponent(new URL(url ?? '').password)).toBe('p@ss/w%rd:#?');
    expect(new URL(url ?? '').host).toBe('db:5432');
  });

  it('reads URL and password from files, without the line end', async () => {
    const [url, password] = [join(folder, 'url'), join(folder, 'password')];
    await writeFile(url, `${DATABASE_URL}\n`);
    await writeFile(password, 'secret\n');
    expect(databaseUrl({ DATABASE_URL_FILE: url, DATABASE_PASSWORD_FILE: password })).toBe(
      'postgres://fanloom:secret@db:5432/fanloom',
    );
  });

  it('names the variable and the file that cannot be read', () => {
    const read = () => databaseUrl({ DATABASE_URL, DATABASE_PASSWORD_FILE: join(folder, 'none') });
    expect(read).toThrow(`The file ${join(folder, 'none')} that DATABASE_PASSWORD_FILE names cannot be read`);
  });
});
