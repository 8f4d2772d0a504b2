import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { type Config, readConfig } from '../config/config.js';
import { databaseUrl } from '../config/database-url.js';
import { examine } from '../health/examine.js';
import type { Finding, State } from '../health/finding.js';
import type { Command, Language, Terminal } from './command.js';
import { runningDatabase } from './running-database.js';

/** `fanloom doctor`: what the product needs, whether it is there, and what to do where it is not. */
export const doctorCommand: Command = {
  name: 'doctor',
  summary: { zh: '检查运行环境，给出处理办法', en: 'Check what the product needs and say what to do' },
  usage: {
    zh: `fanloom doctor [--data 目录]

检查 Node.js、磁盘、PostgreSQL、表结构、时钟、分区、密钥、渠道、积压和 Temporal。不修改数据，也不发送消息。
每项一行：正常、注意或故障，后两者附处理办法。没有故障时退出码为 0，有故障为 1。

  --data 目录  运行中产品的数据目录；设置了 DATABASE_URL 与 FANLOOM_SECRETS 时不需要`,
    en: `fanloom doctor [--data DIR]

Looks at Node.js, disk, PostgreSQL, schema, clocks, partitions, keys, channels, backlog and Temporal. Changes nothing and
sends nothing. A line each: ok, warn or FAIL, the latter two with what to do. Exit code 0 when nothing fails, else 1.

  --data DIR  data folder of a product that runs; not needed where DATABASE_URL and FANLOOM_SECRETS are set`,
  },
  async run(args, terminal) {
    const { values } = parseArgs({ args, options: { data: { type: 'string', default: '.fanloom' } } });
    const findings = await examine(await runningConfig(values.data, process.env));
    for (const finding of findings) terminal.print(line(finding, terminal));
    const count = (wanted: State) => findings.filter(({ state }) => state === wanted).length;
    const failing = count('fail');
    terminal.note(summary(failing, count('warn')));
    return failing === 0 ? 0 : 1;
  },
};

/**
 * The settings of the product that runs: those of the environment, or of a data folder. Throws a UserError (CLI005) when
 * there is neither.
 */
export async function runningConfig(folder: string, env: NodeJS.ProcessEnv): Promise<Config> {
  const port = (await readFile(join(folder, 'temporal.port'), 'utf8').catch(() => '')).trim();
  return readConfig({
    ...env,
    DATABASE_URL: await runningDatabase(folder, env),
    DATABASE_READ_URL: databaseUrl(env, 'DATABASE_READ_URL'),
    DATABASE_READ_URL_FILE: '',
    // They have the password in them by now.
    DATABASE_PASSWORD: '',
    DATABASE_PASSWORD_FILE: '',
    FANLOOM_SECRETS: env['FANLOOM_SECRETS'] || join(folder, 'secrets.json'),
    TEMPORAL_ADDRESS: env['TEMPORAL_ADDRESS'] || (port === '' ? '' : `127.0.0.1:${port}`),
  });
}

function summary(failing: number, doubtful: number): Bilingual {
  if (failing + doubtful === 0) return { zh: '一切正常。', en: 'All is well.' };
  return {
    zh: `故障 ${String(failing)} 项，注意 ${String(doubtful)} 项。${failing === 0 ? '产品可以正常使用。' : '请先处理故障。'}`,
    en: `${String(failing)} fail, ${String(doubtful)} to look at. ${failing === 0 ? 'The product works.' : 'Begin with what fails.'}`,
  };
}

const words: Record<Language, Record<State, string>> = {
  zh: { ok: '正常', warn: '注意', fail: '故障' },
  en: { ok: 'ok  ', warn: 'warn', fail: 'FAIL' },
};

function line({ name, state, found, advice }: Finding, { language, json }: Terminal): string {
  if (json) return JSON.stringify({ name, state, found: found[language], advice: advice?.[language] ?? null });
  const told = `${words[language][state]}  ${found[language]}`;
  return advice ? `${told}\n      ${advice[language]}` : told;
}
