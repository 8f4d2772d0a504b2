import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { UserError } from '../config/user-error.js';
import { migrate, pendingMigrations } from '../db/migrate.js';
import type { Command, Terminal } from './command.js';
import { noDatabase } from './no-database.js';
import { runningDatabase } from './running-database.js';

const LOOK_AGAIN_MS = 1_000;

/** `fanloom migrate`: brings the database to this version's schema, or waits until somebody did. */
export const migrateCommand: Command = {
  name: 'migrate',
  summary: { zh: '升级数据库结构', en: 'Bring the database to the newest schema' },
  usage: {
    zh: `fanloom migrate [--check] [--wait 秒] [--data 目录]

  --check      不做修改；结构已是本版本所需时退出码为 0，否则为 1
  --wait 秒    数据库尚未应答时（与 --check 同用：升级尚未完成时）最多等待的时间，默认 0
  --data 目录  运行中产品的数据目录；设置了 DATABASE_URL 时不需要`,
    en: `fanloom migrate [--check] [--wait SECONDS] [--data DIR]

  --check         change nothing; exit code 0 when the schema is what this version needs, else 1
  --wait SECONDS  how long to wait for a database that does not answer yet (with --check: for the upgrade too); 0 unless told
  --data DIR      data folder of a product that runs; not needed where DATABASE_URL is set`,
  },
  async run(args, terminal) {
    const { values } = parseArgs({
      args,
      options: {
        check: { type: 'boolean', default: false },
        wait: { type: 'string', default: '0' },
        data: { type: 'string', default: '.fanloom' },
      },
    });
    const url = await runningDatabase(values.data, process.env);
    const deadline = Date.now() + 1_000 * secondsOf(values.wait);
    const pending = await answered(() => pendingMigrations(url), deadline);
    return values.check ? check(url, pending, deadline, terminal) : run(url, terminal);
  },
};

async function run(url: string, terminal: Terminal): Promise<0> {
  const done = await migrate(url);
  if (terminal.json) terminal.print(JSON.stringify({ migrated: done }));
  else for (const name of done) terminal.print(name);
  if (done.length === 0) terminal.note({ zh: '数据库结构已是最新', en: 'The schema is up to date' });
  return 0;
}

async function check(url: string, pending: string[], deadline: number, terminal: Terminal): Promise<0 | 1> {
  let missing = pending;
  while (missing.length > 0 && Date.now() < deadline) {
    await delay(LOOK_AGAIN_MS);
    missing = await answered(() => pendingMigrations(url), deadline);
  }
  if (terminal.json) terminal.print(JSON.stringify({ pending: missing }));
  else for (const name of missing) terminal.print(name);
  return missing.length === 0 ? 0 : 1;
}

/** Asks until the database answers or the time is over. */
async function answered<T>(ask: () => Promise<T>, deadline: number): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() >= deadline) throw noDatabase(error);
    }
    await delay(LOOK_AGAIN_MS);
  }
}

function secondsOf(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new UserError('CLI006', {
    zh: `--wait 的值“${text}”不对，请写整数秒数。`,
    en: `--wait takes a whole number of seconds, not "${text}".`,
  });
}
