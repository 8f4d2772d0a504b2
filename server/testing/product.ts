import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../launch/project.js';

/** The built product, as a person starts it. `npm test` builds it before. */
const CLI = join(projectRoot, 'server/dist/cli/fanloom.js');

export interface Product {
  child: ChildProcess;
  url: string;
  setupToken: string | null;
  /** What it has said so far. */
  said: string[];
}

export function spawnProduct(folder: string, options: string[] = [], env: NodeJS.ProcessEnv = {}): ChildProcess {
  const args = [CLI, 'start', '--json', '--lang', 'en', '--data', folder, '--port', '0', ...options];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
}

/** Waits until a started product is ready. */
export async function productOf(child: ChildProcess): Promise<Product> {
  const said: string[] = [];
  if (!child.stdout || !child.stderr) throw new Error('no pipes');
  createInterface(child.stderr).on('line', (line) => said.push(line));
  const gone = once(child, 'exit').then(() => {
    throw new Error(`ended before it was ready: ${said.join('\n')}`);
  });
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), gone])) as [string];
  gone.catch(() => undefined);
  const { url, setup_token } = JSON.parse(line) as { url: string; setup_token: string | null };
  return { child, url, setupToken: setup_token, said };
}

/** Ends it as Ctrl-C does. */
export async function stopProduct(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
