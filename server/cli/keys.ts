import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { addMasterKey, dropMasterKey, readSecrets } from '../config/secrets.js';
import { UserError } from '../config/user-error.js';
import type { MasterKeys } from '../crypto/master-keys.js';
import { keyUse } from '../crypto/rewrap.sql.js';
import { dropWhenUnused, finishRotation, isRotating } from '../crypto/rotation.js';
import { type Db, openDatabase } from '../db/database.js';
import type { Command, ExitCode, Terminal } from './command.js';
import { runningDatabase } from './running-database.js';

/** Longer than running processes need to take up a new key. */
const TAKEN_UP_MS = 3_000;

/** `fanloom keys`: the master keys behind personal data. */
export const keysCommand: Command = {
  name: 'keys',
  summary: { zh: '查看和轮换加密密钥', en: 'Show and rotate the encryption keys' },
  usage: {
    zh: `fanloom keys status [--data 目录]
fanloom keys rotate [--data 目录]
fanloom keys remove 版本 [--data 目录]

status  每个主密钥还加密着多少数据；没有旧密钥在用时退出码为 0，否则为 1
rotate  生成新的主密钥并立即使用，再把所有数据密钥和密码改由它加密；系统照常运行，中断后再次运行即可继续
remove  删除不再使用的旧密钥；更早的备份仍需要它，请先确认备份已过期或另存一份

密钥文件由 FANLOOM_SECRETS 指定，没有设置时是数据目录里的 secrets.json。轮换前请先备份它。`,
    en: `fanloom keys status [--data DIR]
fanloom keys rotate [--data DIR]
fanloom keys remove VERSION [--data DIR]

status  what each master key still seals; exit code 0 when no old one is needed, else 1
rotate  makes a new master key, used from now on, and seals all data keys and secrets with it; the product keeps
        running, and an interrupted rotation goes on when it is run again
remove  takes an old key away that nothing needs; older backups do: wait until they have expired, or keep a copy

FANLOOM_SECRETS names the secrets file; else it is secrets.json in the data folder. Back it up before a rotation.`,
  },
  async run(args, terminal) {
    const options = { data: { type: 'string', default: '.fanloom' } } as const;
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
    const task = taskOf(positionals);
    const path = process.env['FANLOOM_SECRETS'] || join(values.data, 'secrets.json');
    const { masterKeys } = await readSecrets(path);
    const db = openDatabase(await runningDatabase(values.data, process.env), { name: 'fanloom-keys', connections: 2 });
    try {
      return await task({ db, path, keys: masterKeys, terminal });
    } finally {
      await db.destroy();
    }
  },
};

interface Work {
  db: Db;
  /** Of the secrets file. */
  path: string;
  keys: MasterKeys;
  terminal: Terminal;
}

/** Before anything is opened. Throws a UserError: KEY003. */
function taskOf([verb, version, ...more]: string[]): (work: Work) => Promise<ExitCode> {
  if (more.length > 0 || (version !== undefined) !== (verb === 'remove')) throw misused();
  switch (verb) {
    case 'status':
      return status;
    case 'rotate':
      return rotate;
    case 'remove':
      return (work) => remove(work, Number(version));
    default:
      throw misused();
  }
}

async function status({ db, keys, terminal }: Work): Promise<ExitCode> {
  const use = await keyUse(db);
  const versions = [...new Set([...keys.versions, ...use.keys()])].sort((a, b) => a - b);
  for (const version of versions) {
    const sealed = Object.fromEntries(use.get(version) ?? []);
    const [current, present] = [version === keys.current, keys.versions.includes(version)];
    if (terminal.json) terminal.print(JSON.stringify({ version, current, present, sealed }));
    else terminal.print(line(terminal, version, current, present, sealed));
  }
  return [...use.keys()].every((version) => version === keys.current) ? 0 : 1;
}

function line(
  { language }: Terminal,
  version: number,
  current: boolean,
  present: boolean,
  sealed: Record<string, number>,
): string {
  const words = {
    zh: { current: '当前', missing: '密钥文件里没有！', unused: '已不使用' },
    en: { current: 'current', missing: 'not in the secrets file!', unused: 'not needed any more' },
  }[language];
  const counts = Object.entries(sealed).map(([column, n]) => `${column} ${String(n)}`);
  const use = counts.length > 0 ? counts.join('  ') : current ? '' : words.unused;
  return [`v${String(version)}`, ...(current ? [words.current] : []), ...(present ? [] : [words.missing]), use].join(
    '\t',
  );
}

async function rotate({ db, path, keys, terminal }: Work): Promise<ExitCode> {
  await requireAllKeys(db, keys);
  let ring = keys;
  if (await isRotating(db, keys)) {
    terminal.note({ zh: '继续上次没有完成的轮换', en: 'Going on with the rotation that was not finished' });
  } else {
    const version = await addMasterKey(path);
    terminal.note({
      zh: `新主密钥 v${String(version)} 已写入密钥文件`,
      en: `Wrote the new master key v${String(version)}`,
    });
    await delay(TAKEN_UP_MS);
    ring = (await readSecrets(path)).masterKeys;
  }
  let done = 0;
  await finishRotation(db, ring, (n) => {
    done += n;
    terminal.note({ zh: `已重新加密 ${String(done)} 项`, en: `${String(done)} values sealed anew` });
  });
  if (terminal.json) terminal.print(JSON.stringify({ version: ring.current, sealed: done }));
  else terminal.note({ zh: '轮换完成', en: 'The rotation is complete' });
  return 0;
}

/** What a missing key seals cannot be sealed anew: without this check a rotation would stop halfway. */
async function requireAllKeys(db: Db, keys: MasterKeys): Promise<void> {
  const missing = [...(await keyUse(db)).keys()].filter((version) => !keys.versions.includes(version));
  if (missing.length === 0) return;
  const versions = missing.map((version) => `v${String(version)}`).join(' ');
  throw new UserError('KEY004', {
    zh: `密钥文件里没有主密钥 ${versions}，但仍有数据由它加密，不能轮换。请先从备份中找回它，放进密钥文件。`,
    en: `The secrets file has no master key ${versions}, which data is still sealed with: nothing was rotated. Put it back from a backup of the file first.`,
  });
}

async function remove({ db, path, keys, terminal }: Work, version: number): Promise<ExitCode> {
  if (!keys.versions.includes(version)) throw misused();
  const removed = version !== keys.current && (await dropWhenUnused(db, version, () => dropMasterKey(path, version)));
  if (removed) {
    terminal.note({ zh: `主密钥 v${String(version)} 已删除`, en: `Removed the master key v${String(version)}` });
    return 0;
  }
  throw new UserError('KEY002', {
    zh: `主密钥 v${String(version)} 仍在使用，没有删除。请先运行 fanloom keys rotate。`,
    en: `The master key v${String(version)} is still needed and was not removed. Run fanloom keys rotate first.`,
  });
}

function misused(): UserError {
  return new UserError('KEY003', {
    zh: '用法不对：status、rotate，或 remove 加密钥文件里的一个版本号。用 fanloom keys --help 查看。',
    en: 'Use status, rotate, or remove with a version that is in the secrets file. See fanloom keys --help.',
  });
}
