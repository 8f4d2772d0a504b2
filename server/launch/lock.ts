import { link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../config/user-error.js';
import { commandOf, isAlive } from './process-table.js';

/** Holds a data folder for one launcher. */
export interface Lock {
  release(): Promise<void>;
}

interface Holder {
  pid: number;
  command: string | undefined;
}

/**
 * Takes the data folder for this process. A lock whose process is gone, or whose id now belongs to another program, does not count.
 * Throws a UserError (START006) when another launcher runs on the folder.
 */
export async function lockFolder(folder: string): Promise<Lock> {
  const path = join(folder, 'launcher.lock');
  const mine = `${path}.${process.pid}`;
  const self: Holder = { pid: process.pid, command: await commandOf(process.pid) };
  // A link is made complete or not at all, so nobody reads a half-written lock.
  await writeFile(mine, JSON.stringify(self), { mode: 0o600 });
  try {
    if (!(await tryLink(mine, path))) {
      const holder = await readHolder(path);
      if (holder && (await holds(holder))) throw alreadyRunning(folder, holder.pid);
      await rm(path, { force: true });
      if (!(await tryLink(mine, path))) throw alreadyRunning(folder, (await readHolder(path))?.pid ?? 0);
    }
  } finally {
    await rm(mine, { force: true });
  }
  return { release: () => rm(path, { force: true }) };
}

async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

async function holds({ pid, command }: Holder): Promise<boolean> {
  return pid !== process.pid && isAlive(pid) && (await commandOf(pid)) === command;
}

function alreadyRunning(folder: string, pid: number): UserError {
  return new UserError('START006', {
    zh: `Fanloom 已在数据目录 ${folder} 上运行（进程 ${pid}）。请使用它，或先停止它；要另开一套，请用 --data 指定别的目录。`,
    en: `Fanloom already runs on the data folder ${folder} (process ${pid}). Use that one, or stop it first; for a second installation name another folder with --data.`,
  });
}
