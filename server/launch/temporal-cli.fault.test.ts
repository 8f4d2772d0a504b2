import { createServer } from 'node:http';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findTemporalCli } from './temporal-cli.js';

const fakeCli = '#!/bin/sh\necho temporal version 1.0.0\n';
const nowhere = { path: '', pythons: ['no-such-python'], archive: 'http://127.0.0.1:9/none' };

let folder: string;
let cache: string;
const said: string[] = [];
const say = ({ en }: { en: string }) => said.push(en);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanloom-cli-'));
  cache = join(folder, 'cache');
  said.length = 0;
});
afterEach(() => rm(folder, { recursive: true }));

async function putProgram(where: string, content: string): Promise<string> {
  await mkdir(where, { recursive: true });
  await writeFile(join(where, 'temporal'), content, { mode: 0o755 });
  return join(where, 'temporal');
}

describe('finding the Temporal CLI', () => {
  it('prefers the one on PATH, passing by another program of that name', async () => {
    await putProgram(join(folder, 'other'), '#!/bin/sh\necho a date library\n');
    await putProgram(cache, fakeCli);
    const program = await putProgram(join(folder, 'bin'), fakeCli);
    const path = [join(folder, 'other'), join(folder, 'bin')].join(':');
    expect(await findTemporalCli({ ...nowhere, path, cache }, say)).toBe(program);
    expect(said).toEqual([]);
  });

  it('uses the cached copy without asking the network', async () => {
    const program = await putProgram(cache, fakeCli);
    expect(await findTemporalCli({ ...nowhere, cache }, say)).toBe(program);
  });

  it('unpacks the official archive when there is no Python', async () => {
    await putProgram(join(folder, 'packed'), fakeCli);
    const archive = execFileSync('tar', ['-czf', '-', '-C', join(folder, 'packed'), 'temporal']);
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end(archive);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const found = await findTemporalCli({ ...nowhere, cache, archive: `http://127.0.0.1:${port}/latest` }, say);
      expect(found).toBe(join(cache, 'temporal'));
      expect(asked[0]).toMatch(/^\/latest\?platform=\w+&arch=\w+$/);
      expect(await readdir(cache)).toEqual(['temporal']);
    } finally {
      server.close();
    }
  });

  it('says what to install when no source has it, and leaves nothing behind', async () => {
    await expect(findTemporalCli({ ...nowhere, cache }, say)).rejects.toMatchObject({ code: 'START004' });
    expect(await readdir(cache)).toEqual([]);
  });
});
