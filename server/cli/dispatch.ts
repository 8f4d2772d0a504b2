import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { UserError } from '../config/user-error.js';
import { NoConnection } from '../db/no-connection.js';
import type { Command, ExitCode, Language, Terminal } from './command.js';
import { fileTrouble } from './file-trouble.js';
import { noDatabase } from './no-database.js';
import { languageOf } from './language.js';

interface Output {
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown };
}

interface GlobalOptions {
  language: string;
  json: boolean;
  help: boolean;
  rest: string[];
}

/**
 * Runs the command that `argv` names. `--json`, `--lang zh|en` and `--help` are understood anywhere before a `--`.
 * Never throws: what goes wrong is told on stderr (with `--json` as one line on stdout) and by exit code 2.
 */
export async function dispatch(
  argv: string[],
  commands: Command[],
  env: NodeJS.ProcessEnv,
  output: Output,
): Promise<ExitCode> {
  const options = globalOptions(argv, languageOf(env));
  const terminal = terminalFor(options, output);
  const [name, ...args] = options.rest;
  const command = commands.find((candidate) => candidate.name === name);
  try {
    if (options.language !== terminal.language) throw unknownLanguage(options.language);
    if (command && options.help) return help(terminal, `fanloom ${command.name}: `, [command.summary, command.usage]);
    if (name === undefined || name === 'help') return help(terminal, '', [overview(commands)]);
    if (!command) throw unknownCommand(name);
    return await command.run(args, terminal);
  } catch (error) {
    tell(terminal, asUserError(error), output);
    return 2;
  }
}

function globalOptions(argv: string[], language: Language): GlobalOptions {
  const options: GlobalOptions = { language, json: false, help: false, rest: [] };
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] ?? '';
    if (word === '--') {
      options.rest.push(...argv.slice(i));
      break;
    } else if (word === '--json') options.json = true;
    else if (word === '--help' || word === '-h') options.help = true;
    else if (word === '--lang') options.language = argv[++i] ?? '';
    else if (word.startsWith('--lang=')) options.language = word.slice('--lang='.length);
    else options.rest.push(word);
  }
  return options;
}

function terminalFor({ language, json }: GlobalOptions, { stdout, stderr }: Output): Terminal {
  const spoken: Language = language === 'en' ? 'en' : 'zh';
  return {
    language: spoken,
    json,
    print: (line) => stdout.write(`${line}\n`),
    note: (text) => stderr.write(`${text[spoken]}\n`),
  };
}

function help(terminal: Terminal, title: string, parts: Bilingual[]): ExitCode {
  terminal.print(title + parts.map((part) => part[terminal.language]).join('\n\n'));
  return 0;
}

function overview(commands: Command[]): Bilingual {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const list = (language: Language) =>
    commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary[language]}`).join('\n');
  return {
    zh: `用法：fanloom 命令 [选项]\n\n命令：\n${list('zh')}\n\n通用选项：\n  --json        以 JSON 输出结果\n  --lang zh|en  语言\n  --help        说明；fanloom 命令 --help 查看该命令\n\n退出码：0 完成，1 有问题需要处理，2 无法执行`,
    en: `Usage: fanloom COMMAND [OPTIONS]\n\nCommands:\n${list('en')}\n\nEverywhere:\n  --json        print results as JSON\n  --lang zh|en  language\n  --help        explain; fanloom COMMAND --help explains that command\n\nExit code: 0 done, 1 there are problems to look at, 2 could not run`,
  };
}

function tell(terminal: Terminal, { code, text }: UserError, { stderr }: Output): void {
  if (terminal.json) terminal.print(JSON.stringify({ error: { code, message: text } }));
  else stderr.write(`${code}  ${text[terminal.language]}\n`);
}

function asUserError(error: unknown): UserError {
  if (error instanceof UserError) return error;
  if (error instanceof NoConnection) return noDatabase(error);
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (code.startsWith('ERR_PARSE_ARGS')) return wrongArguments(code, message);
  const trouble = fileTrouble(error);
  if (trouble) return trouble;
  // The message of an unforeseen error may hold a fan's data; where it happened does not.
  const places = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  const where = [`${error instanceof Error ? error.name : 'Error'} ${code}`, ...places.slice(0, 5)].join('\n');
  return new UserError('CLI500', {
    zh: `程序内部错误，操作未完成。请重试；若仍出现，请附上以下内容报告：\n${where}`,
    en: `An internal error: the command did not complete. Try again; if it stays, report it with these lines:\n${where}`,
  });
}

/** Node names the word that it does not like between quotes, and goes on about what programs may do. */
function wrongArguments(code: string, message: string): UserError {
  const word = /'([^']*)'/.exec(message)?.[1] ?? '';
  const { zh, en } = wrong[code] ?? { zh: `“${word}”不对`, en: `"${word}" is not right` };
  return new UserError('CLI003', {
    zh: `参数不对：${zh.replace('…', word)}。用 --help 查看用法。`,
    en: `The arguments are not right: ${en.replace('…', word)}. --help shows the usage.`,
  });
}

const wrong: Record<string, Bilingual> = {
  ERR_PARSE_ARGS_UNKNOWN_OPTION: { zh: '没有选项 …', en: 'there is no option …' },
  ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL: { zh: '多出了“…”', en: 'there is no place for "…"' },
  ERR_PARSE_ARGS_INVALID_OPTION_VALUE: {
    zh: '选项 … 的值缺失或多余（以 - 开头的值请写在 = 后面）',
    en: 'option … lacks its value, or has one too many (write one that begins with - after a =)',
  },
};

function unknownCommand(name: string): UserError {
  return new UserError('CLI001', {
    zh: `没有命令 ${name}。用 fanloom --help 查看全部命令。`,
    en: `There is no command ${name}. fanloom --help lists the commands.`,
  });
}

function unknownLanguage(name: string): UserError {
  return new UserError('CLI002', {
    zh: `没有语言“${name}”，请用 --lang zh 或 --lang en。`,
    en: `There is no language "${name}": use --lang zh or --lang en.`,
  });
}
