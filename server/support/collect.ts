import { readFile } from 'node:fs/promises';
import { cpus, freemem, release, totalmem } from 'node:os';
import { basename } from 'node:path';
import type { Config } from '../config/config.js';
import { openDatabase } from '../db/database.js';
import { examine } from '../health/examine.js';
import { RELEASE } from '../launch/release.js';
import { readLoad } from '../system/load.sql.js';
import { cleanLog } from './clean-log.js';
import { readMigrations, readPostgresSettings, readTableSizes } from './storage.sql.js';

const LOG_LINES = 2_000;

/** Variables whose values tell nobody's name, host or secret. Of the others only whether they are set. */
const TELLING = /^(PORT|METRICS_PORT|WORKER_HEALTH_PORT|LOG_LEVEL|FANLOOM_SPEED|TEMPORAL_TLS|NODE_ENV|TZ|LANG)$/;
const OURS = /^(DATABASE|TEMPORAL|FANLOOM|OTEL|PG)_?|^(HOST|PUBLIC_ORIGIN|TRUSTED_PROXIES)$/;

/**
 * What somebody who helps needs to know, by name of file. No secret and no personal data is in it: it holds counts, states,
 * names of tables, and of the logs what `cleanLog` lets through.
 *
 * @param logs paths of logs of the server and the worker; those that are not there are left out
 */
export async function collect(config: Config, env: NodeJS.ProcessEnv, logs: string[]): Promise<Map<string, string>> {
  const files = new Map([
    ['about.json', json(about())],
    ['settings.json', json(settingsOf(env))],
    ['doctor.json', json(await examine(config))],
  ]);
  for (const [name, value] of await fromDatabase(config.databaseUrl)) files.set(name, json(value));
  for (const path of logs) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text !== undefined) files.set(`logs/${basename(path)}`, cleanLog(text, LOG_LINES));
  }
  return files;
}

function about(): object {
  return {
    release: RELEASE,
    at: new Date(),
    node: process.versions.node,
    system: `${process.platform} ${process.arch} ${release()}`,
    processors: cpus().length,
    memory_bytes: totalmem(),
    memory_free_bytes: freemem(),
  };
}

function settingsOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = Object.keys(env).filter((name) => TELLING.test(name) || OURS.test(name));
  return Object.fromEntries(names.sort().map((name) => [name, TELLING.test(name) ? (env[name] ?? '') : '(set)']));
}

/** Without a database there is none of it: the doctor's findings say so. */
async function fromDatabase(url: string): Promise<[name: string, value: unknown][]> {
  const db = openDatabase(url, { name: 'fanloom-support', connections: 1, waitMs: 10_000 });
  try {
    return [
      ['load.json', await readLoad(db)],
      ['tables.json', await readTableSizes(db)],
      ['migrations.json', await readMigrations(db)],
      ['postgres.json', await readPostgresSettings(db)],
    ];
  } catch {
    return [];
  } finally {
    await db.destroy();
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
