import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commands } from './commands.js';
import { dispatch } from './dispatch.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanloom-sop-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function fanloom(...argv: string[]) {
  let [out, err] = ['', ''];
  const output = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
  };
  const exit = await dispatch(['sop', ...argv], commands, { LANG: 'zh_CN.UTF-8' }, output);
  return { exit, out, err };
}

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const welcome = `优惠券 "新人10元" 减10元 有效7天

流程 "新粉" {
  当 关注
  每人一次
  一旦 支付 就离开
  发私信 "欢迎 {券.链接}" 附券 "新人10元"
  等待1天
  如果 进入后 评论 { 打标签 "聊过" }
}

测试 "关注就发券" {
  粉丝 { 授权 私信 }
  第0天 关注
  应当 发出 私信 1次
}
`;

describe('check', () => {
  it('finds nothing wrong with a good file', async () => {
    expect(await fanloom('check', await file('a.sop', welcome))).toEqual({
      exit: 0,
      out: '检查了 1 个文件，没有问题\n',
      err: '',
    });
  });

  it('shows the place, the line with carets and the fix', async () => {
    const path = await file('a.sop', welcome.replace('附券 "新人10元"', '附券 "新人10块"'));
    const { exit, out } = await fanloom('check', path);
    expect(exit).toBe(1);
    expect(out).toContain(`${path}:7:32 错误 SOP201: 店里没有叫“新人10块”的优惠券，最接近的是“新人10元”。`);
    expect(out).toContain('7 |   发私信 "欢迎 {券.链接}" 附券 "新人10块"\n');
    expect(out).toMatch(/\n {35}\^{10}\n {2}改法: 改成 "新人10元"/);
    expect(out).toContain('1 个错误，0 个提醒');
    expect((await fanloom('check', path, '--lang', 'en')).out).toContain('error SOP201: The shop has no coupon');
  });

  it('does not fail on reminders', async () => {
    const { exit, out } = await fanloom(
      'check',
      await file('a.sop', '流程 "a" { 当 关注 每人一次 第1天 { 发私信 "b" } }'),
    );
    expect(exit).toBe(0);
    expect(out).toContain('提醒 SOP411');
  });

  it('takes several files as one folder, and a folder as its files', async () => {
    const [coupon = '', ...rest] = welcome.split('\n');
    const one = await file('a.sop', `${coupon}\n`);
    const two = await file('b.sop', rest.join('\n'));
    expect((await fanloom('check', one, two)).err).toBe('');
    expect(await fanloom('check', folder)).toMatchObject({ exit: 0, err: '' });
    await file('c.sop', coupon);
    const twice = await fanloom('check', folder);
    expect([twice.exit, twice.out]).toEqual([1, expect.stringContaining('c.sop:1:8 错误 SOP202')]);
  });

  it('takes coupons that no file defines on trust, and says so', async () => {
    const { exit, err } = await fanloom('check', await file('b.sop', welcome.slice(welcome.indexOf('流程'))));
    expect(exit).toBe(0);
    expect(err).toContain('没有定义优惠券“新人10元”');
  });

  it('prints one JSON document', async () => {
    const path = await file('a.sop', welcome.replace('每人一次\n', ''));
    const { exit, out } = await fanloom('check', path, '--json');
    expect(exit).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      files: [{ path, problems: [{ code: 'SOP502', severity: 'error', line: 3, column: 6 }] }],
    });
  });
});

describe('files', () => {
  // 流程 "a" in GBK.
  const gbk = Buffer.from([0xc1, 0xf7, 0xb3, 0xcc, 0x20, 0x22, 0x61, 0x22]);

  it.each([
    ['GBK', gbk, 'GBK', 'iconv -f GB18030 -t UTF-8'],
    ['UTF-16', Buffer.from('\ufeff流程', 'utf16le'), 'UTF-16LE', 'iconv -f UTF-16LE -t UTF-8'],
  ])('says of a file in %s how to convert it', async (_, bytes, name, command) => {
    const { exit, out, err } = await fanloom('check', await file('a.sop', bytes));
    expect([exit, out]).toEqual([2, '']);
    expect(err).toContain(`SOPFILE003`);
    expect(err).toContain(`是 ${name}`);
    expect(err).toContain(command);
  });

  it('says of a file that is no text that it is none', async () => {
    const { exit, err } = await fanloom('check', await file('a.sop', Buffer.from([0x80, 0xff, 0x00, 0xff])));
    expect([exit, err]).toEqual([2, expect.stringContaining('不是文本文件')]);
  });

  it('reads a file with a byte order mark', async () => {
    expect((await fanloom('check', await file('a.sop', `\ufeff${welcome}`))).exit).toBe(0);
  });

  it('cannot run without files', async () => {
    expect((await fanloom('check')).err).toContain('SOPFILE001');
    expect(await fanloom('check', join(folder, 'nowhere.sop'))).toMatchObject({ exit: 2 });
  });
});

