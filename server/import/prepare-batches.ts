import type { LookupKeys } from '../crypto/keys.js';
import type { Place } from '../identity/identity.js';
import type { Column, ImportKind, Target } from './columns.js';
import { continuedRows } from './continued-rows.js';
import type { FileFormat, RawRow } from './format.js';
import type { ImportMapping } from './import-settings.js';
import { CautionWatch } from './caution/caution-watch.js';
import type { CodedText, RowProblem } from './import.problems.js';
import { isLayoutLine } from './layout/layout-lines.js';
import type { OwnFields } from './own-field.js';
import { nobody, type PreparedRow } from './load/import-context.js';
import { readRows } from './file/read-rows.js';
import { countCopies } from './rows/item-row.js';
import { isSameOrder, joinParts } from './rows/order-parts.js';
import { identitiesOf, readRow, type ImportRow } from './rows/read-row.js';
import { isSameVisit, nameOrders, visitOf } from './rows/unnumbered.js';
import type { RowSettings } from './rows/row-reader.js';
import { readScattered, type Whole } from './scattered-orders.js';

export const BATCH_ROWS = 2_500;

/** A line of the file as far as it can be judged without the database. */
export type PreparedLine = { raw: RawRow } & (
  { is: 'layout' } | { is: 'rejected'; problem: RowProblem } | ({ is: 'row' } & PreparedRow<ImportRow>)
);

export interface PreparedBatch {
  lines: PreparedLine[];
  /** How much of the file was read so far, 0 to 1. */
  share: number;
  /** What its rows so far give reason to look at. */
  cautions: CodedText[];
}

export interface Reading {
  path: string;
  format: FileFormat;
  kind: ImportKind;
  mapping: ImportMapping;
  place: Place & { zone: string };
  ownFields: OwnFields;
  keys: LookupKeys;
  /** Business time now: nothing in a file happened much later. */
  now: Date;
}

/** Dates without a time of day, and clocks of platforms, may be a little ahead. */
const AHEAD = 24 * 3_600_000;

/** Where the batches of a file come from: this thread, or one of their own. */
export type PrepareBatches = (reading: Reading, after?: number) => AsyncGenerator<PreparedBatch>;

/**
 * Reads, parses and normalises a file in batches that are cut the same way each time. Rows up to `after` are skipped.
 */
export async function* prepareBatches(reading: Reading, after = 0): AsyncGenerator<PreparedBatch> {
  const settings = rowSettings(reading);
  const continued = continuedRows(reading.kind, reading.mapping);
  const scattered = await readScattered(reading, (raw) => {
    const line = prepareLine(reading, settings, raw);
    return line.is === 'row' && line.row.kind === 'orders' ? line.row : undefined;
  });
  const { columns, notation, header_row } = reading.mapping;
  const watch = new CautionWatch(reading.kind, columns, notation.decimal);
  let lines: PreparedLine[] = [];
  for await (const { rows, share } of readRows(reading.path, reading.format)) {
    for (const read of rows) {
      const raw = continued(read);
      if (raw.no <= after) {
        if (!isLayoutLine(raw, header_row, columns)) watch.see(raw.cells);
        continue;
      }
      const line = prepareLine(reading, settings, raw);
      if (lines.length >= BATCH_ROWS && !isCutApart(lines.at(-1), line)) {
        yield { lines: joined(lines, scattered, watch), share, cautions: watch.tell() };
        lines = [];
      }
      lines.push(line);
      if (line.is !== 'layout') watch.see(raw.cells);
    }
  }
  if (lines.length > 0) yield { lines: joined(lines, scattered, watch), share: 1, cautions: watch.tell() };
}

/** Each row of an order tells of the whole of it. */
function joined(lines: PreparedLine[], scattered: ReadonlyMap<number, Whole>, watch: CautionWatch): PreparedLine[] {
  const orders = lines.flatMap((line) => (line.is === 'row' && line.row.kind === 'orders' ? line.row : []));
  nameOrders(orders);
  joinParts(orders, watch.areOfOrders);
  countCopies(lines.flatMap((line) => (line.is === 'row' && line.row.kind === 'items' ? line.row : [])));
  for (const line of lines) if (line.is === 'row') Object.assign(line.row, scattered.get(line.raw.no));
  return lines;
}

/** Those lines of a batch that are data and can be read. */
export function rowsOf(batch: PreparedBatch) {
  return batch.lines.filter((line) => line.is === 'row');
}

/** The parts of one order stay in one batch, which writes the order with all of them. */
function isCutApart(last: PreparedLine | undefined, line: PreparedLine): boolean {
  if (last?.is !== 'row' || line.is !== 'row') return false;
  const [row, next] = [last.row, line.row];
  if (row.kind === 'items' && next.kind === 'items') return row.number === next.number;
  return row.kind === 'orders' && next.kind === 'orders' && (isSameOrder(row, next) || isSameVisit(row, next));
}

type Settings = Pick<Reading, 'mapping' | 'place' | 'ownFields' | 'now'>;

export function rowSettings({ mapping, place, ownFields, now }: Settings): RowSettings {
  const columns = new Map<Target, Column>();
  for (const column of mapping.columns) if (column.field !== null) columns.set(column.field, column);
  const { notation, events } = mapping;
  return { columns, ownFields, notation, events, zone: place.zone, latest: now.getTime() + AHEAD };
}

function prepareLine(reading: Reading, settings: RowSettings, raw: RawRow): PreparedLine {
  const { kind, mapping, place, keys } = reading;
  if (isLayoutLine(raw, mapping.header_row, mapping.columns)) return { raw, is: 'layout' };
  const read = readRow(kind, raw.cells, settings);
  if ('problem' in read) return { raw, is: 'rejected', problem: read.problem };
  const identities = identitiesOf(read.row, place, keys);
  if (read.row.kind === 'orders' && read.row.unnumbered) {
    const [buyer] = identities;
    if (!buyer) return { raw, is: 'rejected', problem: nobody };
    read.row.order.number = visitOf(read.row, buyer);
  }
  return { raw: identities.length > 0 ? withoutCells(raw) : raw, is: 'row', row: read.row, identities, own: read.own };
}

/** Only rows about nobody may still be rejected; the cells of the others would wait in memory for nothing. */
function withoutCells({ no }: RawRow): RawRow {
  return { no, cells: [] };
}
