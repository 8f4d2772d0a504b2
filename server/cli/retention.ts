import { parseArgs } from 'node:util';
import { UserError } from '../config/user-error.js';
import { type Db, openDatabase } from '../db/database.js';
import {
  changeRetention,
  readRetention,
  type RetentionCounts,
  type RetentionDays,
  runRetention,
} from '../privacy/retention.service.js';
import { type RetentionKind, retentionKinds } from '../privacy/retention.sql.js';
import type { Command, ExitCode, Terminal } from './command.js';
import { runningDatabase } from './running-database.js';

/** `fanloom retention`: how long what is kept. */
export const retentionCommand: Command = {
  name: 'retention',
  summary: { zh: '查看、设置保留期限，或立即清理', en: 'Show or set how long what is kept, or remove it now' },
  usage: {
    zh: `fanloom retention show [--data 目录]
fanloom retention set 种类=天数|forever… [--data 目录]
fanloom retention run [--data 目录]

show  列出各类数据保留的天数，以及上次清理删除的数量
set   修改写出的种类，其余不变；forever 表示永久保留；从当晚起生效，并记入操作记录
run   立即清理到期的数据，不等夜间任务

种类：${retentionKinds.join('、')}。例：fanloom retention set events=730 sessions=90`,
    en: `fanloom retention show [--data DIR]
fanloom retention set KIND=DAYS|forever… [--data DIR]
fanloom retention run [--data DIR]

show  how many days each kind is kept, and what the last run removed
set   changes the kinds that are named and leaves the others; holds from the next night on; audited
run   removes what is over now, without waiting for the night

Kinds: ${retentionKinds.join(', ')}. Example: fanloom retention set events=730 sessions=90`,
  },
  async run(args, terminal) {
    const options = { data: { type: 'string', default: '.fanloom' } } as const;
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
    const [verb, ...rest] = positionals;
    const name = 'fanloom-retention';
    const db = openDatabase(await runningDatabase(values.data, process.env), { name, connections: 1 });
    try {
      if (verb === 'show' && rest.length === 0) return await show(db, terminal);
      if (verb === 'run' && rest.length === 0) return tell(await runRetention(db), 'removed', terminal);
      if (verb === 'set' && rest.length > 0) {
        await changeRetention(db, null, Object.fromEntries(rest.map(readRule)));
        return await show(db, terminal);
      }
      throw misused();
    } finally {
      await db.destroy();
    }
  },
};

async function show(db: Db, terminal: Terminal): Promise<ExitCode> {
  const { days, last } = await readRetention(db);
  if (!terminal.json) return tell(days, 'days', terminal);
  terminal.print(JSON.stringify({ days, last }));
  return 0;
}

/** One line a kind, or one of JSON. */
function tell(values: RetentionDays | RetentionCounts, what: string, terminal: Terminal): 0 {
  if (terminal.json) terminal.print(JSON.stringify({ [what]: values }));
  else for (const kind of retentionKinds) terminal.print(`${kind}\t${String(values[kind] ?? 'forever')}`);
  return 0;
}

function readRule(text: string): [RetentionKind, number | null] {
  const [, name, days] = /^(\w+)=(forever|[1-9]\d{0,4})$/.exec(text) ?? [];
  const kind = retentionKinds.find((one) => one === name);
  if (kind === undefined || Number(days) > 36_500) throw misused();
  return [kind, days === 'forever' ? null : Number(days)];
}

function misused(): UserError {
  return new UserError('RETCLI001', {
    zh: '用法不对：show、set 种类=天数|forever…、run；天数为 1 到 36500。用 fanloom retention --help 查看。',
    en: 'Use show, set KIND=DAYS|forever…, or run; days are 1 to 36500. See fanloom retention --help.',
  });
}
