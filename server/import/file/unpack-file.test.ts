import { execFileSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildXlsx, buildZip } from '../testing/build-xlsx.js';
import { eachTable, unpackFile } from './unpack-file.js';

const TABLE = '订单编号,买家昵称\n1,小鹿\n';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanloom-unpack-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function unpack(content: Buffer | string, table?: string) {
  const path = join(folder, 'upload');
  await writeFile(path, content);
  const before = { path, name: 'orders', sha256: Buffer.from('packed'), bytes: content.length };
  const file = await unpackFile(before, table);
  return { file, isAsBefore: file === before, content: await readFile(path) };
}

describe('a file', () => {
  it.each([
    ['gz', gzipSync(TABLE)],
    ['zip', buildZip({ 'orders.csv': TABLE })],
    ['zip with a note beside it', buildZip({ 'orders.csv': TABLE, 'read.me': 'x', 'photo.png': 'x' })],
    [
      'zip of a Mac',
      buildZip({ 'Export/': '', 'Export/orders.CSV': TABLE, '__MACOSX/._orders.csv': 'x', '.DS_Store': 'x' }),
    ],
  ])('is taken out of a %s that holds nothing else', async (_, packed) => {
    const { file, content } = await unpack(packed);
    expect(content.toString()).toBe(TABLE);
    expect(file).toMatchObject({ bytes: content.length, name: 'orders' });
    expect(file.sha256.toString('hex')).toBe(hash('sha256', TABLE));
    expect(await readdir(folder)).toEqual(['upload']);
  });

  it.each([
    ['a text', TABLE],
    ['nothing', ''],
    ['a workbook', buildXlsx('<row><c><v>1</v></c></row>')],
    ['no table', buildZip({ 'read.me': TABLE })],
  ])('stays as it is when it is %s', async (_, content) => {
    const unpacked = await unpack(content);
    expect(unpacked.isAsBefore).toBe(true);
    expect(unpacked.content).toEqual(Buffer.from(content));
  });
});

describe('an archive with several tables', () => {
  const several = buildZip({ '三月/orders.csv': TABLE, '三月/items.csv': '订单编号,标题\n1,面膜\n', 'note.pdf': 'x' });

  it('is asked which one is meant', async () => {
    const tables = ['三月/orders.csv', '三月/items.csv'];
    const asked = { code: 'IMP146', status: 422, details: { tables } };
    await expect(unpack(several)).rejects.toMatchObject(asked);
    await expect(unpack(several, 'other.csv')).rejects.toMatchObject(asked);
    const { file, content } = await unpack(several, '三月/items.csv');
    expect(file.name).toBe('items.csv');
    expect(content.toString()).toContain('面膜');
  });

  it('names them as they were named where it was packed', async () => {
    const inGbk = buildZip({ '三月.csv': TABLE, 'b.csv': TABLE }, {}, (name) => iconv.encode(name, 'gbk'));
    await expect(unpack(inGbk)).rejects.toMatchObject({ details: { tables: ['三月.csv', 'b.csv'] } });
  });

  it('gives one after another to whom all are wanted', async () => {
    const path = join(folder, 'march.zip');
    await writeFile(path, several);
    const told: string[] = [];
    for await (const table of eachTable({ path, name: 'march.zip' }, folder)) {
      told.push(`${table.name} ${String((await readFile(table.path)).length)}`);
    }
    expect(told).toEqual(['orders.csv 35', 'items.csv 29']);
    expect(await readFile(path)).toEqual(several);
    expect(await readdir(folder)).toEqual(['march.zip']);
  });
});

it.each([
  ['IMP106', gzipSync(Buffer.alloc(8 * 1024 * 1024, ' '))],
  ['IMP110', gzipSync(TABLE).subarray(0, -12)],
  ['IMP110', Buffer.concat([Buffer.from('1f8b0800', 'hex'), Buffer.from('no such thing')])],
  ['IMP110', Buffer.from('PK\x03\x04 is no archive')],
  ['IMP126', withPassword(buildZip({ 'orders.csv': TABLE }))],
])('is refused with %s, and nothing of it is left', async (code, content) => {
  await expect(unpack(content)).rejects.toMatchObject({ code });
  expect(await readdir(folder)).toEqual(['upload']);
});

it('is refused, and nothing else happens, when its damage could show before anybody reads', async () => {
  const damaged = Buffer.concat([Buffer.from('1f8b0800', 'hex'), Buffer.from('no such thing')]);
  const part = join(folder, 'upload.unpacked.part');
  // Whoever opens it to write waits for somebody who reads.
  execFileSync('mkfifo', [part]);
  const refused = expect(unpack(damaged)).rejects.toMatchObject({ code: 'IMP110' });
  const another = join(folder, 'another');
  await writeFile(another, damaged);
  // Many times as long as it takes until its damage shows.
  for (let i = 0; i < 20; i++) {
    await expect(pipeline(createReadStream(another), createGunzip(), new PassThrough())).rejects.toThrow('invalid');
  }
  await readFile(part);
  await refused;
});

/** Sets the bit of the flags that says so, in the entry of the directory. */
function withPassword(zip: Buffer): Buffer {
  const at = zip.indexOf(Buffer.from('504b0102', 'hex'));
  zip.writeUInt16LE(zip.readUInt16LE(at + 8) | 1, at + 8);
  return zip;
}
