import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Under which user a child runs; empty: the same as this process. */
export type OsUser = { uid: number; gid: number } | Record<string, never>;

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The user for a program that refuses to run as root: `postgres`, else `fanloom` (made when possible), else `nobody`. */
export async function unprivilegedUser(): Promise<OsUser> {
  if (!isRoot()) return {};
  const existing = (await idOf('postgres')) ?? (await idOf('fanloom'));
  if (existing) return existing;
  await run('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', 'fanloom']).catch(
    () => undefined,
  );
  return (await idOf('fanloom')) ?? (await idOf('nobody')) ?? { uid: 65_534, gid: 65_534 };
}

async function idOf(name: string): Promise<OsUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

/** Whether that user can enter `folder`, asked of the system itself: mode bits do not tell about every closed parent. */
export async function canEnter(user: OsUser, folder: string): Promise<boolean> {
  if (!('uid' in user)) return true;
  return run('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...user, cwd: '/' }).then(
    () => true,
    () => false,
  );
}
