import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import iconv from 'iconv-lite';

/** Some 64 KiB at a time: few calls, and no more than that in memory. */
const CHUNK = 65_536;

export type CsvEncoding = 'gb18030' | 'utf-8 with BOM';

/** One line without its end. A cell of the form `="…"` stands as it is: that is how Taobao writes order numbers. */
export function csvLine(cells: readonly string[]): string {
  return cells.map(quoted).join(',');
}

function quoted(cell: string): string {
  if (/^="[^"]*"$/.test(cell)) return cell;
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Writes lines as they are made, so that a file may be of any length. */
export async function writeCsv(path: string, encoding: CsvEncoding, lines: Iterable<string>): Promise<void> {
  const encode =
    encoding === 'gb18030'
      ? (text: string) => iconv.encode(text, 'gb18030')
      : (text: string, isFirst: boolean) => Buffer.from(isFirst ? `\ufeff${text}` : text);
  await pipeline(
    Readable.from(chunksOf(lines, encode), { objectMode: true, highWaterMark: 2 }),
    createWriteStream(path),
  );
}

function* chunksOf(lines: Iterable<string>, encode: (text: string, isFirst: boolean) => Buffer): Iterable<Buffer> {
  let text = '';
  let isFirst = true;
  for (const line of lines) {
    text += `${line}\r\n`;
    if (text.length < CHUNK) continue;
    yield encode(text, isFirst);
    isFirst = false;
    text = '';
  }
  yield encode(text, isFirst);
}
