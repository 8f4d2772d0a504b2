import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether a process with this id exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The command line of a process, or undefined when there is none or it cannot be read. */
export async function commandOf(pid: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
    return (await run('ps', ['-o', 'command=', '-p', String(pid)])).stdout;
  } catch {
    return undefined;
  }
}

/**
 * Whether the process that a file of an earlier run names still is what it was then: ids are used again, after a
 * restart of a container even the very same ones. `mark` is text that only its command line holds, such as its data folder.
 */
export async function isStill(pid: number, mark: string): Promise<boolean> {
  return isAlive(pid) && ((await commandOf(pid))?.includes(mark) ?? false);
}
