import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { isAlive } from '@fanloom/server/launch/process-table.js';
import type { Postgres } from '@fanloom/server/launch/postgres.js';
import { until } from './until.js';

const run = promisify(execFile);

/** `kill -9` of a server with all its processes, as when a machine loses them at once. */
export async function killPostgres(server: Postgres): Promise<void> {
  const { stdout } = await run('pgrep', ['-P', String(server.pid)]);
  const pids = [server.pid, ...stdout.trim().split('\n').map(Number)];
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself, seeing that the first is gone.
    }
  }
  await server.exited;
  await until(() => !pids.some(isAlive));
}
