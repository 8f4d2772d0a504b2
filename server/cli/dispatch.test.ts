import { parseArgs } from 'node:util';
import { describe, expect, it } from 'vitest';
import { UserError } from '../config/user-error.js';
import type { Command } from './command.js';
import { dispatch } from './dispatch.js';

const bilingual = (zh: string, en: string) => ({ zh, en });

const greet: Command = {
  name: 'greet',
  summary: bilingual('问好', 'Say hello'),
  usage: bilingual('fanloom greet 名字', 'fanloom greet NAME'),
  async run(args, terminal) {
    const { positionals } = parseArgs({ args, options: {}, allowPositionals: true });
    terminal.note(bilingual('开始', 'starting'));
    if (positionals[0] === 'nobody') throw new UserError('GREET001', bilingual('没有人', 'Nobody is there'));
    if (positionals[0] === 'bug') throw new TypeError('phone 13800001111 is odd');
    terminal.print(terminal.json ? JSON.stringify(positionals) : positionals.join('+'));
    return positionals.length > 1 ? 1 : 0;
  },
};

async function fanloom(...argv: string[]) {
  let [out, err] = ['', ''];
  const output = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
  };
  const exit = await dispatch(argv, [greet], { LANG: 'en_US.UTF-8' }, output);
  return { exit, out, err };
}

describe('fanloom', () => {
  it('runs the command with what follows its name and passes its exit code on', async () => {
    expect(await fanloom('greet', 'a')).toEqual({ exit: 0, out: 'a\n', err: 'starting\n' });
    expect(await fanloom('greet', 'a', 'b')).toMatchObject({ exit: 1, out: 'a+b\n' });
  });

  it('takes the global options anywhere, but not after --', async () => {
    expect(await fanloom('--json', 'greet', 'a', '--lang', 'zh')).toEqual({ exit: 0, out: '["a"]\n', err: '开始\n' });
    expect(await fanloom('greet', '--', '--json')).toMatchObject({ exit: 0, out: '--json\n' });
  });

  it.each([[[]], [['help']], [['--help']]])('lists the commands for %j', async (argv) => {
    const { exit, out } = await fanloom(...argv);
    expect(exit).toBe(0);
    expect(out).toContain('  greet  Say hello');
  });

  it('explains one command', async () => {
    expect((await fanloom('greet', '--help', '--lang=zh')).out).toContain('fanloom greet 名字');
  });

  it.each([
    [['dance'], 'CLI001', 'There is no command dance.'],
    [['greet', '--lang', 'fr'], 'CLI002', '“fr”'],
    [['greet', '--loud'], 'CLI003', 'there is no option --loud. --help shows'],
    [['greet', 'nobody'], 'GREET001', 'Nobody is there'],
  ])('answers %j with exit 2 and %s', async (argv, code, sentence) => {
    const { exit, out, err } = await fanloom(...argv);
    expect([exit, out]).toEqual([2, '']);
    expect(err).toContain(`${code}  `);
    expect(err).toContain(sentence);
  });

  it('tells a program about an error as JSON, in both languages', async () => {
    const { exit, out } = await fanloom('greet', 'nobody', '--json');
    expect(exit).toBe(2);
    expect(JSON.parse(out)).toEqual({ error: { code: 'GREET001', message: bilingual('没有人', 'Nobody is there') } });
  });

  it('says where an unforeseen error happened, not what it says: it may hold personal data', async () => {
    const { exit, err } = await fanloom('greet', 'bug');
    expect(exit).toBe(2);
    expect(err).toContain('CLI500');
    expect(err).toContain('dispatch.test.ts');
    expect(err).not.toContain('13800001111');
  });
});
