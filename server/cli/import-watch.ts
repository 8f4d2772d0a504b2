import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isConnectionError } from '../import/run/connection-error.js';
import type { Terminal } from './command.js';

const LOOK_EVERY = 5_000;

export interface Watch {
  folder: string;
  signal: AbortSignal;
  /** Milliseconds between two looks. */
  every?: number;
  /** Imports one file and prints what became of it; false when something is wrong with it as a whole. */
  take: (path: string, terminal: Terminal) => Promise<boolean>;
}

/**
 * Imports the files that are put into a folder until it is asked to stop. What was imported moves to `done/` in it,
 * what could not be to `failed/`, both with a report in JSON beside it. A file that still grows is left alone, and one
 * during which the database went away is taken again.
 */
export async function watchFolder(
  { folder, signal, every = LOOK_EVERY, take }: Watch,
  terminal: Terminal,
): Promise<void> {
  for (const outcome of ['done', 'failed']) await mkdir(join(folder, outcome), { recursive: true });
  terminal.note({ zh: `等待文件放入 ${folder}`, en: `Waiting for files in ${folder}` });
  let seen = new Map<string, string>();
  while (!signal.aborted) {
    const now = await lookInto(folder);
    for (const [name, state] of now) {
      if (seen.get(name) !== state || signal.aborted) continue;
      await takeFile(folder, name, take, signal, terminal);
    }
    seen = now;
    await delay(every, undefined, { signal }).catch(() => undefined);
  }
}

/** Names of the files in order, with what changes while somebody writes them. */
async function lookInto(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile() && !/^[.~]/.test(entry.name)).map((entry) => entry.name);
  const states = new Map<string, string>();
  for (const name of names.sort()) {
    const { size, mtimeMs } = await stat(join(folder, name));
    states.set(name, `${size} ${mtimeMs}`);
  }
  return states;
}

async function takeFile(
  folder: string,
  name: string,
  take: Watch['take'],
  signal: AbortSignal,
  terminal: Terminal,
): Promise<void> {
  const report: string[] = [];
  const reporting = { ...terminal, json: true, print: (line: string) => report.push(line) };
  let isTaken: boolean;
  try {
    isTaken = await take(join(folder, name), reporting);
  } catch (error) {
    if (!isConnectionError(error)) throw error;
    terminal.note({ zh: `${name}：数据库连不上，稍后再试。`, en: `${name}: no database for now, it is tried again.` });
    return;
  }
  // Asked to stop in the middle: the import goes on when the file is found again.
  if (signal.aborted && !isTaken) return;
  const stamp = new Date().toISOString().replace(/[-:]/g, '').slice(0, 15);
  const target = join(folder, isTaken ? 'done' : 'failed', `${stamp}-${name}`);
  await rename(join(folder, name), target);
  await writeFile(`${target}.report.json`, report.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  for (const line of report) terminal.print(line);
}
