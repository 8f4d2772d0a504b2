import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { UserError } from '../config/user-error.js';

const troubles: Record<string, Bilingual> = {
  EACCES: { zh: '没有权限', en: 'permission is denied' },
  EPERM: { zh: '没有权限', en: 'permission is denied' },
  EROFS: { zh: '所在的文件系统是只读的', en: 'its file system is read-only' },
  ENOSPC: { zh: '磁盘已满', en: 'the disk is full' },
  EDQUOT: { zh: '磁盘配额已用完', en: 'the quota is used up' },
  ENOENT: { zh: '它不存在，也无法创建', en: 'it is not there and cannot be made' },
  ENOTDIR: { zh: '路径中有一段不是目录', en: 'a part of the path is no folder' },
};

/** CLI008 for a file or folder of the operator's that cannot be used; undefined for other errors. */
export function fileTrouble(error: unknown): UserError | undefined {
  const { code = '', path } = (error ?? {}) as NodeJS.ErrnoException;
  const trouble = troubles[code];
  if (!trouble || path === undefined) return undefined;
  return new UserError(
    'CLI008',
    {
      zh: `无法使用 ${path}：${trouble.zh}（${code}）。请检查权限和磁盘，或换一个位置（数据目录用 --data）。`,
      en: `${path} cannot be used: ${trouble.en} (${code}). Check permissions and disk, or name another place (--data for the data folder).`,
    },
    { cause: error },
  );
}
