import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '@fanloom/server/launch/project.js';
import { vi } from 'vitest';

const WORKER = join(projectRoot, 'workflows/dist/worker.js');
const BUNDLE = join(projectRoot, 'workflows/dist/workflow/workflow-bundle.js');
const END_WITH_PARENT = join(projectRoot, 'server/dist/launch/end-with-parent.js');

/** What stands before the command of a process, such as `unshare --mount`. */
export type Runner = readonly [string, ...string[]];

/** A worker or server as it runs in production: built, in a process of its own. */
export interface WorkerProcess {
  readonly pid: number;
  /** What it has written so far. */
  log(): Promise<string>;
  /** `kill -9`. Resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM. @returns its exit code */
  terminate(): Promise<number | null>;
  /** SIGSTOP: it stands still, and notices nothing. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
}

/** Starts the built worker, which writes to `logPath`, and waits until it is up. */
export function startWorker(env: Record<string, string>, logPath: string, runner?: Runner): Promise<WorkerProcess> {
  if (!existsSync(BUNDLE)) throw new Error('The worker is not built: run npm run build');
  // The fake provider listens there.
  return startBuilt(WORKER, { FANLOOM_INTERNAL_HOSTS: '127.0.0.1', ...env }, { logPath, says: 'worker is up', runner });
}

/** Starts the built server, of this checkout unless told, which writes to `logPath`, and waits until it listens. */
export function startServer(
  env: Record<string, string>,
  logPath: string,
  { root = projectRoot, runner }: { root?: string; runner?: Runner | undefined } = {},
): Promise<WorkerProcess> {
  return startBuilt(join(root, 'server/dist/http/serve.js'), env, { logPath, says: 'listening', runner });
}

async function startBuilt(
  entry: string,
  env: Record<string, string>,
  { logPath, says, runner }: { logPath: string; says: string; runner: Runner | undefined },
): Promise<WorkerProcess> {
  if (!existsSync(entry)) throw new Error(`${entry} is not built: run npm run build`);
  const log = await open(logPath, 'w');
  // Should this process be killed, the other ends with it.
  const node: Runner = [process.execPath, '--import', pathToFileURL(END_WITH_PARENT).href, entry];
  const [program, ...args] = runner ? ([...runner, ...node] as const) : node;
  const child = spawn(program, args, {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  });
  await log.close();
  const { pid } = child;
  if (pid === undefined) throw new Error(`${entry} does not start`);
  const exited = once(child, 'exit');
  const isUp = async () => {
    const said = await readFile(logPath, 'utf8');
    if (child.exitCode !== null) throw new Error(`${entry} does not start:\n${said}`);
    if (!said.includes(says)) throw new Error(`${entry} is not up yet`);
  };
  await vi.waitFor(isUp, { timeout: 20_000, interval: 20 });
  const signal = (name: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(name);
  };
  return {
    pid,
    log: () => readFile(logPath, 'utf8'),
    kill: async () => {
      signal('SIGKILL');
      await exited;
    },
    terminate: async () => {
      signal('SIGTERM');
      await exited;
      return child.exitCode;
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
  };
}
