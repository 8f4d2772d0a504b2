import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ensureSecrets } from '../config/secrets.js';
import { openDatabase } from '../db/database.js';
import { buildZip } from '../import/testing/build-xlsx.js';
import { createTestDatabase, type TestDatabase } from '../testing/database.js';
import { dispatch } from './dispatch.js';
import { importCommand } from './import.js';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'fanloom-cli-'));
  await ensureSecrets(join(folder, 'secrets.json'));
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('FANLOOM_SECRETS', join(folder, 'secrets.json'));
  const db = openDatabase(database.url, { connections: 1 });
  await db.insertInto('shop').values({ name: '花房' }).execute();
  await db.destroy();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function fanloom(...argv: string[]) {
  let [out, err] = ['', ''];
  const output = {
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: (text: string) => (err += text) },
  };
  const exit = await dispatch(['import', '--yes', ...argv], [importCommand], { LANG: 'zh_CN.UTF-8' }, output);
  return { exit, out, err };
}

async function file(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('fanloom import', () => {
  it('tells what it found and what became of every row', async () => {
    const path = await file('粉丝.csv', '昵称,关注时间,备注\n小鹿,2026-03-01,\n大象,明天,\n');
    const { exit, out, err } = await fanloom(path, '--rejects', folder);
    expect(exit).toBe(0);
    expect(err).toContain('识别为  粉丝列表（UTF-8，逗号分隔，表头在第 1 行）');
    expect(err).toContain('未使用  备注');
    expect(out).toContain(
      '完成：2 行数据（另有版式行 1）\n    新增    1\n    更新    0\n    无变化  0\n    未导入  1\n      1 × “关注时间”不是日期时间 (IMP206)',
    );
    expect(await readFile(join(folder, '粉丝-rejects.csv'), 'utf8')).toContain('大象,明天');
    const next = await file('粉丝.csv', '昵称,关注时间,备注\n小马,后天,\n');
    await fanloom(next, '--rejects', folder);
    expect(await readFile(join(folder, '粉丝-rejects.csv'), 'utf8')).toContain('大象,明天');
    expect(await readFile(join(folder, '粉丝-rejects-2.csv'), 'utf8')).toContain('小马,后天');
  });

  it('says that further rows of an order are not rows left out', async () => {
    const rows = ['N7,A1,5,小鹿,2026-03-01 10:00', 'N7,A2,6,小鹿,2026-03-01 10:00', 'N7,A3,7,小鹿,2026-03-01 10:00'];
    const path = await file('明细订单.csv', ['订单编号,商品编码,单价,买家昵称,下单时间', ...rows].join('\n'));
    const { out } = await fanloom(path);
    expect(out).toContain('    新增    1\n    更新    0\n    无变化  2（同一订单的第二行起也算在这里）');
  });

  it('gives a program the same as JSON', async () => {
    const path = await file('again.csv', '昵称,关注时间\n小鹿,2026-03-01\n');
    const { exit, out } = await fanloom(path, '--json');
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      file: 'again.csv',
      kind: 'followers',
      state: 'done',
      layout: 1,
      loaded: 0,
      merged: 0,
      unchanged: 1,
      rejected: 0,
    });
  });

  it('tells once more at the end what the whole file gives reason to look at', async () => {
    const rows = Array.from({ length: 2_500 }, (_, i) => `${String(i)},n${String(i)},2026-03-01,$5`);
    const text = ['order_id,nick,order_date,total', ...rows, '9999,x,2026-03-01,€6'].join('\n');
    const { out, err } = await fanloom(await file('currencies.csv', text));
    expect(err).not.toContain('IMP127');
    expect(out).toContain('IMP127  看过的 2501 行里有不止一种货币（USD 2500 / EUR 1 行）');
    const again = await fanloom(join(folder, 'currencies.csv'), '--json');
    expect(JSON.parse(again.out)).toMatchObject({ cautions: [{ code: 'IMP127' }] });
  });

  it('takes each table of an archive, and leaves the archive as it is', async () => {
    const packed = buildZip({ '一.csv': '昵称\n小一\n', '二.csv': '昵称\n小二\n', '读我.md': 'x' });
    const path = join(folder, 'fans.zip');
    await writeFile(path, packed);
    const { exit, out, err } = await fanloom(path);
    expect(exit).toBe(0);
    expect(err).toMatch(/一\.csv[^]*二\.csv/);
    expect(out.match(/新增 {4}1/g)).toHaveLength(2);
    expect(await readFile(path)).toEqual(packed);
    await writeFile(join(folder, '三.csv.gz'), gzipSync('昵称\n小三\n'));
    const told = await fanloom(join(folder, '三.csv.gz'), '--json');
    expect(JSON.parse(told.out)).toMatchObject({ file: '三.csv', loaded: 1 });
    const missing = await fanloom(join(folder, 'nowhere.csv'));
    expect([missing.exit, missing.err]).toEqual([1, expect.stringContaining('IMP112')]);
  });

  it('goes on after a file that is no table, and exits with 1', async () => {
    const [wrong, right] = [await file('a.csv', '%PDF-1.7'), await file('b.csv', '昵称\n大象\n')];
    const { exit, out, err } = await fanloom(wrong, right);
    expect(exit).toBe(1);
    expect(err).toContain('IMP102');
    expect(out).toContain('完成：1 行数据');
  });

  it('reads a file without heads as it is told', async () => {
    const path = await file('UserBehavior.csv', '1,2268318,2520377,pv,1511544070\n1,2268318,2520377,fav,1511544080\n');
    const columns = 'user_id,sku,category,event_type,happened_at';
    const told = ['--header', '0', '--kind', 'events', '--columns', columns, '--events', 'fav='];
    const { exit, out, err } = await fanloom(path, ...told);
    expect(exit).toBe(0);
    expect(err).toContain('没有表头');
    expect(err).toContain('行为    pv→product.click  fav→-');
    expect(out).toContain('新增    1');
    expect(out).toContain('IMP218');
  });

  it('reads dates and decimals as it is told', async () => {
    const path = await file('de.csv', 'Order No;Customer ID;Order Date;Total\nD1;7;03/04/26;1.234\n');
    const { err } = await fanloom(path, '--dates', 'dmy', '--decimal', ',');
    expect(err).toContain('写法    日期 日/月/年，小数点 ,');
    const db = openDatabase(database.url, { connections: 1 });
    const order = await db
      .selectFrom('shop_order')
      .select(['payable', 'ordered_at'])
      .where('number', '=', 'D1')
      .execute();
    await db.destroy();
    expect(order).toEqual([{ payable: 123_400, ordered_at: new Date('2026-04-03T00:00:00+08:00') }]);
  });

  it.each([
    [['x.csv', '--header', 'x'], 'IMP120'],
    [['x.csv', '--columns', 'nick'], 'IMP120'],
    [['x.csv', '--dates', 'ydm'], 'IMP120'],
    [['x.csv', '--shop', '没有'], 'IMP121'],
    [['x.csv', '--owner', 'nobody'], 'IMP122'],
    [['x.csv', '--kind', 'cats'], 'IMP120'],
    [['x.csv', '--consent', 'pigeon'], 'IMP120'],
    [['x.csv', '--history', '--current'], 'IMP120'],
    [[], 'IMP120'],
  ])('cannot run with %j', async (argv, code) => {
    const { exit, err } = await fanloom(...argv);
    expect([exit, err.slice(0, 6)]).toEqual([2, code]);
  });
});
