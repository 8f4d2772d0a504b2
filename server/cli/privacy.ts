import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readSecrets } from '../config/secrets.js';
import { UserError } from '../config/user-error.js';
import type { Keys } from '../crypto/keys.js';
import { type Db, openDatabase } from '../db/database.js';
import { disclosureTable } from '../privacy/disclosure-file.js';
import { disclose } from '../privacy/disclosure.service.js';
import { eraseFan } from '../privacy/erasure.service.js';
import { Problem } from '../problem/problem.js';
import type { Command, ExitCode, Terminal } from './command.js';
import { runningDatabase } from './running-database.js';

/** `fanloom privacy`: a fan's own data, for the whole company. */
export const privacyCommand: Command = {
  name: 'privacy',
  summary: { zh: '导出或清除一位粉丝的个人信息', en: 'Export or erase the personal data of a fan' },
  usage: {
    zh: `fanloom privacy export 粉丝编号 文件.json|文件.csv [--data 目录]
fanloom privacy erase 粉丝编号… [--data 目录]
fanloom privacy erased [--data 目录]

export  导出这位粉丝在所有店铺的全部资料，不打码
erase   永久清除个人信息，无法撤销；已清除的会再清一遍；有查无此人的编号时退出码为 1
erased  列出所有已清除的粉丝编号：恢复旧备份之后，用这份名单再运行一次 erase

粉丝编号是粉丝页地址里的那一串。每次操作都记入操作记录。`,
    en: `fanloom privacy export FAN FILE.json|FILE.csv [--data DIR]
fanloom privacy erase FAN… [--data DIR]
fanloom privacy erased [--data DIR]

export  everything that all shops know of the fan, in plain
erase   erases the personal data for good; who is erased already is erased again; exit code 1 where one is unknown
erased  lists the ids of all erased fans: keep the list, and give it to erase after an older backup was restored

FAN is the id in the address of the fan's page. The audit keeps what was done.`,
  },
  async run(args, terminal) {
    const options = { data: { type: 'string', default: '.fanloom' } } as const;
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
    const task = taskOf(positionals);
    const secrets = await readSecrets(process.env['FANLOOM_SECRETS'] || join(values.data, 'secrets.json'));
    const db = openDatabase(await runningDatabase(values.data, process.env), {
      name: 'fanloom-privacy',
      connections: 2,
    });
    try {
      return await task({ db, secrets }, terminal);
    } finally {
      await db.destroy();
    }
  },
};

interface Deps {
  db: Db;
  secrets: Keys;
}

type Task = (deps: Deps, terminal: Terminal) => Promise<ExitCode>;

/** Before anything is opened. Throws a UserError: PRVCLI001. */
function taskOf([verb, ...rest]: string[]): Task {
  const [fan = '', path = '', ...more] = rest;
  if (verb === 'erased' && rest.length === 0) return ({ db }, terminal) => listErased(db, terminal);
  if (verb === 'erase' && rest.length > 0 && rest.every(isId)) return (deps, terminal) => erase(deps, rest, terminal);
  if (verb === 'export' && isId(fan) && /\.(json|csv)$/.test(path) && more.length === 0)
    return (deps, terminal) => exportFan(deps, fan, path, terminal);
  throw new UserError('PRVCLI001', {
    zh: '用法不对：export 粉丝编号 文件.json 或 .csv、erase 粉丝编号…、erased。用 fanloom privacy --help 查看。',
    en: 'Use export FAN FILE.json or .csv, erase FAN…, or erased. See fanloom privacy --help.',
  });
}

async function exportFan({ db, secrets }: Deps, fan: string, path: string, { language }: Terminal): Promise<0> {
  const disclosure = await disclose(db, secrets, null, fan);
  const text = path.endsWith('.csv')
    ? disclosureTable(disclosure, language)
    : `${JSON.stringify(disclosure, null, 2)}\n`;
  await writeFile(path, text, { mode: 0o600 });
  return 0;
}

/** A list may name fans whom an older backup does not know: they are told, and the others are erased. */
async function erase(deps: Deps, fans: string[], terminal: Terminal): Promise<ExitCode> {
  let missing = 0;
  for (const fan of fans) {
    try {
      await eraseFan(deps, null, fan);
      terminal.print(terminal.json ? JSON.stringify({ erased: fan }) : fan);
    } catch (error) {
      if (!(error instanceof Problem && error.status === 404)) throw error;
      missing++;
      if (terminal.json) terminal.print(JSON.stringify({ missing: fan }));
      terminal.note({ zh: `没有这位粉丝：${fan}`, en: `there is no such fan: ${fan}` });
    }
  }
  return missing > 0 ? 1 : 0;
}

async function listErased(db: Db, terminal: Terminal): Promise<0> {
  const rows = await db.selectFrom('erasure').select(['root_id', 'at']).orderBy('id').execute();
  for (const { root_id, at } of rows) {
    if (terminal.json) terminal.print(JSON.stringify({ fan: root_id, at }));
    else terminal.print(root_id);
  }
  return 0;
}

function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
