import { parseArgs } from 'node:util';
import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { parseSpeed } from '../config/speed.js';
import { UserError } from '../config/user-error.js';
import { start } from '../launch/start.js';
import type { Ready } from '../launch/start.js';
import type { Command, Terminal } from './command.js';

const DEFAULT_PORT = '8080';
const DEFAULT_FOLDER = '.fanloom';

/** `fanloom start`: the whole product on this machine, until Ctrl-C. */
export const startCommand: Command = {
  name: 'start',
  summary: { zh: '启动整个产品，Ctrl-C 停止', en: 'Start the whole product; Ctrl-C stops it' },
  usage: {
    zh: `fanloom start [--demo] [--speed 1d=10s] [--port N] [--data 目录]

  --demo          载入一家店铺的演示数据并播放一场直播
  --speed 1d=10s  加快业务时间：业务上的一天等于实际 10 秒
  --port N        网页端口，默认 ${DEFAULT_PORT}；被占用时用下一个空闲端口
  --data 目录     数据目录，默认 ${DEFAULT_FOLDER}

环境变量 DATABASE_URL、TEMPORAL_ADDRESS 可指向您自己的 PostgreSQL 与 Temporal；HOST=0.0.0.0 允许其他机器访问。`,
    en: `fanloom start [--demo] [--speed 1d=10s] [--port N] [--data DIR]

  --demo          load the data of a demo shop and play a broadcast
  --speed 1d=10s  run business time faster: one business day takes 10 seconds
  --port N        port of the web pages, ${DEFAULT_PORT} unless told; the next free one when it is taken
  --data DIR      data folder, ${DEFAULT_FOLDER} unless told

DATABASE_URL and TEMPORAL_ADDRESS in the environment name a PostgreSQL and a Temporal of your own; HOST=0.0.0.0 lets other machines in.`,
  },
  async run(args, terminal) {
    const { values } = parseArgs({
      args,
      options: {
        demo: { type: 'boolean', default: false },
        speed: { type: 'string' },
        port: { type: 'string', default: DEFAULT_PORT },
        data: { type: 'string', default: DEFAULT_FOLDER },
      },
    });
    if (values.speed !== undefined && parseSpeed(values.speed) === undefined) throw wrongSpeed(values.speed);
    await start({
      folder: values.data,
      port: portNumber(values.port),
      speed: values.speed,
      demo: values.demo,
      env: process.env,
      say: (line) => terminal.note(line),
      onReady: (ready) => announce(ready, terminal),
    });
    return 0;
  },
};

function announce({ url, folder, setupToken, demo, seconds }: Ready, terminal: Terminal): void {
  if (terminal.json) {
    terminal.print(JSON.stringify({ url, folder, setup_token: setupToken, seconds }));
    return;
  }
  const took = seconds.toFixed(1);
  const logIn = howToLogIn(setupToken, demo);
  terminal.note({
    zh: `\nFanloom 已就绪（${took} 秒）：${url}\n${logIn.zh}\n  数据与日志：${folder}\n  Ctrl-C 停止\n`,
    en: `\nFanloom is ready (${took} s): ${url}\n${logIn.en}\n  Data and logs: ${folder}\n  Ctrl-C stops it\n`,
  });
}

function howToLogIn(setupToken: string | null, demo: boolean): Bilingual {
  if (setupToken !== null) {
    return {
      zh: `  第一次使用：打开网页，用安装令牌 ${setupToken} 创建管理员`,
      en: `  First use: open the page and create the administrator with the set-up token ${setupToken}`,
    };
  }
  return demo
    ? { zh: '  演示账号随后给出', en: '  The demo tells its log-ins below' }
    : { zh: '  用您的账号登录', en: '  Log in with your account' };
}

function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new UserError('START009', {
    zh: `端口“${text}”不对，请用 0 到 65535 之间的整数（0：任意空闲端口）。`,
    en: `"${text}" is not a port: use a whole number from 0 to 65535 (0: any free port).`,
  });
}

function wrongSpeed(text: string): UserError {
  return new UserError('START010', {
    zh: `看不懂速度“${text}”。请写成 1d=10s：业务时间一天等于实际 10 秒（单位 d、h、m、s）。`,
    en: `The speed "${text}" is not understood. Write it like 1d=10s: one business day takes 10 real seconds (units d, h, m, s).`,
  });
}
