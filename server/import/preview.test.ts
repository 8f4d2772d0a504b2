import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MasterKeys } from '../crypto/master-keys.js';
import { previewFile } from './preview.js';
import { buildZip } from './testing/build-xlsx.js';

const place = {
  shop: { id: '01900000-0000-7000-8000-000000000001', platform: 'taobao', zone: 'Asia/Shanghai' },
  ownFields: new Map(),
  keys: { masterKeys: MasterKeys.of(Buffer.alloc(32, 7)), lookupKey: Buffer.alloc(32, 8) },
  now: new Date('2026-06-01'),
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanloom-preview-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function preview(content: Buffer, sheet?: string) {
  const path = join(folder, 'file');
  await writeFile(path, content);
  return previewFile(path, place, sheet === undefined ? {} : { sheet });
}

const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
const workbook = buildZip({
  'xl/workbook.xml':
    '<workbook><sheets><sheet name="说明" r:id="r1"/><sheet name="观众" r:id="r2"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels':
    '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Target="worksheets/sheet2.xml"/></Relationships>',
  'xl/worksheets/sheet1.xml': `<worksheet><sheetData><row r="1">${cell('本表由系统导出')}</row></sheetData></worksheet>`,
  'xl/worksheets/sheet2.xml': `<worksheet><sheetData><row r="1">${cell('用户昵称')}${cell('观看时长')}</row><row r="2">${cell('小鹿')}${cell('1:02:33')}</row></sheetData></worksheet>`,
});

it('finds the sheet that holds the table behind a sheet of notes', async () => {
  expect(await preview(workbook)).toMatchObject({ format: { sheet: '观众' }, kind: 'live', header_row: 1 });
});

it('reads the sheet a person chose, whatever is in it', async () => {
  expect(await preview(workbook, '说明')).toMatchObject({ format: { sheet: '说明' }, kind: null });
});

it('tells a workbook with a password from an old one', async () => {
  const compound = Buffer.from('d0cf11e0a1b11ae1', 'hex');
  await expect(preview(compound)).rejects.toMatchObject({ code: 'IMP103' });
  const encrypted = Buffer.concat([compound, Buffer.alloc(512), Buffer.from('EncryptedPackage', 'utf16le')]);
  await expect(preview(encrypted)).rejects.toMatchObject({ code: 'IMP115' });
});
