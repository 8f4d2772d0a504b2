import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureSecrets, readSecrets } from './secrets.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanloom-secrets-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the secrets file', () => {
  it('holds three different keys of 32 bytes, for its owner only', async () => {
    const path = join(folder, 'secrets.json');
    await ensureSecrets(path);
    const { masterKey, lookupKey, sessionKey } = await readSecrets(path);
    expect([masterKey.length, lookupKey.length, sessionKey.length]).toEqual([32, 32, 32]);
    expect(new Set([masterKey, lookupKey, sessionKey].map((key) => key.toString('hex'))).size).toBe(3);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is created once', async () => {
    const path = join(folder, 'secrets.json');
    await ensureSecrets(path);
    const before = await readFile(path, 'utf8');
    await ensureSecrets(path);
    expect(await readFile(path, 'utf8')).toBe(before);
  });

  it.each([
    ['is not JSON', 'keys'],
    ['lacks a key', '{"master_key":"AAAA"}'],
    ['has a short key', '{"master_key":"AAAA","lookup_key":"AAAA","session_key":"AAAA"}'],
  ])('is refused when it %s, without showing its content', async (_, content) => {
    const path = join(folder, 'secrets.json');
    await writeFile(path, content);
    const error: unknown = await readSecrets(path).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'CONFIG002' });
    expect(String(error)).not.toContain('AAAA');
  });

  it('is refused when it is missing', async () => {
    await expect(readSecrets(join(folder, 'none.json'))).rejects.toMatchObject({ code: 'CONFIG002' });
  });
});
