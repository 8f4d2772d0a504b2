import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { UserError } from '../config/user-error.js';
import { type Db, openDatabase } from '../db/database.js';
import type { Command, ExitCode, Terminal } from './command.js';
import { runningDatabase } from './running-database.js';
import { actorNamed, disable, provision, type StaffOutcome } from './staff-change.js';
import { readStaffFile } from './staff-file.js';

interface Options {
  as?: string | undefined;
  name?: string | undefined;
  role?: string[] | undefined;
  team?: string | undefined;
}

/** `fanloom staff`: accounts in bulk, and from scripts. */
export const staffCommand: Command = {
  name: 'staff',
  summary: { zh: '批量管理员工账号', en: 'Manage accounts of people, in bulk' },
  usage: {
    zh: `fanloom staff list [--data 目录]
fanloom staff add 登录名 --as 管理员 [--name 姓名] [--role 角色[@店铺]]… [--team 小组]
fanloom staff disable 登录名 --as 管理员
fanloom staff import 文件.csv --as 管理员

  --as 管理员        以哪位 IT 管理员的名义操作，记入审计
  --role 角色@店铺   角色的代号或名称；不写店铺就是所有店铺；可以写多次
  --data 目录        运行中产品的数据目录；设置了 DATABASE_URL 时不需要

CSV 的列：账号、姓名、角色（多个用分号隔开）、小组、在用（是或否）。已有的账号会被修改，没写的列不变，
所以同一个文件可以反复导入。新账号的一次性密码只打印这一次，本人首次登录时必须修改。
有的行没有成功时退出码为 1。例：fanloom staff import 员工.csv --as it > 密码.txt`,
    en: `fanloom staff list [--data DIR]
fanloom staff add LOGIN --as ADMIN [--name NAME] [--role ROLE[@SHOP]]… [--team TEAM]
fanloom staff disable LOGIN --as ADMIN
fanloom staff import FILE.csv --as ADMIN

  --as ADMIN        the IT administrator in whose name this is done; the audit says so
  --role ROLE@SHOP  key or name of a role; without a shop, in every one; may be given several times
  --data DIR        data folder of a product that runs; not needed where DATABASE_URL is set

Columns of the CSV: login, name, roles (several between semicolons), team, active (yes or no). Accounts that are there are
changed and columns left out stay, so a file can be imported again and again. The one-time password of a new account is
printed this once and must be changed at the first log-in. Exit code 1 when some rows failed.
Example: fanloom staff import people.csv --as it > passwords.txt`,
  },
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        as: { type: 'string' },
        name: { type: 'string' },
        role: { type: 'string', multiple: true },
        team: { type: 'string' },
        data: { type: 'string', default: '.fanloom' },
      },
    });
    const [verb, subject, ...more] = positionals;
    if (more.length > 0) throw misused();
    const db = openDatabase(await runningDatabase(values.data, process.env), { name: 'fanloom-cli', connections: 2 });
    try {
      return await perform(db, verb, subject, values, terminal);
    } finally {
      await db.destroy();
    }
  },
};

async function perform(
  db: Db,
  verb: string | undefined,
  subject: string | undefined,
  options: Options,
  terminal: Terminal,
): Promise<ExitCode> {
  if (verb === 'list' && subject === undefined) return list(db, terminal);
  if (subject === undefined || options.as === undefined) throw misused();
  switch (verb) {
    case 'add':
      return add(db, subject, options.as, options, terminal);
    case 'disable':
      tell(await disable(db, await actorNamed(db, options.as), subject), terminal);
      return 0;
    case 'import':
      return importFile(db, subject, options.as, terminal);
    default:
      throw misused();
  }
}

async function list(db: Db, terminal: Terminal): Promise<0> {
  const people = await db
    .selectFrom('staff')
    .leftJoin('team', 'team.id', 'staff.team_id')
    .select(['staff.id', 'staff.login', 'staff.name', 'staff.active', 'team.name as team'])
    .orderBy('staff.login')
    .execute();
  const roles = await db
    .selectFrom('staff_role')
    .innerJoin('role', 'role.id', 'staff_role.role_id')
    .leftJoin('shop', 'shop.id', 'staff_role.shop_id')
    .select(['staff_role.staff_id', 'role.key', 'shop.name as shop'])
    .orderBy('role.key')
    .execute();
  for (const { id, ...person } of people) {
    const held = roles.filter(({ staff_id }) => staff_id === id);
    const written = held.map(({ key, shop }) => (shop === null ? key : `${key}@${shop}`)).join(';');
    if (terminal.json) terminal.print(JSON.stringify({ ...person, roles: written }));
    else terminal.print([person.login, person.name, written, person.team ?? '', person.active ? '✓' : '✗'].join('\t'));
  }
  return 0;
}

async function add(db: Db, login: string, as: string, { name, role, team }: Options, terminal: Terminal): Promise<0> {
  const taken = await db.selectFrom('staff').select('id').where('login', '=', login).executeTakeFirst();
  if (taken) {
    throw new UserError('STFCLI007', {
      zh: `账号“${login}”已经存在。要修改请用 fanloom staff import。`,
      en: `The login “${login}” exists already. To change it use fanloom staff import.`,
    });
  }
  const row = { line: 1, login, ...(name && { name }), ...(role && { roles: role.join(';') }), ...(team && { team }) };
  tell(await provision(db, await actorNamed(db, as), row), terminal);
  return 0;
}

/** Each row on its own: one that fails leaves the others done. */
async function importFile(db: Db, path: string, as: string, terminal: Terminal): Promise<ExitCode> {
  const rows = readStaffFile(await readBytes(path));
  const actor = await actorNamed(db, as);
  let failed = 0;
  for (const row of rows) {
    try {
      tell(await provision(db, actor, row), terminal);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failed++;
      tellFailure(row.line, error, terminal);
    }
  }
  const count = { done: String(rows.length - failed), failed: String(failed) };
  terminal.note({
    zh: `完成 ${count.done} 行，失败 ${count.failed} 行`,
    en: `${count.done} rows done, ${count.failed} failed`,
  });
  return failed === 0 ? 0 : 1;
}

async function readBytes(path: string): Promise<Buffer> {
  return readFile(path).catch(() => {
    throw new UserError('STFCLI008', {
      zh: `文件 ${path} 读不了。请检查路径和权限。`,
      en: `The file ${path} cannot be read. Check the path and its permissions.`,
    });
  });
}

function tell(outcome: StaffOutcome, terminal: Terminal): void {
  if (terminal.json) terminal.print(JSON.stringify(outcome));
  else terminal.print([outcome.login, outcome.outcome, ...(outcome.password ? [outcome.password] : [])].join('\t'));
}

function tellFailure(line: number, { code, text }: UserError, terminal: Terminal): void {
  if (terminal.json) terminal.print(JSON.stringify({ line, error: { code, message: text } }));
  else {
    const number = String(line);
    terminal.note({ zh: `第 ${number} 行 ${code}  ${text.zh}`, en: `line ${number} ${code}  ${text.en}` });
  }
}

function misused(): UserError {
  return new UserError('STFCLI009', {
    zh: '用法不对：list、add、disable 或 import，除 list 外都要 --as 管理员。用 fanloom staff --help 查看。',
    en: 'Use list, add, disable or import; all but list need --as ADMIN. See fanloom staff --help.',
  });
}
