import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Terminal } from './command.js';
import { watchFolder, type Watch } from './import-watch.js';

let folder: string;
let stopping: AbortController;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanloom-watch-'));
  stopping = new AbortController();
});
afterEach(() => rm(folder, { recursive: true }));

const printed: string[] = [];
const terminal: Terminal = { language: 'zh', json: false, print: (line) => printed.push(line), note: () => undefined };

async function watching(take: Watch['take'], until: () => Promise<void>): Promise<void> {
  const watch = watchFolder({ folder, signal: stopping.signal, every: 5, take }, terminal);
  await vi.waitFor(until, { timeout: 10_000, interval: 10 });
  stopping.abort();
  await watch;
}

const filesOf = async (part: string) => (await readdir(join(folder, part))).map((name) => name.slice(16)).sort();

it('imports what lies there, and moves it away with its report', async () => {
  await writeFile(join(folder, 'good.csv'), 'a');
  await writeFile(join(folder, 'bad.csv'), 'b');
  await writeFile(join(folder, '.hidden'), 'c');
  const take: Watch['take'] = async (path, reporting) => {
    reporting.print(`{"loaded":1,"file":"${path.slice(folder.length + 1)}"}`);
    return path.endsWith('good.csv');
  };
  await watching(take, async () => expect(await filesOf('done')).toHaveLength(2));
  expect(await filesOf('done')).toEqual(['good.csv', 'good.csv.report.json']);
  expect(await filesOf('failed')).toEqual(['bad.csv', 'bad.csv.report.json']);
  expect((await readdir(folder)).sort()).toEqual(['.hidden', 'done', 'failed']);
  const report = (await readdir(join(folder, 'done'))).find((name) => name.endsWith('.json')) ?? '';
  expect(await readFile(join(folder, 'done', report), 'utf8')).toBe('{"loaded":1,"file":"good.csv"}\n');
  expect(printed).toContain('{"loaded":1,"file":"good.csv"}');
});

it('takes a file again during which the database went away', async () => {
  await writeFile(join(folder, 'fans.csv'), 'a');
  let attempts = 0;
  const take: Watch['take'] = async () => {
    attempts += 1;
    if (attempts === 1) throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
    return true;
  };
  await watching(take, async () => expect(await filesOf('done')).toHaveLength(2));
  expect(attempts).toBe(2);
});
