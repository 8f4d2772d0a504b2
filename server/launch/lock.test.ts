import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from './lock.js';
import { commandOf } from './process-table.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanloom-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function lockOf(pid: number, command: string | undefined): Promise<void> {
  await writeFile(join(folder, 'launcher.lock'), JSON.stringify({ pid, command }));
}

describe('the lock of a data folder', () => {
  it('is taken and given back without a trace', async () => {
    const lock = await lockFolder(folder);
    expect(await readdir(folder)).toEqual(['launcher.lock']);
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses a second launcher while the first one lives', async () => {
    await lockOf(process.ppid, await commandOf(process.ppid));
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'START006' });
    expect(await readdir(folder)).toEqual(['launcher.lock']);
  });

  it.each([
    ['its process is gone', 2 ** 22 + 1, 'node fanloom start'],
    ['its id belongs to another program now', process.ppid, 'node fanloom start'],
    ['its id is ours, as after a restart of a container', process.pid, undefined],
  ])('does not count when %s', async (_, pid, command) => {
    await lockOf(pid, command);
    await (await lockFolder(folder)).release();
  });

  it('does not count when it is damaged', async () => {
    await writeFile(join(folder, 'launcher.lock'), '{"pid":');
    await (await lockFolder(folder)).release();
  });
});
