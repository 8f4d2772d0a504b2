import { readFile } from 'node:fs/promises';

/** The most memory that a process (its id, or `self`) ever had resident, in MiB. Linux only. */
export async function peakMemory(pid: number | 'self'): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error('This system does not tell the peak memory of a process');
  return Number(kilobytes) / 1024;
}
