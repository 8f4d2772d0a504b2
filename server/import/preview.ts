import type { Keys } from '../crypto/keys.js';
import type { Place } from '../identity/identity.js';
import { isAboutPeople, missingFields, namesOf, type Column, type ImportKind } from './columns.js';
import { continuedRows } from './continued-rows.js';
import { countReasons, type Reason } from './reject/count-reasons.js';
import type { Header } from './layout/detect-header.js';
import { CautionWatch } from './caution/caution-watch.js';
import { openNotation } from './caution/open-notation.js';
import type { DetectedNotation } from './layout/detect-notation.js';
import { readNotation } from './layout/read-notation.js';
import type { Top } from './file/top.js';
import { eventOf, type EventWords } from './event-words.js';
import type { FileFormat, RawRow } from './format.js';
import type { FormatChoice, ImportMapping } from './import-settings.js';
import { type CodedText, fileProblem, rowProblemText, type RowProblem } from './import.problems.js';
import { isLayoutLine } from './layout/layout-lines.js';
import type { Notation } from './notation.js';
import { isOfOrder, isOwnTarget, ownName, type OwnFields } from './own-field.js';
import { rowSettings } from './prepare-batches.js';
import { withRowAmounts } from './caution/row-amounts.js';
import { readTable } from './layout/read-table.js';
import { cellValues, typeOf, type FieldType } from './rows/cell-values.js';
import { identitiesOf, readRow } from './rows/read-row.js';
import { RowReader, type RowSettings } from './rows/row-reader.js';
import { cleanCell } from './values/cell.js';

const SHOWN_ROWS = 50;
/** Rows with problems that are shown from further down. */
const MOST_PROBLEMS = 200;
/** Different words that are listed. */
const MOST_WORDS = 50;

export interface PreviewRow {
  no: number;
  layout: boolean;
  cells: string[];
  /** Normalised values by field. */
  values: Record<string, string | number | null>;
  problem: (CodedText & { column: string | null }) | null;
}

/** What a dry run over the first rows would do with them, before fans and orders are looked up. */
export interface Scan {
  rows: number;
  layout: number;
  accepted: number;
  rejected: number;
  /** The file has no more rows than were scanned. */
  complete: boolean;
  reasons: Reason[];
}

export interface Preview {
  format: FileFormat;
  kind: ImportKind | null;
  confidence: number;
  /** 0: the table has no heads; null: there is none. */
  header_row: number | null;
  notation: Notation;
  /** What a person says that words which tell of events stand for. */
  events: EventWords;
  /** The words that were met, with what they stand for, the most frequent first. */
  words: WordOfEvent[];
  columns: (Column & { type: FieldType | null })[];
  rows: PreviewRow[];
  scan: Scan;
  /** What keeps the file from being imported as it stands. */
  problems: CodedText[];
  /** What would be imported, but perhaps not as it is meant. */
  cautions: CodedText[];
}

export interface WordOfEvent {
  word: string;
  /** How many of the first rows have it. */
  rows: number;
  event: string | null;
}

/** In whose name and where a file is looked at. */
export interface PreviewPlace {
  shop: Place & { zone: string };
  ownFields: OwnFields;
  keys: Keys;
  now: Date;
}

/**
 * Says how a file would be read and what would become of its first rows. Writes nothing.
 * Throws a UserError for what is no table at all.
 *
 * @param mapped columns as a person assigned them, instead of those detected
 */
export async function previewFile(
  path: string,
  place: PreviewPlace,
  choice: FormatChoice = {},
  mapped?: Column[],
): Promise<Preview> {
  const { format, rows, complete, found } = await readTable(path, choice);
  const below = found ? rows.filter(({ no }) => no > found.row) : [];
  const top = { path, format, rows: below, complete };
  const header = found && (mapped ? withColumns(found, mapped) : await asDetected(found, top, place.ownFields));
  const columns = header?.columns ?? [];
  const { notation, open } = choice.notation
    ? { notation: choice.notation, open: { dates: false, decimals: false } }
    : await readNotation(top, columns, place.ownFields);
  const events = choice.events ?? {};
  const shown = header
    ? scanRows(rows, header, { notation, events }, place)
    : rows.map((raw) => ({ raw, layout: false, values: {}, problem: null }));
  const scan = countScan(shown, complete);
  return {
    format,
    kind: header?.kind ?? null,
    confidence: header?.confidence ?? 0,
    header_row: header?.row ?? null,
    notation,
    events,
    words: header?.kind === 'events' ? wordsOf(below, columns, events) : [],
    columns: columns.map((column) => ({
      ...column,
      type: column.field && typeOf(column.field, place.ownFields),
    })),
    rows: shownRows(shown, header?.row ?? 0),
    scan,
    problems: problemsOf(header, events, scan),
    cautions: header ? cautionsOf(header, shown, { notation, open }) : [],
  };
}

function withColumns(header: Header, columns: Column[]): Header {
  const missing = header.kind ? missingFields(header.kind, columns) : [];
  return { ...header, columns, missing };
}

function asDetected(header: Header, top: Top, ownFields: OwnFields): Promise<Header> {
  return withRowAmounts(withOwnFields(header, ownFields), top);
}

