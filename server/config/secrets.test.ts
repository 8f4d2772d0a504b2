import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addMasterKey, dropMasterKey, ensureSecrets, readSecrets } from './secrets.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanloom-secrets-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the secrets file', () => {
  it('holds three different keys of 32 bytes, for its owner only', async () => {
    const path = join(folder, 'secrets.json');
    await ensureSecrets(path);
    const { masterKeys, lookupKey, sessionKey } = await readSecrets(path);
    expect([masterKeys.versions, lookupKey.length, sessionKey.length]).toEqual([[1], 32, 32]);
    expect(new Set(Object.values(JSON.parse(await readFile(path, 'utf8')) as object)).size).toBe(3);
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

  it('takes a further master key, which seals from then on, and keeps the rest', async () => {
    const path = join(folder, 'secrets.json');
    await ensureSecrets(path);
    const { masterKeys, lookupKey } = await readSecrets(path);
    const old = masterKeys.seal('value', 'here');
    expect(await addMasterKey(path)).toBe(2);
    const read = await readSecrets(path);
    expect(read.lookupKey).toEqual(lookupKey);
    const fresh = read.masterKeys.seal('value', 'here');
    expect([old[0], fresh[0]]).toEqual([1, 2]);
    // A process that has not looked at the file since: it does when it meets what it cannot open.
    expect(masterKeys.versions).toEqual([1]);
    expect(masterKeys.open(fresh, 'here').toString()).toBe('value');
    expect(read.masterKeys.open(old, 'here').toString()).toBe('value');
    await dropMasterKey(path, 1);
    expect((await readSecrets(path)).masterKeys.versions).toEqual([2]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('can name the version that seals, while other machines do not have the newest yet', async () => {
    const path = join(folder, 'secrets.json');
    await ensureSecrets(path);
    await addMasterKey(path);
    const secrets = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...secrets, master_version: 1 }));
    expect((await readSecrets(path)).masterKeys.seal('', '')[0]).toBe(1);
    await writeFile(path, JSON.stringify({ ...secrets, master_version: 3 }));
    await expect(readSecrets(path)).rejects.toMatchObject({ code: 'CONFIG002' });
  });

  it('is refused when it is missing', async () => {
    await expect(readSecrets(join(folder, 'none.json'))).rejects.toMatchObject({ code: 'CONFIG002' });
  });
});