describe('fmt', () => {
  const untidy = welcome.replace('  当 关注', '当   关注').replaceAll('"新人10元"', '“新人10元”');

  it('rewrites files, keeping what they say', async () => {
    const path = await file('a.sop', untidy);
    expect(await fanloom('fmt', path)).toEqual({ exit: 0, out: `${path}  已整理\n`, err: '' });
    expect(await readFile(path, 'utf8')).toContain('\n  当 关注\n');
    expect(await fanloom('fmt', path)).toEqual({ exit: 0, out: '', err: '' });
  });

  it('only tells with --check', async () => {
    const path = await file('a.sop', untidy);
    expect(await fanloom('fmt', '--check', path)).toMatchObject({ exit: 1, out: `${path}  需要整理\n` });
    expect(await readFile(path, 'utf8')).toBe(untidy);
  });

  it('turns one keyword set into the other and back', async () => {
    const path = await file('a.sop', welcome);
    await fanloom('fmt', path);
    const before = await readFile(path, 'utf8');
    await fanloom('fmt', path, '--keywords', 'en');
    expect(await readFile(path, 'utf8')).toContain('sop "新粉" {\n  when follow\n  once per fan');
    await fanloom('fmt', path, '--keywords', 'zh');
    expect(await readFile(path, 'utf8')).toBe(before);
    expect((await fanloom('fmt', path, '--keywords', 'fr')).err).toContain('SOPCLI002');
  });

  it('leaves a file with mistakes as it is, and says why', async () => {
    const path = await file('a.sop', untidy.replace('{', ''));
    const { exit, out } = await fanloom('fmt', path);
    expect([exit, out]).toEqual([1, expect.stringContaining('有写法错误，没有整理')]);
    expect(await readFile(path, 'utf8')).toBe(untidy.replace('{', ''));
    expect(JSON.parse((await fanloom('fmt', path, '--json')).out)).toMatchObject({ ok: false });
  });
});

describe('test', () => {
  it('tells which tests pass and what they cover', async () => {
    const { exit, out } = await fanloom('test', await file('a.sop', welcome));
    expect(exit).toBe(0);
    expect(out).toContain('  ✓ 关注就发券\n  “新粉”：测试走过步骤 3/4，岔路 1/3，还有这些没有测试\n');
    expect(out).toContain('没走到 第6行  一旦 支付 就离开\n');
    expect(out).toContain('没走到 第9行  如果 进入后 评论 { 打标签 "聊过" } → 第1个条件成立\n');
    expect(out).not.toContain('没走到 第9行  打标签');
    expect(out).toContain('1 个测试，0 个没有通过\n');
  });

  it('shows of a failed test the line, the difference and what happened', async () => {
    const { exit, out } = await fanloom('test', await file('a.sop', welcome.replace('1次\n}', '2次\n}')));
    expect(exit).toBe(1);
    expect(out).toContain('  ✗ 关注就发券\n      第15行  应当 发出 私信 2次\n        应当发出私信2次，实际1次。\n');
    expect(out).toMatch(/经过\n {8}第0天 10:00 {2}进入流程\n {8}第0天 10:00 {2}发出私信“欢迎 .*”，附券“新人10元”\n/);
    expect(out).toContain('        第1天 10:00  走完流程\n');
  });

  it('fails where an SOP has errors, and runs the others', async () => {
    const wrong = await file('a.sop', welcome.replace('附券 "新人10元"', '附券 "新人10块"'));
    const { exit, out } = await fanloom('test', wrong, await file('b.sop', welcome.replaceAll('新', '老')));
    expect(exit).toBe(1);
    expect(out).toContain('SOP201');
    expect(out).toContain('✗ 关注就发券\n      流程有错误，不能运行');
    expect(out).toContain('✓ 关注就发券');
  });

  it('says of an SOP without tests that it has none', async () => {
    const { out } = await fanloom(
      'test',
      await file('a.sop', welcome.slice(0, welcome.indexOf('测试'))),
      '--lang',
      'en',
    );
    expect(out).toContain('“新粉”: no test goes through it yet\n');
  });

  it('gives programs the whole trace', async () => {
    const { out } = await fanloom('test', await file('a.sop', welcome), '--json');
    const { ok, files } = JSON.parse(out) as { ok: boolean; files: [{ tests: [{ runs: [{ trace: object[] }] }] }] };
    expect(ok).toBe(true);
    expect(files[0].tests[0].runs[0].trace).toContainEqual(
      expect.objectContaining({ kind: 'sent', coupon: '新人10元' }),
    );
  });

  it('gives programs the lines that no test has come to', async () => {
    const { out } = await fanloom('test', await file('a.sop', welcome), '--json');
    const { files } = JSON.parse(out) as { files: [{ never_reached: object[] }] };
    expect(files[0].never_reached).toEqual([
      { sop: '新粉', key: 'if:1/1/tag:1', way: null, line: 9 },
      { sop: '新粉', key: null, way: 'leave/1', line: null },
      { sop: '新粉', key: 'if:1', way: '1', line: 9 },
    ]);
  });
});

