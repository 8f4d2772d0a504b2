import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { z } from 'zod';
import { ensureSetupToken } from '../account/setup.js';
import { readConfig } from '../config/config.js';
import { ensureSecrets } from '../config/secrets.js';
import { parseSpeed } from '../config/speed.js';
import { UserError } from '../config/user-error.js';
import { openDatabase } from '../db/database.js';
import { migrate } from '../db/migrate.js';
import { runBusinessClock, tenOClock } from './business-clock.js';
import { makeDataFolder } from './data-folder.js';
import { listenForInterrupt } from './interrupt.js';
import { lockFolder } from './lock.js';
import { lastLines } from './log-file.js';
import { logOf, startNodeProcess } from './node-process.js';
import { firstFreePort, rememberedPort } from './port.js';
import { startPostgres } from './postgres.js';
import { postgresSettings } from './postgres-settings.js';
import { projectRoot } from './project.js';
import type { Service } from './service.js';
import { supervise } from './supervise.js';
import { startTemporal } from './temporal.js';
import { findTemporalCli, usualSources } from './temporal-cli.js';

const SERVER = 'server/dist/http/serve.js';
const WORKER = 'workflows/dist/worker.js';
const DEMO = 'server/dist/demo/demo.js';
const READY_TIMEOUT = 120_000;
const BEFORE_TEN = 10_000;

const bilingual = z.object({ zh: z.string(), en: z.string() });

export interface StartOptions {
  /** Data folder: secrets, database, logs. Made when it is missing. */
  folder: string;
  /** The web's port; when it is taken, the next free one. */
  port: number;
  /** Pace of a simulated business clock such as `1d=10s`; undefined: real time. */
  speed: string | undefined;
  /** Plays the demo once the product is ready. */
  demo: boolean;
  env: NodeJS.ProcessEnv;
  say: (line: Bilingual) => void;
  /** Called once the product answers. */
  onReady: (ready: Ready) => void;
}

export interface Ready {
  url: string;
  folder: string;
  /** For the page that creates the administrator; null when that is done, or left to the demo. */
  setupToken: string | null;
  /** The demo tells later as whom to log in. */
  demo: boolean;
  /** Seconds from the start. */
  seconds: number;
}

interface Part {
  stop(): Promise<void>;
  /** The process behind it, where there is one. */
  current?(): Service;
}

/** What runs, in the order in which it was started: stopped from the end. */
type Parts = Part[];

/**
 * Starts PostgreSQL, Temporal, the server and the worker, keeps them running, and stops them in order at Ctrl-C or
 * SIGTERM. Resolves when all are stopped. A second Ctrl-C kills them; the next start recovers.
 * Throws a UserError when a part does not start (START…) or a setting is wrong (CONFIG…, before the server and the worker
 * would end by it again and again); what ran by then is stopped.
 */
export async function start(options: StartOptions): Promise<void> {
  const folder = resolve(options.folder);
  await makeDataFolder(folder);
  const lock = await lockFolder(folder);
  const parts: Parts = [];
  const interrupt = listenForInterrupt(() => killAll(parts));
  try {
    await startParts({ ...options, folder }, parts, interrupt.signal);
    await aborted(interrupt.signal);
  } catch (error) {
    if (!interrupt.signal.aborted) throw error;
  } finally {
    if (parts.length > 0) options.say({ zh: '正在停止…', en: 'Stopping …' });
    for (const part of parts.reverse()) await part.stop();
    await lock.release();
    interrupt.dispose();
  }
  options.say({ zh: '已停止，数据已保存', en: 'Stopped; the data is kept' });
}

