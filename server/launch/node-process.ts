import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { openLog } from './log-file.js';
import { projectRoot } from './project.js';
import { childService } from './service.js';
import type { Service } from './service.js';

/** Longer than the processes give their own running work. */
const STOP_GRACE = 30_000;

/** Where the logs of the processes are, by name of the process. */
export function logOf(folder: string, name: string): string {
  return join(folder, 'log', `${name}.log`);
}

/**
 * Starts a built entry of this product (path from the root of the checkout) as a process that ends with this one and
 * writes to `logPath`.
 *
 * @param onMessage called with what the process sends
 */
export async function startNodeProcess(
  entry: string,
  env: NodeJS.ProcessEnv,
  logPath: string,
  onMessage: (message: unknown) => void = () => undefined,
): Promise<Service> {
  const log = await openLog(logPath);
  const child = spawn(
    process.execPath,
    ['--import', new URL('./end-with-parent.js', import.meta.url).href, join(projectRoot, entry)],
    {
      env,
      // Ctrl-C in the terminal reaches the launcher only, which stops the parts in order.
      detached: true,
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
    },
  );
  child.on('message', onMessage);
  return childService(child, STOP_GRACE).finally(() => log.close());
}
