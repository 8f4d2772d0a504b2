import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { UserError } from '../config/user-error.js';
import { lastLines, openLog } from './log-file.js';
import { isAlive, isStill } from './process-table.js';
import { childService } from './service.js';
import type { Service } from './service.js';
import { servesNamespace } from './temporal-ready.js';

const START_TIMEOUT = 60_000;
const STOP_GRACE = 10_000;

export interface TemporalOptions {
  /** Path of the Temporal CLI, see `findTemporalCli`. */
  cli: string;
  /** Data folder of the product. Holds the log and, when `durable`, Temporal's own database. */
  folder: string;
  port: number;
  /** Whether running workflows survive a stop of the server. */
  durable: boolean;
  /** The server's own settings, by the names of its dynamic configuration. */
  settings?: Readonly<Record<string, string>>;
  say: (line: Bilingual) => void;
}

export interface Temporal extends Service {
  /** `host:port` for clients and workers. */
  readonly address: string;
}

/**
 * Starts the Temporal dev server on 127.0.0.1 and waits until it serves the namespace `default`. A server that an
 * earlier, killed launcher left behind is stopped first.
 * Throws a UserError (START005) when it does not start.
 */
export async function startTemporal({
  cli,
  folder,
  port,
  durable,
  settings = {},
  say,
}: TemporalOptions): Promise<Temporal> {
  const home = join(folder, 'temporal');
  const logPath = join(folder, 'log', 'temporal.log');
  const database = join(home, 'temporal.db');
  await mkdir(home, { recursive: true, mode: 0o700 });
  await stopLeftover(home, say);

  const flags = [
    'server',
    'start-dev',
    '--headless',
    '--ip',
    '127.0.0.1',
    '--port',
    String(port),
    '--log-level',
    'error',
    ...Object.entries(settings).flatMap(([name, value]) => ['--dynamic-config-value', `${name}=${value}`]),
  ];
  const log = await openLog(logPath);
  const server = spawn(cli, durable ? [...flags, '--db-filename', database] : flags, {
    cwd: home,
    // Ctrl-C in the terminal reaches the launcher only, which stops the parts in order.
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  const service = await childService(server, STOP_GRACE).finally(() => log.close());
  await writeFile(join(home, 'pid'), `${service.pid} ${port}\n`);

  const address = `127.0.0.1:${port}`;
  if (await becomesReady(service, address)) return { ...service, address };
  await service.stop();
  throw doesNotStart(logPath, await lastLines(logPath));
}

async function stopLeftover(home: string, say: (line: Bilingual) => void): Promise<void> {
  const pid = await leftoverTemporal(home);
  if (pid === undefined) return;
  say({
    zh: '上次未正常退出，Temporal 仍在运行：先停止它',
    en: 'Temporal still runs from a start that did not end properly: stopping it first',
  });
  const deadline = Date.now() + STOP_GRACE;
  process.kill(pid, 'SIGTERM');
  while (isAlive(pid)) {
    if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
    await delay(50);
  }
}

/** Process id of a dev server that still runs for the folder `home`. */
export async function leftoverTemporal(home: string): Promise<number | undefined> {
  const [pid, port] = (await readFile(join(home, 'pid'), 'utf8').catch(() => '')).split(' ').map(Number);
  if (!pid || !port) return undefined;
  return (await isStill(pid, `--port ${port} `)) ? pid : undefined;
}

async function becomesReady(server: Service, address: string): Promise<boolean> {
  let gone = false;
  void server.exited.then(() => (gone = true));
  const deadline = Date.now() + START_TIMEOUT;
  while (!gone && Date.now() < deadline) {
    if (await servesNamespace(address, 'default')) return true;
    await delay(50);
  }
  return false;
}

function doesNotStart(log: string, reason: string): UserError {
  return new UserError('START005', {
    zh: `Temporal 无法启动。日志 ${log} 的最后几行：\n${reason}`,
    en: `Temporal does not start. The last lines of ${log}:\n${reason}`,
  });
}
