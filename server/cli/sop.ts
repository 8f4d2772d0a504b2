import { parseArgs } from 'node:util';
import { UserError } from '../config/user-error.js';
import type { Command, ExitCode, Terminal } from './command.js';
import { checkFiles } from './sop-check.js';
import { formatFiles } from './sop-fmt.js';
import { publishFiles } from './sop-publish.js';
import { testFiles } from './sop-test.js';

type Subcommand = (args: string[], terminal: Terminal) => Promise<ExitCode>;

const subcommands: Record<string, Subcommand> = {
  check: (args, terminal) => checkFiles(filesIn(args), terminal),
  test: (args, terminal) => testFiles(filesIn(args), terminal),
  fmt: (args, terminal) => {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        check: { type: 'boolean', default: false },
        keywords: { type: 'string' },
      },
    });
    return formatFiles(positionals, { check: values.check, keywords: keywordSet(values.keywords) }, terminal);
  },
  publish: (args, terminal) => {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        shop: { type: 'string', default: '' },
        as: { type: 'string', default: '' },
        data: { type: 'string', default: '.fanloom' },
      },
    });
    if (values.shop === '' || values.as === '') throw needsShopAndAuthor();
    return publishFiles(positionals, values, terminal);
  },
};

/** `fanloom sop`: SOP files on the command line. Only `publish` needs the product. */
export const sopCommand: Command = {
  name: 'sop',
  summary: { zh: '检查、整理、测试、发布流程文件', en: 'Check, format, test and publish SOP files' },
  usage: {
    zh: `fanloom sop check   文件…                       检查写法、名字、时间和限发
fanloom sop test    文件…                       运行文件里的测试，列出没走到的步骤
fanloom sop fmt     文件… [--check] [--keywords zh|en]
                                                统一排版；--check 只检查不改写
fanloom sop publish 文件… --shop 店铺 --as 登录名 [--data 目录]
                                                以该员工的身份发布到店铺

几个文件一起给出时，当作一个目录一起检查；也可以直接给出目录。`,
    en: `fanloom sop check   FILE…                       check wording, names, times and limits
fanloom sop test    FILE…                       run the tests in the files, list steps never reached
fanloom sop fmt     FILE… [--check] [--keywords zh|en]
                                                one layout; --check only tells
fanloom sop publish FILE… --shop SHOP --as LOGIN [--data DIR]
                                                publish to a shop in the name of that person

Several files are checked together as one folder; a folder can be named, too.`,
  },
  async run([name = '', ...args], terminal) {
    const run = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
    if (!run) throw unknownSubcommand(name);
    return run(args, terminal);
  },
};

function filesIn(args: string[]): string[] {
  return parseArgs({ args, options: {}, allowPositionals: true }).positionals;
}

function keywordSet(name: string | undefined): 'zh' | 'en' | undefined {
  if (name === undefined || name === 'zh' || name === 'en') return name;
  throw new UserError('SOPCLI002', {
    zh: `没有关键字“${name}”，请用 --keywords zh 或 --keywords en。`,
    en: `There are no keywords "${name}": use --keywords zh or --keywords en.`,
  });
}

function unknownSubcommand(name: string): UserError {
  const known = Object.keys(subcommands).join('、');
  return new UserError('SOPCLI001', {
    zh: name === '' ? `请写出要做什么：${known}。` : `没有 sop ${name}，可以用：${known}。`,
    en: `${name === '' ? 'Say what to do' : `There is no sop ${name}`}: ${Object.keys(subcommands).join(', ')}.`,
  });
}

function needsShopAndAuthor(): UserError {
  return new UserError('SOPCLI005', {
    zh: '发布要写明店铺和作者：--shop 店铺名 --as 登录名。',
    en: 'Publishing needs a shop and an author: --shop NAME --as LOGIN.',
  });
}
