import { MOST_COLUMNS, type FileFormat, type RawRow, type RawRows } from '../format.js';
import { fileProblem } from '../import.problems.js';
import { numberText } from './cell-text.js';
import { readSharedStrings } from './shared-strings.js';
import { readStyles, type NumberStyle } from './styles.js';
import { readWorkbook, type Workbook } from './workbook.js';
import { attribute, parseXml } from './xml.js';
import { openArchive, type Archive } from './zip.js';

/**
 * Reads the rows of a sheet, and of those like it after it; all but the shared texts are streamed. Row numbers are those
 * that the sheet shows; further sheets count on.
 */
export async function* readXlsx(path: string, format: Extract<FileFormat, { type: 'xlsx' }>): AsyncGenerator<RawRows> {
  const archive = await openArchive(path);
  try {
    const workbook = await readWorkbook(archive);
    const texts = await readTexts(archive, workbook);
    const names = [format.sheet, ...format.alike];
    let above = 0;
    for (const [i, name] of names.entries()) {
      const sheet = workbook.sheets.find((one) => one.name === name);
      if (!sheet) throw fileProblem('IMP110');
      let last = above;
      for await (const { rows, share } of readSheet(archive, sheet.part, texts)) {
        for (const row of rows) row.no += above;
        last = rows.at(-1)?.no ?? last;
        yield { rows, share: (i + share) / names.length };
      }
      above = last;
    }
  } finally {
    archive.close();
  }
}

/** What the cells of all sheets are read with. */
interface Texts {
  strings: string[];
  styles: NumberStyle[];
  date1904: boolean;
}

async function readTexts(archive: Archive, { date1904 }: Workbook): Promise<Texts> {
  return { strings: await readSharedStrings(archive), styles: await readStyles(archive), date1904 };
}

async function* readSheet(archive: Archive, part: string, texts: Texts): AsyncGenerator<RawRows> {
  const reader = new SheetReader(texts);
  const stream = await archive.part(part);
  if (!stream) throw fileProblem('IMP110');
  const size = Math.max(1, archive.sizeOf(part));
  let read = 0;
  for await (const bytes of parseXml(stream, reader)) {
    read += bytes;
    yield { rows: reader.take(), share: read / size };
  }
  yield { rows: reader.take(), share: 1 };
}

/** Gathers cells into rows while the sheet's XML goes by. */
class SheetReader {
  #rows: RawRow[] = [];
  #row: RawRow = { no: 0, cells: [] };
  #column = 0;
  #type = '';
  #style = 0;
  #value = '';
  #inValue = false;
  #inPhonetic = false;

  constructor(readonly texts: Texts) {}

  take(): RawRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  open(name: string, attributes: Record<string, string>): void {
    switch (name) {
      case 'row':
        this.#row = { no: Number(attribute(attributes, 'r')) || this.#row.no + 1, cells: [] };
        break;
      case 'c':
        this.#column = columnOf(attribute(attributes, 'r')) ?? this.#row.cells.length;
        if (this.#column >= MOST_COLUMNS) {
          throw fileProblem('IMP109', { columns: this.#column + 1, limit: MOST_COLUMNS });
        }
        this.#type = attribute(attributes, 't') ?? 'n';
        this.#style = Number(attribute(attributes, 's') ?? 0);
        this.#value = '';
        break;
      case 'rPh':
        this.#inPhonetic = true;
        break;
      case 'v':
      case 't':
        this.#inValue = !this.#inPhonetic;
        break;
    }
  }

  text(text: string): void {
    if (this.#inValue) this.#value += text;
  }

  close(name: string): void {
    switch (name) {
      case 'v':
      case 't':
        this.#inValue = false;
        break;
      case 'rPh':
        this.#inPhonetic = false;
        break;
      case 'c':
        this.#putCell();
        break;
      case 'row':
        this.#rows.push(this.#row);
        break;
    }
  }

  #putCell(): void {
    const { cells } = this.#row;
    while (cells.length < this.#column) cells.push('');
    cells[this.#column] = this.#cellText();
  }

  #cellText(): string {
    const { strings, styles, date1904 } = this.texts;
    switch (this.#type) {
      case 's':
        return strings[Number(this.#value)] ?? '';
      case 'inlineStr':
      case 'str':
      case 'd':
        return this.#value;
      case 'b':
        return this.#value === '1' ? 'TRUE' : 'FALSE';
      case 'e':
        return '';
      default:
        return this.#value === '' ? '' : numberText(this.#value, styles[this.#style] ?? 'number', date1904);
    }
  }
}

/** `AB12` is column 27. Undefined when the cell does not say where it is. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0];
  if (letters === undefined) return undefined;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}