describe('explain', () => {
  it('says in plain words what the SOPs of a file do', async () => {
    const { exit, out } = await fanloom('explain', await file('a.sop', welcome));
    expect(exit).toBe(0);
    expect(out).toMatch(/^流程“新粉”\n\n谁会进入\n {2}粉丝关注，就进入。\n {2}每位粉丝只进入一次/);
    expect(out).toContain('\n  如果进入后评论过：\n    打标签“聊过”。\n');
  });

  it('gives programs both languages with lines', async () => {
    const { out } = await fanloom('explain', await file('a.sop', welcome), '--json');
    const { sops } = JSON.parse(out) as { sops: [{ en: { sections: [{ lines: object[] }] } }] };
    expect(sops[0].en.sections[0].lines[0]).toMatchObject({ text: 'A fan comes in who follows.', line: 4 });
  });

  it('says what it cannot read, and goes on with the rest', async () => {
    const { exit, out, err } = await fanloom('explain', await file('a.sop', `流程 "坏" { 当 }\n${welcome}`));
    expect([exit, err.includes('SOP1')]).toEqual([1, true]);
    expect(out).toContain('流程“新粉”');
    expect(out).not.toContain('坏');
  });
});

describe('diagram', () => {
  it('draws one SOP, as a picture or for Mermaid', async () => {
    const path = await file('a.sop', welcome);
    const svg = await fanloom('diagram', path);
    expect([svg.exit, svg.out.startsWith('<svg '), svg.out.endsWith('</svg>\n')]).toEqual([0, true, true]);
    expect((await fanloom('diagram', path, '--format', 'mermaid')).out).toContain('flowchart LR\n');
  });

  it('asks which of several is meant', async () => {
    const path = await file('a.sop', `${welcome}\n${welcome.replaceAll('新', '老')}`);
    expect(await fanloom('diagram', path)).toMatchObject({ exit: 2, out: '' });
    expect((await fanloom('diagram', path, '--sop', '老粉')).out).toContain('aria-label="老粉"');
    const { diagrams } = JSON.parse((await fanloom('diagram', path, '--json')).out) as { diagrams: { name: string }[] };
    expect(diagrams.map(({ name }) => name)).toEqual(['新粉', '老粉']);
  });
});

describe('diff', () => {
  it('tells what another version does differently', async () => {
    const newer = welcome.replace('等待1天', '等待2天').replace('  一旦 支付 就离开\n', '');
    const { exit, out } = await fanloom('diff', await file('a.sop', welcome), await file('b.sop', newer));
    expect(exit).toBe(1);
    expect(out).toBe(
      [
        '流程“新粉”  2 处变化',
        '  - 删去  无论走到哪一步，粉丝一旦支付，马上离开，后面的都不再做。',
        '  ~ 改变  第7行',
        '      原来：等待1天',
        '      现在：等待2天',
        '',
      ].join('\n'),
    );
  });

  it('finds none where only the writing differs', async () => {
    const [older, newer] = [
      await file('a.sop', welcome),
      await file('b.sop', welcome.replace('等待1天', '等待24小时')),
    ];
    expect(await fanloom('diff', older, newer)).toMatchObject({ exit: 0, out: '流程“新粉”  意思没有变化\n' });
    const { out } = await fanloom('diff', older, newer, '--json');
    expect(JSON.parse(out)).toEqual({ same: true, sops: [{ name: '新粉', state: 'same', changes: [] }] });
  });
});

it.each([
  [[], 'SOPCLI001'],
  [['dance'], 'SOPCLI001'],
  [['check', '--loud'], 'CLI003'],
  [['publish', 'a.sop'], 'SOPCLI005'],
  [['simulate', 'a.sop'], 'SOPCLI005'],
  [['diff', 'a.sop'], 'SOPCLI009'],
  [['diagram', 'a.sop', '--format', 'png'], 'SOPCLI007'],
])('answers sop %j with exit 2 and %s', async (argv, code) => {
  expect(await fanloom(...argv)).toMatchObject({ exit: 2, out: '', err: expect.stringContaining(code) as string });
});
