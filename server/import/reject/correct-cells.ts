import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from '@hono/zod-openapi';
import { MOST_COLUMNS, type FileFormat } from '../format.js';
import { readRows } from '../file/read-rows.js';
import { csvRecord } from './reject-file.js';

/** What a person writes into one cell of a file before its import. */
export const correction = z.strictObject({
  row: z.number().int().min(1).openapi({ description: 'As the file counts, from 1 and with every line' }),
  column: z
    .number()
    .int()
    .min(0)
    .max(MOST_COLUMNS - 1),
  text: z.string().max(2_000),
});
export type Correction = z.infer<typeof correction>;

/** How a corrected file is to be read. */
export const CORRECTED = { type: 'csv', encoding: 'utf-8', delimiter: ',' } as const satisfies FileFormat;

/** Copies the table of a file as plain CSV with some cells changed. Every row keeps its number. */
export async function copyCorrected(
  from: string,
  format: FileFormat,
  corrections: readonly Correction[],
  to: string,
): Promise<void> {
  const lines = Readable.from(correctedLines(from, format, corrections));
  await pipeline(lines, createWriteStream(to, { mode: 0o600 }));
}

async function* correctedLines(path: string, format: FileFormat, corrections: readonly Correction[]) {
  const byRow = new Map<number, Correction[]>();
  for (const one of corrections) byRow.set(one.row, [...(byRow.get(one.row) ?? []), one]);
  let written = 0;
  for await (const { rows } of readRows(path, format)) {
    let text = '';
    for (const { no, cells } of rows) {
      // Workbooks leave out rows that are empty.
      text += '\r\n'.repeat(no - written - 1) + csvRecord(corrected(cells, byRow.get(no) ?? []));
      written = no;
    }
    yield text;
  }
}

function corrected(cells: string[], corrections: readonly Correction[]): string[] {
  const changed = [...cells];
  for (const { column, text } of corrections) {
    while (changed.length < column) changed.push('');
    changed[column] = text;
  }
  return changed;
}
