import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { UserError } from '../config/user-error.js';
import { logOf } from '../launch/node-process.js';
import { collect } from '../support/collect.js';
import { tar } from '../support/tar.js';
import type { Command } from './command.js';
import { runningConfig } from './doctor.js';

/** `fanloom support`: one archive for whoever helps. */
export const supportCommand: Command = {
  name: 'support',
  summary: { zh: '打包排查信息，不含密钥和个人信息', en: 'Pack what support needs, without secrets and personal data' },
  usage: {
    zh: `fanloom support [--out 文件] [--log 文件]… [--data 目录]

把版本、设置（只写是否设置）、检查结果、表大小、积压和清洗过的日志打包成一个文件。不含密钥、粉丝和员工信息，发出前可以用
tar -xzf 打开查看。

  --out 文件   默认 fanloom-support-时间.tar.gz；- 为标准输出，用于根文件系统只读的容器
  --log 文件   server 或 worker 的日志，可多次；默认是数据目录里的
  --data 目录  运行中产品的数据目录；设置了 DATABASE_URL 与 FANLOOM_SECRETS 时不需要`,
    en: `fanloom support [--out FILE] [--log FILE]... [--data DIR]

Packs versions, settings (only whether they are set), what the doctor finds, sizes of tables, queues and cleaned logs into
one file. No secret and nothing of a fan or a colleague is in it; look into it with tar -xzf before you send it.

  --out FILE  fanloom-support-TIME.tar.gz unless told; - is standard output, for containers that cannot write
  --log FILE  a log of the server or the worker, as often as you like; those of the data folder unless told
  --data DIR  data folder of a product that runs; not needed where DATABASE_URL and FANLOOM_SECRETS are set`,
  },
  async run(args, terminal) {
    const { values } = parseArgs({
      args,
      options: {
        out: { type: 'string' },
        log: { type: 'string', multiple: true },
        data: { type: 'string', default: '.fanloom' },
      },
    });
    const at = new Date();
    const logs = values.log ?? ['server', 'worker'].map((name) => logOf(values.data, name));
    const files = await collect(await runningConfig(values.data, process.env), process.env, logs);
    const out = values.out ?? `fanloom-support-${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}.tar.gz`;
    const archive = gzipSync(tar(files, at));
    if (out === '-') {
      await new Promise((resolve) => process.stdout.write(archive, resolve));
      return 0;
    }
    await writeFile(out, archive, { mode: 0o600 }).catch(cannotWrite);
    terminal.print(terminal.json ? JSON.stringify({ file: out, contents: [...files.keys()] }) : out);
    return 0;
  },
};

function cannotWrite(error: NodeJS.ErrnoException): never {
  throw new UserError('SUPCLI001', {
    zh: `文件写不进去（${error.code ?? error.message}）。请用 --out 换一个位置；容器里用 --out -，并在外面重定向到文件。`,
    en: `The file cannot be written (${error.code ?? error.message}). Name another place with --out; in a container --out -, and redirect it to a file outside.`,
  });
}
