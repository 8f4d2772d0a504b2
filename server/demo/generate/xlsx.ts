import { writeZip, type ZipPart } from './zip.js';

/** A text stands in the table of shared strings, unless it is inline; a date counts days as spreadsheets do. */
export type XlsxCell = string | number | { inline: string } | { date: number };

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const DATE_STYLE = 1;

/** Writes a workbook of one sheet row by row. Only the shared strings are held in memory. */
export async function writeXlsx(path: string, sheetName: string, rows: Iterable<readonly XlsxCell[]>): Promise<void> {
  const shared = new Map<string, number>();
  await writeZip(path, [
    fixed('[Content_Types].xml', contentTypes()),
    fixed('_rels/.rels', relationships({ rId1: ['officeDocument', 'xl/workbook.xml'] })),
    fixed(
      'xl/workbook.xml',
      `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="${escaped(sheetName)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    fixed(
      'xl/_rels/workbook.xml.rels',
      relationships({
        rId1: ['worksheet', 'worksheets/sheet1.xml'],
        rId2: ['styles', 'styles.xml'],
        rId3: ['sharedStrings', 'sharedStrings.xml'],
      }),
    ),
    fixed('xl/styles.xml', styles()),
    { name: 'xl/worksheets/sheet1.xml', text: sheet(rows, shared) },
    { name: 'xl/sharedStrings.xml', text: sharedStrings(shared) },
  ]);
}

function fixed(name: string, xml: string): ZipPart {
  return { name, text: [DECLARATION + xml] };
}

function* sheet(rows: Iterable<readonly XlsxCell[]>, shared: Map<string, number>): Iterable<string> {
  yield `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetData>`;
  let no = 0;
  for (const cells of rows) {
    no++;
    yield `<row r="${no}">${cells.map((cell, column) => cellXml(cell, columnName(column) + String(no), shared)).join('')}</row>`;
  }
  yield '</sheetData></worksheet>';
}

function cellXml(cell: XlsxCell, place: string, shared: Map<string, number>): string {
  if (typeof cell === 'number') return `<c r="${place}"><v>${cell}</v></c>`;
  if (typeof cell === 'string') {
    const index = shared.get(cell) ?? shared.size;
    shared.set(cell, index);
    return `<c r="${place}" t="s"><v>${index}</v></c>`;
  }
  if ('date' in cell) return `<c r="${place}" s="${DATE_STYLE}"><v>${cell.date}</v></c>`;
  return `<c r="${place}" t="inlineStr"><is>${textXml(cell.inline)}</is></c>`;
}

/** Read after the sheet has been written, when all strings are known. */
function* sharedStrings(shared: Map<string, number>): Iterable<string> {
  yield `${DECLARATION}<sst xmlns="${MAIN}" uniqueCount="${shared.size}">`;
  for (const text of shared.keys()) yield `<si>${textXml(text)}</si>`;
  yield '</sst>';
}

function textXml(text: string): string {
  return `<t xml:space="preserve">${escaped(text)}</t>`;
}

/** A to Z: no export here is wider. */
function columnName(column: number): string {
  return String.fromCharCode(65 + column);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

function relationships(targets: Record<string, [kind: string, target: string]>): string {
  const all = Object.entries(targets).map(
    ([id, [kind, target]]) => `<Relationship Id="${id}" Type="${OFFICE}/${kind}" Target="${target}"/>`,
  );
  return `<Relationships xmlns="${PACKAGE}/relationships">${all.join('')}</Relationships>`;
}

function contentTypes(): string {
  const parts = {
    workbook: 'sheet.main',
    'worksheets/sheet1': 'worksheet',
    styles: 'styles',
    sharedStrings: 'sharedStrings',
  };
  const overrides = Object.entries(parts).map(
    ([part, type]) => `<Override PartName="/xl/${part}.xml" ContentType="${TYPE}.${type}+xml"/>`,
  );
  const relations = `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`;
  return `<Types xmlns="${PACKAGE}/content-types">${relations}<Default Extension="xml" ContentType="application/xml"/>${overrides.join('')}</Types>`;
}

/** Two formats of cells: plain, and a date with its time. */
function styles(): string {
  return (
    `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>` +
    '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>' +
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>' +
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164" applyNumberFormat="1"/></cellXfs></styleSheet>'
  );
}
