import { mkdir, open, rename } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Opens a fresh log for a child; the one before is kept as `….previous`. Children write to the file themselves, so nothing is lost with the launcher. */
export async function openLog(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await rename(path, `${path}.previous`).catch(() => undefined);
  return open(path, 'a', 0o600);
}

/** The last lines of a log, for a message about a failed start. */
export async function lastLines(path: string, count = 10): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
