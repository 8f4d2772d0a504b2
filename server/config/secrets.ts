import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { UserError } from './user-error.js';

const key = z.base64().transform((text, context) => {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 32) context.addIssue({ code: 'custom', message: 'a key has 32 bytes' });
  return bytes;
});

/** The secrets file is JSON with three base64 keys of 32 bytes each. */
const secretsFile = z.object({
  /** Encrypts phones, e-mails and addresses. */
  master_key: key,
  /** Keyed hash by which encrypted values are found. Never rotated: the suppression list depends on it. */
  lookup_key: key,
  /** Wraps session ids in the cookie. */
  session_key: key,
});

export interface Secrets {
  masterKey: Buffer;
  lookupKey: Buffer;
  sessionKey: Buffer;
}

/** Creates the secrets file with fresh random keys, readable by its owner only. An existing file is left as it is. */
export async function ensureSecrets(path: string): Promise<void> {
  const fresh = () => randomBytes(32).toString('base64');
  const secrets = { master_key: fresh(), lookup_key: fresh(), session_key: fresh() };
  try {
    await writeFile(path, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Reads the keys. Throws a UserError (CONFIG002) when the file is missing, unreadable or damaged. */
export async function readSecrets(path: string): Promise<Secrets> {
  try {
    const secrets = secretsFile.parse(JSON.parse(await readFile(path, 'utf8')));
    return { masterKey: secrets.master_key, lookupKey: secrets.lookup_key, sessionKey: secrets.session_key };
  } catch {
    throw new UserError('CONFIG002', {
      zh: `密钥文件 ${path} 无法读取或已损坏。请从备份恢复：没有它，已加密的数据无法解开。`,
      en: `The secrets file ${path} cannot be read or is damaged. Restore it from a backup: encrypted data cannot be opened without it.`,
    });
  }
}
