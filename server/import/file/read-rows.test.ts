import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DELIMITERS, type FileFormat } from '../format.js';
import { inspectFile } from './inspect-file.js';
import { readRows } from './read-rows.js';
import { buildXlsx, buildZip } from '../testing/build-xlsx.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanloom-import-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(bytes: Buffer | string): Promise<string> {
  const path = join(folder, 'file');
  await writeFile(path, bytes);
  return path;
}

async function cellsOf(path: string, format: FileFormat): Promise<string[][]> {
  const rows = [];
  for await (const step of readRows(path, format)) rows.push(...step.rows);
  return rows.map((row) => row.cells);
}

async function readAll(bytes: Buffer | string): Promise<string[][]> {
  const path = await fileOf(bytes);
  return cellsOf(path, await inspectFile(path));
}

describe('text files', () => {
  // A cell of lines that begins with a quote is how a quote that is not closed looks.
  const cell = fc
    .string({
      unit: fc.constantFrom('a', '1', '中', '鹿', '"', ',', '\t', ';', '|', '\n', '\r\n', ' ', '=', "'", '😀', '𠮷'),
    })
    .filter((text) => !/^"[^]*[\r\n]/.test(text));
  const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });

  it('give back what was written, in every encoding, delimiter and line end', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom('utf-8', 'gb18030', 'utf-16le', 'utf-16be'),
        fc.constantFrom(...DELIMITERS.filter((delimiter) => delimiter !== ' ')),
        fc.constantFrom('\n', '\r\n', '\r'),
        async (rows, encoding, delimiter, lineEnd) => {
          const text = rows
            .map((cells) => cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(delimiter))
            .join(lineEnd);
          const path = await fileOf(iconv.encode(text, encoding, { addBOM: encoding.startsWith('utf-16') }));
          expect(await cellsOf(path, { type: 'csv', encoding, delimiter })).toEqual(rows);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('count every record, blank ones too', async () => {
    const path = await fileOf('昵称,时间\n\n小鹿,"第一\n第二"\n,\n');
    const rows = [];
    for await (const step of readRows(path, { type: 'csv', encoding: 'utf-8', delimiter: ',' }))
      rows.push(...step.rows);
    expect(rows).toEqual([
      { no: 1, cells: ['昵称', '时间'] },
      { no: 2, cells: [''] },
      { no: 3, cells: ['小鹿', '第一\n第二'] },
      { no: 4, cells: ['', ''] },
    ]);
  });

  it('keep Taobao’s order numbers and quotes in the middle of a cell', async () => {
    expect(await readAll('订单编号,标题\n="2417",6"披萨\n"=""2418""",b\n')).toEqual([
      ['订单编号', '标题'],
      ['="2417"', '6"披萨'],
      ['="2418"', 'b'],
    ]);
  });

  it('lose one line to a quote that is not closed on it, not the next ones', async () => {
    const text =
      '订单编号,买家,标题,金额\nG1,小鹿,"面膜, 10片",10\nG2,小马,"口红 坏,20\nG3,小羊,"粉底, 30ml",30\nG4,小狗,"第一行\n第二行",40\n';
    expect(await readAll(text)).toEqual([
      ['订单编号', '买家', '标题', '金额'],
      ['G1', '小鹿', '面膜, 10片', '10'],
      ['G2', '小马', '口红 坏', '20'],
      ['G3', '小羊', '粉底, 30ml', '30'],
      ['G4', '小狗', '第一行\n第二行', '40'],
    ]);
  });

  it('have any number of blanks between their cells', async () => {
    expect(await readAll(' 00001 19970101  1   11.77\n 00002 19970112 12  112.00\n')).toEqual([
      ['00001', '19970101', '1', '11.77'],
      ['00002', '19970112', '12', '112.00'],
    ]);
  });

  it('are recognised when the first Chinese letter comes late', async () => {
    const rows = await readAll(iconv.encode(`id,nick\n${'1000000,a\n'.repeat(40_000)}2,小鹿\n`, 'gbk'));
    expect(rows.at(-1)).toEqual(['2', '小鹿']);
  });

  it('are refused where a quote never closes, or the table is absurdly wide', async () => {
    await expect(readAll(`a,b\n1,"2\n${'3,4\n'.repeat(80_000)}`)).rejects.toMatchObject({ code: 'IMP108' });
    await expect(readAll(`${'a,'.repeat(600)}\n`)).rejects.toMatchObject({ code: 'IMP109' });
  });
});

describe('wrong files', () => {
  it.each([
    ['IMP101', ''],
    ['IMP101', ' \n \n'],
    ['IMP102', '%PDF-1.7 \n%...'],
    ['IMP102', '<html><table></table></html>'],
    ['IMP102', '{"user_id":1,"event":"purchase","time":"2026-01-01 10:00:00"}\n'],
    ['IMP102', '[\n  {"order_id": 1, "total": 12.5}\n]'],
    ['IMP126', Buffer.from([0x1f, 0x8b, 8, 0, 0])],
    ['IMP102', Buffer.from([1, 2, 0, 0xff, 3, 0, 0, 0xfe, 0x81, 0])],
    ['IMP103', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
    ['IMP107', Buffer.from([0xff, 0x80, 0x80, 0xff, 0xff, 0x80])],
    ['IMP110', Buffer.from('PK\x03\x04 is no archive')],
    ['IMP126', buildZip({ 'orders.csv': '订单编号,买家昵称\n1,小鹿\n' })],
    ['IMP102', buildZip({ 'content.xml': '<office/>', mimetype: 'application/vnd.oasis.opendocument.spreadsheet' })],
  ])('get %s', async (code, bytes) => {
    await expect(readAll(bytes)).rejects.toMatchObject({ code });
  });

  it('are called what they are in the words of each language', async () => {
    await expect(readAll(Buffer.from([1, 2, 0, 0xff, 3, 0, 0, 0xfe, 0x81, 0]))).rejects.toMatchObject({
      text: {
        zh: expect.stringContaining('二进制）') as string,
        en: expect.stringContaining('a binary file') as string,
      },
    });
  });

  it('get IMP112 when they are gone', async () => {
    await expect(inspectFile(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'IMP112' });
  });
});

describe('lines in quotes as a whole', () => {
  it.each([
    [
      'all',
      '"a,b,c"\n"1,""x, y"",3"\n"1,2"\n"1,2,3,4"\n',
      [['a', 'b', 'c'], ['1', 'x, y', '3'], ['1,2'], ['1', '2', '3', '4']],
    ],
    ['some', 'a,b,c\n1,2,3\n\n"1,""x, y"",3"\n', [['a', 'b', 'c'], ['1', '2', '3'], [''], ['1', 'x, y', '3']]],
    [
      'with another sign',
      '"a;b;c"\n"1;2,5;3"\n',
      [
        ['a', 'b', 'c'],
        ['1', '2,5', '3'],
      ],
    ],
  ])('are read as what they are: %s', async (_, text, cells) => expect(await readAll(text)).toEqual(cells));

  it('are texts where the table has one column', async () => {
    expect(await readAll('昵称\n"a,b,c"\n')).toEqual([['昵称'], ['a,b,c']]);
  });
});

describe('workbooks', () => {
  it('give texts, numbers, dates and durations as the sheet shows them', async () => {
    const bytes = buildXlsx(
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><r><t>观</t></r><r><t>看</t></r></is></c></row>' +
        '<row r="3"><c r="A3"><v>12.5</v></c><c r="B3" s="1"><v>46086.334050925926</v></c><c r="C3" s="2"><v>0.0434375</v></c><c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c><c t="str"><f>A1</f><v>x</v></c></row>',
      ['昵<称'],
    );
    const path = await fileOf(bytes);
    const rows = [];
    for await (const step of readRows(path, await inspectFile(path))) rows.push(...step.rows);
    expect(rows).toEqual([
      { no: 1, cells: ['昵<称', '', '观看'] },
      { no: 3, cells: ['12.5', '2026-03-05 08:01:02', '1:02:33', 'TRUE', '', 'x'] },
    ]);
  });

  it('are refused before unpacking when they would unpack to far more', async () => {
    const bomb = buildXlsx(
      `<row r="1"><c r="A1" t="inlineStr"><is><t>${' '.repeat(8 * 1024 * 1024)}</t></is></c></row>`,
    );
    expect(bomb.length).toBeLessThan(100_000);
    await expect(readAll(bomb)).rejects.toMatchObject({ code: 'IMP106' });
  });

  it('are refused when a part is larger than it says', async () => {
    const lying = buildXlsx('<row r="1"><c r="A1"><v>1</v></c></row>', [], { declaredSize: 10 });
    await expect(readAll(lying)).rejects.toMatchObject({ code: 'IMP110' });
  });

  it('cannot reach a prototype, nor expand entities', async () => {
    const bytes = buildXlsx(
      '<row r="1" __proto__="x"><c r="A1" t="inlineStr" constructor="y"><is><t>__proto__</t></is></c></row>',
    );
    expect(await readAll(bytes)).toEqual([['__proto__']]);
    expect({}).not.toHaveProperty('x');
    const entity = buildXlsx('<row r="1"><c r="A1" t="inlineStr"><is><t>&boom;</t></is></c></row>');
    await expect(readAll(entity)).rejects.toMatchObject({ code: 'IMP110' });
  });
});