function cautionsOf({ kind, columns }: Header, rows: ScannedRow[], reading: DetectedNotation): CodedText[] {
  if (!kind) return [];
  const { notation, open } = reading;
  const watch = new CautionWatch(kind, columns, notation.decimal);
  const data = rows.flatMap(({ raw, layout }) => (layout ? [] : raw));
  for (const { cells } of data) watch.see(cells);
  return [...watch.tell(), ...openNotation(open, columns, data)];
}

/** A head that nothing else is known by may be the name of a field of the shop's own. */
function withOwnFields(header: Header, ownFields: OwnFields): Header {
  if (header.kind === null || !isAboutPeople(header.kind)) return header;
  const targets = [...ownFields.keys()].filter((target) => header.kind === 'orders' || !isOfOrder(target));
  const free = new Map(targets.map((target) => [ownName(target), target]));
  const columns = header.columns.map((column) => {
    const field = column.field ?? free.get(column.name) ?? null;
    if (field !== null && isOwnTarget(field)) free.delete(column.name);
    return { ...column, field };
  });
  return { ...header, columns };
}

interface ScannedRow {
  raw: RawRow;
  layout: boolean;
  values: PreviewRow['values'];
  problem: RowProblem | null;
}

/** The words in the column that tells of events; the empty one for all rows where there is no such column. */
function wordsOf(rows: RawRow[], columns: Column[], events: EventWords): WordOfEvent[] {
  const column = columns.find(({ field }) => field === 'event_type');
  if (!column) return [{ word: '', rows: rows.length, event: eventOf('', events) }];
  const counts = new Map<string, number>();
  for (const { cells } of rows) {
    const word = cleanCell(cells[column.index] ?? '');
    if (word !== '' && word !== column.name) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const words = Array.from(counts, ([word, n]) => ({ word, rows: n, event: eventOf(word, events) }));
  return words.sort((a, b) => b.rows - a.rows).slice(0, MOST_WORDS);
}

function scanRows(
  rows: RawRow[],
  header: Header,
  reading: Pick<ImportMapping, 'notation' | 'events'>,
  { shop, ownFields, keys, now }: PreviewPlace,
): ScannedRow[] {
  const mapping = { header_row: header.row, columns: header.columns, ...reading };
  const settings = rowSettings({ mapping, place: shop, ownFields, now });
  const continued = header.kind ? continuedRows(header.kind, mapping) : (raw: RawRow) => raw;
  return rows.map((read): ScannedRow => {
    const raw = continued(read);
    if (isLayoutLine(raw, header.row, header.columns)) return { raw, layout: true, values: {}, problem: null };
    const values = cellValues(new RowReader(raw.cells, settings), header.columns);
    return { raw, layout: false, values, problem: header.kind && dryRun(header.kind, raw, settings, shop, keys) };
  });
}

function dryRun(kind: ImportKind, raw: RawRow, settings: RowSettings, shop: Place, keys: Keys): RowProblem | null {
  const read = readRow(kind, raw.cells, settings);
  if ('problem' in read) return read.problem;
  const isNobody = isAboutPeople(kind) && identitiesOf(read.row, shop, keys).length === 0;
  return isNobody ? { code: 'IMP204' } : null;
}

/** The rows around the header, as many below it as are shown, and of the others those with problems. */
function shownRows(rows: ScannedRow[], headerRow: number): PreviewRow[] {
  const from = rows.findIndex(({ raw }) => raw.no >= headerRow);
  const end = from + 1 + SHOWN_ROWS;
  const later = rows.slice(end).filter(({ problem }) => problem !== null);
  const shown = [...rows.slice(Math.max(0, from - 3), end), ...later.slice(0, MOST_PROBLEMS)];
  return shown.map(({ raw, layout, values, problem }) => ({
    no: raw.no,
    layout,
    cells: raw.cells,
    values,
    problem: problem && {
      code: problem.code,
      text: rowProblemText(problem.code, problem.column),
      column: problem.column ?? null,
    },
  }));
}

function countScan(rows: ScannedRow[], complete: boolean): Scan {
  const layout = rows.filter((row) => row.layout).length;
  const problems = rows.map((row) => row.problem).filter((problem) => problem !== null);
  const rejected = problems.length;
  const accepted = rows.length - layout - rejected;
  return { rows: rows.length, layout, accepted, rejected, complete, reasons: countReasons(problems) };
}

/** From this share of rows with unreadable characters on the encoding is taken to be wrong. */
const UNREADABLE = 0.3;

function problemsOf(header: Header | undefined, events: EventWords, scan: Scan): CodedText[] {
  const problems = [];
  const missing = header?.kind ? missingFields(header.kind, header.columns, events) : [];
  const isOneThing = missing.length === 1 && missing[0] === namesOf('events', 'event_type')[0];
  if (!header?.kind) problems.push(fileProblem(header?.row === 0 ? 'IMP123' : 'IMP104'));
  else if (isOneThing) problems.push(fileProblem('IMP124'));
  else if (missing.length > 0) problems.push(fileProblem('IMP105', { columns: missing.join('、') }));
  else if (scan.complete && scan.rows === scan.layout) problems.push(fileProblem('IMP111'));
  const unreadable = scan.reasons.filter((reason) => reason.code === 'IMP210');
  const count = unreadable.reduce((sum, reason) => sum + reason.count, 0);
  if (count > (scan.rows - scan.layout) * UNREADABLE) problems.push(fileProblem('IMP107'));
  return problems.map(({ code, text }) => ({ code, text }));
}
