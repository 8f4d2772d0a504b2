import { readSecrets, type Secrets } from '../config/secrets.js';
import { UserError } from '../config/user-error.js';
import { keyUse } from '../crypto/rewrap.sql.js';
import type { Db } from '../db/database.js';
import { fail, type Finding, ok, warn } from './finding.js';

/** As `checkKeys`, of a file that may be missing or damaged. */
export async function checkKeysOf(db: Db, secretsFile: string): Promise<Finding> {
  try {
    return await checkKeys(db, await readSecrets(secretsFile));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return fail('keys', error.text, {
      zh: '请放回密钥文件的备份。不要新建：旧数据将无法读取。',
      en: 'Put the backup of the secrets file back. Do not make a new one: old data could not be read.',
    });
  }
}

/** Whether the secrets hold every master key that something in the database is sealed with. */
export async function checkKeys(db: Db, { masterKeys: { current, versions } }: Secrets): Promise<Finding> {
  const used = [...(await keyUse(db)).keys()];
  return judgeKeys(current, versions, used);
}

/** @param used versions with which something is sealed */
export function judgeKeys(current: number, present: readonly number[], used: readonly number[]): Finding {
  const list = (versions: readonly number[]) => versions.map((version) => `v${String(version)}`).join(', ');
  const missing = used.filter((version) => !present.includes(version));
  if (missing.length > 0) {
    return fail(
      'keys',
      { zh: `密钥文件缺少 ${list(missing)}`, en: `The secrets file lacks ${list(missing)}` },
      {
        zh: '用它加密的数据无法读取。请从备份找回含这些密钥的文件。',
        en: 'What they sealed cannot be read. Find the file that has these keys in your backups.',
      },
    );
  }
  const old = used.filter((version) => version !== current);
  if (old.length === 0) return ok('keys', { zh: `主密钥 v${String(current)}`, en: `Master key v${String(current)}` });
  return warn(
    'keys',
    { zh: `旧主密钥 ${list(old)} 仍在使用`, en: `Old master keys are still needed: ${list(old)}` },
    {
      zh: '轮换没有完成，请再次运行 fanloom keys rotate。',
      en: 'A rotation is incomplete: run fanloom keys rotate again.',
    },
  );
}