async function startParts(options: StartOptions, parts: Parts, interrupted: AbortSignal): Promise<void> {
  const { folder, say } = options;
  const since = Date.now();
  if (options.demo && !existsSync(join(projectRoot, DEMO))) throw noDemo();
  const secretsFile = join(folder, 'secrets.json');
  await ensureSecrets(secretsFile);

  say({ zh: '启动 PostgreSQL 与 Temporal…', en: 'Starting PostgreSQL and Temporal …' });
  const { databaseUrl, temporalAddress } = await startStores(options, parts);
  interrupted.throwIfAborted();
  const migrated = await migrate(databaseUrl);
  if (migrated.length > 0)
    say({ zh: `数据库已升级（${migrated.length} 步）`, en: `Database upgraded (${migrated.length} steps)` });
  interrupted.throwIfAborted();
  parts.push(await startClock(databaseUrl, options));

  const host = options.env['HOST'] || '127.0.0.1';
  const port = await firstFreePort(options.port, host);
  if (options.port !== 0 && port !== options.port) {
    say({ zh: `端口 ${options.port} 已被占用，改用 ${port}`, en: `Port ${options.port} is taken, using ${port}` });
  }
  const env = {
    ...options.env,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporalAddress,
    FANLOOM_SECRETS: secretsFile,
    HOST: host,
    PORT: String(port),
    ...(options.speed === undefined ? {} : { FANLOOM_SPEED: options.speed }),
  };
  readConfig(env);
  say({ zh: '启动服务…', en: 'Starting the server and the worker …' });
  for (const [name, entry] of Object.entries({ server: SERVER, worker: WORKER })) {
    parts.push(await supervise(name, () => startNodeProcess(entry, env, logOf(folder, name)), say));
  }
  const url = `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`;
  await untilReady(url, logOf(folder, 'server'), interrupted);
  const setupToken = options.demo ? null : await withDatabase(databaseUrl, ensureSetupToken);
  options.onReady({ url, folder, setupToken, demo: options.demo, seconds: (Date.now() - since) / 1000 });
  if (options.demo) parts.push(await playDemo({ ...env, FANLOOM_URL: url, FANLOOM_DATA: folder }, folder, say));
}

/** PostgreSQL and Temporal, embedded unless DATABASE_URL or TEMPORAL_ADDRESS name others. What started is in `parts` even when the other one failed. */
async function startStores(
  { folder, env, say }: StartOptions,
  parts: Parts,
): Promise<{ databaseUrl: string; temporalAddress: string }> {
  const postgres = async () => {
    const port = await rememberedPort(join(folder, 'postgres.port'));
    const settings = postgresSettings(totalmem());
    return supervise('PostgreSQL', () => startPostgres({ folder, port, settings, say }), say);
  };
  const temporal = async () => {
    const cli = await findTemporalCli(usualSources(projectRoot), say);
    const port = await rememberedPort(join(folder, 'temporal.port'));
    return supervise('Temporal', () => startTemporal({ cli, folder, port, durable: true, say }), say);
  };
  const results = await Promise.allSettled([env['DATABASE_URL'] || postgres(), env['TEMPORAL_ADDRESS'] || temporal()]);
  for (const result of results) {
    if (result.status === 'fulfilled' && typeof result.value === 'object') parts.push(result.value);
  }
  const [database, engine] = results;
  if (database.status === 'rejected') throw database.reason;
  if (engine.status === 'rejected') throw engine.reason;
  return {
    databaseUrl: typeof database.value === 'object' ? database.value.current().url : database.value,
    temporalAddress: typeof engine.value === 'object' ? engine.value.current().address : engine.value,
  };
}

/**
 * The demo's clock is always simulated. It stands a moment before ten in the morning until the demo is prepared and
 * starts it, so that what is due at ten comes first.
 */
function startClock(url: string, { speed, demo }: StartOptions): Promise<Part> {
  return runBusinessClock(url, {
    speed: speed === undefined ? (demo ? 1 : undefined) : parseSpeed(speed),
    startAt: demo ? new Date(tenOClock(new Date()).getTime() - BEFORE_TEN) : undefined,
    held: demo,
  });
}

async function withDatabase<T>(url: string, work: (db: ReturnType<typeof openDatabase>) => Promise<T>): Promise<T> {
  const db = openDatabase(url, { connections: 1 });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

async function untilReady(url: string, log: string, interrupted: AbortSignal): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT;
  for (;;) {
    const ready = await fetch(`${url}/readyz`, { signal: interrupted }).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return;
    if (Date.now() > deadline) throw serverNotReady(log, await lastLines(log));
    await delay(100, undefined, { signal: interrupted });
  }
}

/** A process of its own, which may be stopped at any moment; what it says is said here. */
async function playDemo(env: NodeJS.ProcessEnv, folder: string, say: StartOptions['say']): Promise<Part> {
  const demo = await startNodeProcess(DEMO, env, logOf(folder, 'demo'), (message) => {
    const line = bilingual.safeParse(message);
    if (line.success) say(line.data);
  });
  return { current: () => demo, stop: () => demo.stop() };
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

function killAll(parts: Parts): never {
  for (const { pid } of parts.flatMap((part) => part.current?.() ?? [])) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  }
  process.exit(1);
}

function serverNotReady(log: string, reason: string): UserError {
  return new UserError('START007', {
    zh: `服务没有就绪。日志 ${log} 的最后几行：\n${reason}`,
    en: `The server does not become ready. The last lines of ${log}:\n${reason}`,
  });
}

function noDemo(): UserError {
  return new UserError('START008', {
    zh: '这个安装不含演示。请去掉 --demo，或使用完整的代码仓库。',
    en: 'This installation has no demo. Leave out --demo, or use the complete repository.',
  });
}
