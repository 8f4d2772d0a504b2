import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { type BackupFile, Bucket } from '../backup/bucket.js';
import { bucketSettings } from '../backup/bucket-settings.js';
import { UserError } from '../config/user-error.js';
import { openDatabase } from '../db/database.js';
import type { Command, Terminal } from './command.js';
import { runningDatabase } from './running-database.js';

const NAME = /^fanloom-\d{8}T\d{6}Z\.backup$/;

/** `fanloom backup`: backups in a bucket. What makes and restores them are the scripts of Compose and of the chart. */
export const backupCommand: Command = {
  name: 'backup',
  summary: { zh: '把备份文件存入 S3 存储桶，或取回', en: 'Keep backup files in an S3 bucket, or fetch them' },
  usage: {
    zh: `fanloom backup put 文件|目录 [--mark]
fanloom backup put - --name fanloom-….backup
fanloom backup get fanloom-….backup 文件|-
fanloom backup list

put   存入存储桶；目录则取其中最新的备份，- 为标准输入
      --mark  成功后记入数据库，供 fanloom doctor 检查
get   取回；全部收到后才出现在该文件名下
list  列出存储桶里的备份

设置：BACKUP_S3_URL、BACKUP_S3_PREFIX、BACKUP_S3_REGION、BACKUP_S3_ACCESS_KEY_ID、BACKUP_S3_SECRET_ACCESS_KEY，
见 docs/it/backup.zh.md。`,
    en: `fanloom backup put FILE|FOLDER [--mark]
fanloom backup put - --name fanloom-….backup
fanloom backup get fanloom-….backup FILE|-
fanloom backup list

put   stores a file in the bucket; of a folder the newest backup, of - what comes in
      --mark  notes it in the database, for fanloom doctor
get   fetches one; it has its name only when all of it is there
list  what the bucket holds

Settings: BACKUP_S3_URL, BACKUP_S3_PREFIX, BACKUP_S3_REGION, BACKUP_S3_ACCESS_KEY_ID, BACKUP_S3_SECRET_ACCESS_KEY, see
docs/it/backup.en.md.`,
  },
  async run(args, terminal) {
    const options = { name: { type: 'string' }, mark: { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
    const [verb, what, to, ...rest] = positionals;
    if (rest.length > 0) throw misused();
    const bucket = new Bucket(bucketSettings(process.env));
    if (verb === 'list' && what === undefined) await list(bucket, terminal);
    else if (verb === 'get' && what !== undefined && to !== undefined) await fetchTo(bucket, what, to);
    else if (verb === 'put' && what !== undefined && to === undefined) {
      await store(bucket, what, values.name, terminal);
      if (values.mark) await mark();
    } else throw misused();
    return 0;
  },
};

async function list(bucket: Bucket, terminal: Terminal): Promise<void> {
  for (const file of await bucket.list()) tell(file, terminal);
}

async function store(bucket: Bucket, path: string, given: string | undefined, terminal: Terminal): Promise<void> {
  const file = path === '-' ? undefined : await fileAt(path);
  const name = given ?? basename(file ?? '');
  if (!NAME.test(name)) throw misused();
  const bytes = await bucket.put(name, file === undefined ? process.stdin : createReadStream(file));
  tell({ name, bytes }, terminal);
}

function tell(file: BackupFile, terminal: Terminal): void {
  terminal.print(terminal.json ? JSON.stringify(file) : `${file.name}\t${String(file.bytes)}`);
}

/** The file itself, or the newest backup of a folder: their names are in the order of time. */
async function fileAt(path: string): Promise<string> {
  if (!(await stat(path)).isDirectory()) return path;
  const newest = (await readdir(path))
    .filter((name) => NAME.test(name))
    .sort()
    .at(-1);
  if (newest === undefined) throw misused();
  return join(path, newest);
}

async function fetchTo(bucket: Bucket, name: string, to: string): Promise<void> {
  if (!NAME.test(name)) throw misused();
  const content = await bucket.get(name);
  if (to === '-') return pipeline(content, process.stdout, { end: false });
  const partial = `${to}.partial`;
  try {
    await pipeline(content, createWriteStream(partial, { mode: 0o600 }));
    await rename(partial, to);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

async function mark(): Promise<void> {
  const db = openDatabase(await runningDatabase('.fanloom', process.env), { connections: 1, name: 'fanloom-backup' });
  try {
    await db
      .updateTable('installation')
      .set(({ fn }) => ({ backed_up_at: fn('clock_timestamp') }))
      .execute();
  } finally {
    await db.destroy();
  }
}

function misused(): UserError {
  return new UserError('BACKUP004', {
    zh: '用法不对：put 文件|目录、put - --name 名称、get 名称 文件、list；名称形如 fanloom-20261122T020000Z.backup。用 fanloom backup --help 查看。',
    en: 'Use put FILE|FOLDER, put - --name NAME, get NAME FILE, or list; names are like fanloom-20261122T020000Z.backup. See fanloom backup --help.',
  });
}
