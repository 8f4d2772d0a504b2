import { parseArgs } from 'node:util';
import { type ChainHead, type ChainReport, isIntact, verifyChain } from '../audit/verify-chain.js';
import { UserError } from '../config/user-error.js';
import { openDatabase } from '../db/database.js';
import type { Command, Terminal } from './command.js';
import { runningDatabase } from './running-database.js';

/** `fanloom audit verify`: whether anybody has touched the record of who did what. */
export const auditCommand: Command = {
  name: 'audit',
  summary: { zh: '校验操作记录是否被改动', en: 'Check that nobody has touched the audit' },
  usage: {
    zh: `fanloom audit verify [--noted 序号:摘要] [--data 目录]

逐条重新计算操作记录的摘要链，找出被修改、删除或绕过系统插入的记录。完好时退出码为 0，否则为 1。
最后一行是链尾“序号:摘要”：抄到系统之外，下次用 --noted 核对，就连整条链被重算也能发现。

  --noted 序号:摘要  以前抄下的链尾
  --data 目录        运行中产品的数据目录；设置了 DATABASE_URL 时不需要`,
    en: `fanloom audit verify [--noted NO:HASH] [--data DIR]

Works out the chain of hashes anew and finds entries that were changed, removed, or put in around the product. Exit code
0 when all is well, else 1. The last line is the end of the chain, NO:HASH: keep it outside of the system and give it to
--noted next time, and even a chain that somebody has worked out anew is found.

  --noted NO:HASH  an end of the chain that was kept earlier
  --data DIR       data folder of a product that runs; not needed where DATABASE_URL is set`,
  },
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { noted: { type: 'string' }, data: { type: 'string', default: '.fanloom' } },
    });
    if (positionals.join(' ') !== 'verify') throw misused();
    const noted = values.noted === undefined ? undefined : readHead(values.noted);
    const db = openDatabase(await runningDatabase(values.data, process.env), { name: 'fanloom-audit', connections: 1 });
    try {
      const report = await verifyChain(db, noted);
      tell(report, terminal);
      return isIntact(report) ? 0 : 1;
    } finally {
      await db.destroy();
    }
  },
};

function tell(report: ChainReport, terminal: Terminal): void {
  if (terminal.json) {
    terminal.print(JSON.stringify({ intact: isIntact(report), ...report }));
    return;
  }
  const { changed, removed, inserted, unlike, entries, head } = report;
  const say = (zh: string, en: string) => terminal.print(terminal.language === 'zh' ? zh : en);
  for (const no of changed) say(`第 ${String(no)} 条被修改`, `entry ${String(no)} was changed`);
  for (const no of removed) say(`第 ${String(no)} 条被删除`, `entry ${String(no)} was removed`);
  for (const id of inserted) say(`记录 ${id} 绕过系统插入`, `entry ${id} was put in around the product`);
  if (unlike) say('与抄下的链尾不符', 'the chain does not lead to the end that was noted');
  if (isIntact(report)) say(`${String(entries)} 条记录完好`, `${String(entries)} entries, none touched`);
  terminal.print(`${String(head.no)}:${head.hash}`);
}

function readHead(text: string): ChainHead {
  const [, no, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (no === undefined || hash === undefined) throw misused();
  return { no: Number(no), hash };
}

function misused(): UserError {
  return new UserError('AUDCLI001', {
    zh: '用法不对：fanloom audit verify [--noted 序号:摘要]。用 fanloom audit --help 查看。',
    en: 'Use fanloom audit verify [--noted NO:HASH]. See fanloom audit --help.',
  });
}
