import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fail, type Finding, ok, warn } from './finding.js';

const OLDEST_NODE = [20, 19] as const;
const GIB = 2 ** 30;

/** @param version such as 24.1.0 */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const found = { zh: `Node.js ${version}`, en: `Node.js ${version}` };
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return ok('node', found);
  return fail('node', found, { zh: '请升级到 Node.js 20.19 或更高版本。', en: 'Upgrade to Node.js 20.19 or later.' });
}

/** Room on the disk of a folder, or of where it will be: of uploads in a container, of everything where `npm start` runs. */
export async function checkDisk(folder: string): Promise<Finding> {
  const disk = await statfs(folder)
    .catch(() => statfs(dirname(folder)))
    .catch(() => undefined);
  if (!disk) return ok('disk', { zh: `这里没有 ${folder}`, en: `${folder} is not here` });
  return judgeDisk(disk.bavail * disk.bsize, disk.blocks * disk.bsize);
}

/** Both in bytes. */
export function judgeDisk(free: number, size: number): Finding {
  const share = (100 * free) / size;
  const percent = String(Math.round(share));
  const gib = (free / GIB).toFixed(1);
  const found = {
    zh: `磁盘剩余 ${gib} GiB（${percent}%）`,
    en: `${gib} GiB (${percent} %) of the disk free`,
  };
  const advice = {
    zh: '请扩容，或清理旧备份和日志。磁盘写满后数据库会停止服务。',
    en: 'Enlarge the disk, or remove old backups and logs. When it is full the database stops.',
  };
  if (free < GIB / 4 || share < 2) return fail('disk', found, advice);
  return free < GIB || share < 10 ? warn('disk', found, advice) : ok('disk', found);
}
