import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { type KeyRing, MasterKeys } from '../crypto/master-keys.js';
import { UserError } from './user-error.js';

const key = z.base64().transform((text, context) => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 32) context.addIssue({ code: 'custom', message: 'a key has 32 bytes' });
  return bytes;
});

/** What seals is marked with one byte, so versions end at 255. */
const version = z.coerce.number().int().min(1).max(255);

/** The secrets file is JSON with base64 keys of 32 bytes each. */
const secretsFile = z
  .object({
    /** Encrypts data keys and secrets: one key, or several by version. */
    master_key: z.union([
      key.transform((only) => new Map([[1, only]])),
      z
        .record(z.string(), key)
        .transform((all) => new Map(Object.entries(all).map(([n, one]) => [version.parse(n), one]))),
    ]),
    /** The version that seals; the newest unless told. */
    master_version: version.optional(),
    /** Keyed hash by which encrypted values are found. Never rotated: the suppression list depends on it. */
    lookup_key: key,
    /** Wraps session ids in the cookie. */
    session_key: key,
  })
  .transform(({ master_key: keys, master_version, ...others }, context) => {
    const current = master_version ?? Math.max(...keys.keys());
    if (!keys.has(current)) context.addIssue({ code: 'custom', message: 'no such key' });
    return { ...others, ring: { keys, current } };
  });

export interface Secrets {
  masterKeys: MasterKeys;
  lookupKey: Buffer;
  sessionKey: Buffer;
}

/** Creates the secrets file with fresh random keys, readable by its owner only. An existing file is left as it is. */
export async function ensureSecrets(path: string): Promise<void> {
  const secrets = { master_key: freshKey(), lookup_key: freshKey(), session_key: freshKey() };
  try {
    await writeFile(path, written(secrets), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Reads the keys. Throws a UserError (CONFIG002) when the file is missing, unreadable or damaged. */
export async function readSecrets(path: string): Promise<Secrets> {
  try {
    const { ring, lookup_key, session_key } = parse(await readFile(path, 'utf8'));
    const masterKeys = new MasterKeys(ring, () => readRing(path));
    return { masterKeys, lookupKey: lookup_key, sessionKey: session_key };
  } catch {
    throw new UserError('CONFIG002', {
      zh: `密钥文件 ${path} 无法读取或已损坏。请从备份恢复：没有它，已加密的数据无法解开。`,
      en: `The secrets file ${path} cannot be read or is damaged. Restore it from a backup: encrypted data cannot be opened without it.`,
    });
  }
}

/**
 * Adds a master key, which seals from now on. Running processes read the file again by themselves.
 *
 * @returns its version
 * @throws UserError KEY001 when the file cannot be written, as where it is mounted
 */
export async function addMasterKey(path: string): Promise<number> {
  const { keys } = parse(await readFile(path, 'utf8')).ring;
  const added = version.parse(Math.max(...keys.keys()) + 1);
  await rewriteRing(path, new Map([...keys, [added, randomBytes(32)]]));
  return added;
}

/** Takes a master key out of the file: what it sealed can be opened by nobody then. Throws a UserError: KEY001. */
export async function dropMasterKey(path: string, dropped: number): Promise<void> {
  const { keys } = parse(await readFile(path, 'utf8')).ring;
  await rewriteRing(path, new Map([...keys].filter(([one]) => one !== dropped)));
}

/** In one move: a reader sees the old file or the new one. */
async function rewriteRing(path: string, keys: KeyRing['keys']): Promise<void> {
  const kept = z.looseObject({}).parse(JSON.parse(await readFile(path, 'utf8')));
  const master_key = Object.fromEntries(Array.from(keys, ([one, bytes]) => [one, bytes.toString('base64')]));
  try {
    await writeFile(`${path}.new`, written({ ...kept, master_key, master_version: undefined }), {
      mode: (await stat(path)).mode,
    });
    await rename(`${path}.new`, path);
  } catch (cause) {
    throw new UserError(
      'KEY001',
      {
        zh: `密钥文件 ${path} 不能写入。请在它来自的地方（例如 Kubernetes Secret）修改，步骤见 docs/it/keys.zh.md。`,
        en: `The secrets file ${path} cannot be written. Change it where it comes from, such as a Kubernetes Secret: see docs/it/keys.en.md.`,
      },
      { cause },
    );
  }
}

/** Undefined while somebody is changing the file. */
function readRing(path: string): KeyRing | undefined {
  try {
    return parse(readFileSync(path, 'utf8')).ring;
  } catch {
    return undefined;
  }
}

function parse(text: string): z.infer<typeof secretsFile> {
  return secretsFile.parse(JSON.parse(text));
}

function freshKey(): string {
  return randomBytes(32).toString('base64');
}

function written(secrets: object): string {
  return `${JSON.stringify(secrets, null, 2)}\n`;
}
