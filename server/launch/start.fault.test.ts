import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeTestFolder } from '../testing/folder.js';
import { type Product, productOf, spawnProduct, stopProduct } from '../testing/product.js';
import { commandOf, isAlive } from './process-table.js';

let folder: string;
const launchers: ChildProcess[] = [];

beforeEach(async () => {
  folder = await makeTestFolder();
});
afterEach(async () => {
  for (const child of launchers.splice(0)) await stopProduct(child);
  await rm(folder, { recursive: true });
});

function fanloomStart(env?: NodeJS.ProcessEnv): ChildProcess {
  const child = spawnProduct(folder, [], env);
  launchers.push(child);
  return child;
}

const startProduct = () => productOf(fanloomStart());

async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited for a minute: ${what}`);
    await delay(50);
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );
}

/** Ids of the children of a process, by /proc. */
async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

async function childOf(launcher: Product, mark: string): Promise<number> {
  for (const pid of await childrenOf(launcher.child.pid ?? 0)) {
    if ((await commandOf(pid))?.includes(mark)) return pid;
  }
  throw new Error(`no child ${mark}`);
}

it('starts everything, refuses a second launcher on the same data, stops without a trace, and goes on afterwards', async () => {
  const first = await startProduct();
  expect(await answers(first.url)).toBe(true);
  expect(first.setupToken).toMatch(/^[\w-]{20}$/);

  const second = fanloomStart();
  const output = second.stdout?.setEncoding('utf8').toArray();
  expect(await once(second, 'exit')).toEqual([2, null]);
  expect((await output)?.join('')).toContain('START006');

  const parts = await childrenOf(first.child.pid ?? 0);
  expect(parts).toHaveLength(4);
  first.child.kill('SIGTERM');
  expect(await once(first.child, 'exit')).toEqual([0, null]);
  expect(parts.filter(isAlive)).toEqual([]);

  const third = await startProduct();
  expect(await answers(third.url)).toBe(true);
  expect(third.said.join('\n')).not.toContain('Database upgraded');
});

it('starts a part again that was killed', async () => {
  const launcher = await startProduct();
  for (const [name, mark] of [
    ['server', 'http/serve.js'],
    ['PostgreSQL', 'bin/postgres'],
  ] as const) {
    const killed = await childOf(launcher, mark);
    process.kill(killed, 'SIGKILL');
    await until(`${name} is noticed`, () =>
      launcher.said.includes(`${name} ended unexpectedly, starting it again in 1 s`),
    );
    await until(`${name} is back`, () => answers(launcher.url));
    expect(await childOf(launcher, mark)).not.toBe(killed);
  }
});

it('takes over when the launcher itself was killed', async () => {
  const killed = await startProduct();
  const server = await childOf(killed, 'http/serve.js');
  killed.child.kill('SIGKILL');
  await until('the server ends with its launcher', () => !isAlive(server));
  const next = await startProduct();
  expect(await answers(next.url)).toBe(true);
  expect(next.said.join('\n')).toContain('PostgreSQL still runs');
});

it('tells of a wrong setting at once', async () => {
  const { stdout } = fanloomStart({ FANLOOM_INTERNAL_HOSTS: 'localhost' });
  expect(stdout && (await text(stdout))).toContain('Malformed: FANLOOM_INTERNAL_HOSTS');
});
