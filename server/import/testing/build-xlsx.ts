import { crc32, deflateRawSync } from 'node:zlib';

const xml = (body: string) => `<?xml version="1.0" encoding="UTF-8"?>${body}`;

/**
 * A workbook, for tests. Style 1 shows dates, style 2 durations.
 *
 * @param rows XML of the first sheet's rows
 * @param options declaredSize: what the archive claims the sheet unpacks to; more: rows of further sheets by name
 */
export function buildXlsx(
  rows: string,
  shared: string[] = [],
  options: { declaredSize?: number; more?: Record<string, string> } = {},
): Buffer {
  const sheets = Object.entries({ 数据: rows, ...options.more });
  const escaped = shared.map((text) => `<si><t>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</t></si>`);
  return buildZip(
    {
      'xl/workbook.xml': xml(
        `<workbook><sheets>${sheets.map(([name], i) => `<sheet name="${name}" r:id="rId${i + 1}"/>`).join('')}</sheets></workbook>`,
      ),
      'xl/_rels/workbook.xml.rels': xml(
        `<Relationships>${sheets.map((_, i) => `<Relationship Id="rId${i + 1}" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}</Relationships>`,
      ),
      'xl/styles.xml': xml(
        '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[h]:mm:ss"/></numFmts>' +
          '<cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="164"/></cellXfs></styleSheet>',
      ),
      'xl/sharedStrings.xml': xml(`<sst>${escaped.join('')}</sst>`),
      ...Object.fromEntries(
        sheets.map(([, content], i) => [
          `xl/worksheets/sheet${i + 1}.xml`,
          xml(`<worksheet><sheetData>${content}</sheetData></worksheet>`),
        ]),
      ),
    },
    options.declaredSize === undefined ? {} : { 'xl/worksheets/sheet1.xml': options.declaredSize },
  );
}

/**
 * A zip archive of these files.
 *
 * @param sizes what some of them are said to unpack to, instead of the truth
 * @param encode how their names are written
 */
export function buildZip(
  files: Record<string, string>,
  sizes: Record<string, number> = {},
  encode: (name: string) => Buffer = (name) => Buffer.from(name),
): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const body = deflateRawSync(content);
    const written = encode(name);
    const fields = headerFields(Buffer.from(content), body, sizes[name]);
    const local = Buffer.concat([uint32(0x04034b50), uint16(20), fields, uint16(written.length), uint16(0), written]);
    parts.push(local, body);
    directory.push(
      Buffer.concat([
        uint32(0x02014b50),
        uint16(20),
        uint16(20),
        fields,
        uint16(written.length),
        Buffer.alloc(12),
        uint32(offset),
        written,
      ]),
    );
    offset += local.length + body.length;
  }
  const list = Buffer.concat(directory);
  const count = uint16(directory.length);
  const end = Buffer.concat([
    uint32(0x06054b50),
    uint32(0),
    count,
    count,
    uint32(list.length),
    uint32(offset),
    uint16(0),
  ]);
  return Buffer.concat([...parts, list, end]);
}

/** Flags, method, time, date, checksum and sizes: alike in a file's own header and in the directory. */
function headerFields(content: Buffer, body: Buffer, size = content.length): Buffer {
  return Buffer.concat([uint16(0), uint16(8), uint32(0), uint32(crc32(content)), uint32(body.length), uint32(size)]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}
