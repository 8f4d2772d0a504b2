import { parseArgs } from 'node:util';
import { UserError } from '../config/user-error.js';
import type { Command, ExitCode, Terminal } from './command.js';
import type { ShopAccess } from './shop-access.js';
import { checkFiles } from './sop-check.js';
import { drawFiles } from './sop-diagram.js';
import { diffFiles } from './sop-diff.js';
import { explainFiles } from './sop-explain.js';
import { formatFiles } from './sop-fmt.js';
import { publishFiles } from './sop-publish.js';
import { simulateFiles } from './sop-simulate.js';
import { testFiles } from './sop-test.js';

const shopOptions = {
  shop: { type: 'string', default: '' },
  as: { type: 'string', default: '' },
  data: { type: 'string', default: '.fanloom' },
} as const;

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
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: shopOptions });
    return publishFiles(positionals, inShop(values), terminal);
  },
  explain: (args, terminal) => explainFiles(filesIn(args), terminal),
  diagram: (args, terminal) => {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { format: { type: 'string', default: 'svg' }, sop: { type: 'string' } },
    });
    return drawFiles(positionals, { format: values.format, sop: values.sop }, terminal);
  },
  diff: (args, terminal) => diffFiles(filesIn(args), terminal),
  simulate: (args, terminal) => {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { ...shopOptions, from: { type: 'string' }, to: { type: 'string' } },
    });
    return simulateFiles(positionals, { ...inShop(values), from: values.from, to: values.to }, terminal);
  },
};

/** `fanloom sop`: SOP files on the command line. Only `publish` and `simulate` need the product. */
export const sopCommand: Command = {
  name: 'sop',
  summary: {
    zh: '检查、整理、测试、说明、画图、比较、模拟、发布流程文件',
    en: 'Check, format, test, explain, draw, compare, simulate and publish SOP files',
  },
  usage: {
    zh: `fanloom sop check    文件…                       检查写法、名字、时间和限发
fanloom sop test     文件…                       运行文件里的测试，列出没走到的步骤
fanloom sop fmt      文件… [--check] [--keywords zh|en]
                                                 统一排版；--check 只检查不改写
fanloom sop explain  文件…                       用大白话说明流程做什么
fanloom sop diagram  文件… [--format svg|mermaid] [--sop 名字]
                                                 画出流程图，输出到标准输出
fanloom sop diff     旧文件 新文件               比较两版的意思；有不同时退出码为 1
fanloom sop simulate 文件 --shop 店铺 --as 登录名 [--from 日期 --to 日期] [--data 目录]
                                                 用过去的真实粉丝试一遍，不发任何消息
fanloom sop publish  文件… --shop 店铺 --as 登录名 [--data 目录]
                                                 以该员工的身份发布到店铺

几个文件一起给出时，当作一个目录一起检查；也可以直接给出目录。
日期写成 2026-10-01；不写时为昨天为止的30天。`,
    en: `fanloom sop check    FILE…                       check wording, names, times and limits
fanloom sop test     FILE…                       run the tests in the files, list steps never reached
fanloom sop fmt      FILE… [--check] [--keywords zh|en]
                                                 one layout; --check only tells
fanloom sop explain  FILE…                       say in plain words what the SOPs do
fanloom sop diagram  FILE… [--format svg|mermaid] [--sop NAME]
                                                 draw an SOP, on stdout
fanloom sop diff     OLD NEW                     compare what two versions mean; exit 1 if they differ
fanloom sop simulate FILE --shop SHOP --as LOGIN [--from DAY --to DAY] [--data DIR]
                                                 try it on what real fans did; sends nothing
fanloom sop publish  FILE… --shop SHOP --as LOGIN [--data DIR]
                                                 publish to a shop in the name of that person

Several files are checked together as one folder; a folder can be named, too.
A day is written 2026-10-01; without them it is the 30 days up to yesterday.`,
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

function inShop(access: ShopAccess): ShopAccess {
  if (access.shop !== '' && access.as !== '') return access;
  throw new UserError('SOPCLI005', {
    zh: '请写明店铺和员工：--shop 店铺名 --as 登录名。',
    en: 'Name the shop and the person: --shop NAME --as LOGIN.',
  });
}
