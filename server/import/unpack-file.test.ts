import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildXlsx, buildZip } from './testing/build-xlsx.js';
import { unpackFile } from './unpack-file.js';

const TABLE = '订单编号,买家昵称\n1,小鹿\n';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanloom-unpack-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function unpack(content: Buffer | string) {
  const path = join(folder, 'upload');
  await writeFile(path, content);
  const before = { path, name: 'orders', sha256: Buffer.from('packed'), bytes: content.length };
  const file = await unpackFile(before);
  return { file, isAsBefore: file === before, content: await readFile(path) };
}

describe('a file', () => {
  it.each([
    ['gz', gzipSync(TABLE)],
    ['zip', buildZip({ 'orders.csv': TABLE })],
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
    ['several tables', buildZip({ 'a.csv': TABLE, 'b.csv': TABLE })],
    ['no table', buildZip({ 'read.me': TABLE })],
  ])('stays as it is when it is %s', async (_, content) => {
    const unpacked = await unpack(content);
    expect(unpacked.isAsBefore).toBe(true);
    expect(unpacked.content).toEqual(Buffer.from(content));
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

/** Sets the bit of the flags that says so, in the entry of the directory. */
function withPassword(zip: Buffer): Buffer {
  const at = zip.indexOf(Buffer.from('504b0102', 'hex'));
  zip.writeUInt16LE(zip.readUInt16LE(at + 8) | 1, at + 8);
  return zip;
}
