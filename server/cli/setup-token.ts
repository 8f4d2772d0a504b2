import { parseArgs } from 'node:util';
import { ensureSetupToken } from '../account/setup.js';
import { openDatabase } from '../db/database.js';
import type { Command } from './command.js';
import { runningDatabase } from './running-database.js';

/** `fanloom setup-token`: for whoever may enter the machine or the container, and nobody who only reads logs. */
export const setupTokenCommand: Command = {
  name: 'setup-token',
  summary: { zh: '生成首次安装的令牌', en: 'Make the token for the first set-up' },
  usage: {
    zh: `fanloom setup-token [--data 目录]

打印一个新的安装令牌，在网页上用它创建管理员；之前的令牌随即失效。已完成初始化时退出码为 1。`,
    en: `fanloom setup-token [--data DIR]

Prints a fresh token with which the page creates the administrator; earlier ones no longer work. Exit code 1 once that is done.`,
  },
  async run(args, terminal) {
    const { values } = parseArgs({ args, options: { data: { type: 'string', default: '.fanloom' } } });
    const db = openDatabase(await runningDatabase(values.data, process.env), { connections: 1 });
    try {
      const token = await ensureSetupToken(db);
      if (token !== null) terminal.print(terminal.json ? JSON.stringify({ setup_token: token }) : token);
      else terminal.note({ zh: '系统已完成初始化，请直接登录', en: 'The system is set up already: log in' });
      return token === null ? 1 : 0;
    } finally {
      await db.destroy();
    }
  },
};
