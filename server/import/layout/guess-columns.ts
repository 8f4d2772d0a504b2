import type { Column, Field, ImportKind } from '../columns.js';
import { builtInEvent } from '../event-words.js';
import type { RawRow } from '../format.js';
import { cleanCell } from '../values/cell.js';
import { parseDateTime } from '../values/date-time.js';

/** A column whose cells are more than so many different words tells no types of events. */
const MOST_EVENTS = 30;
const EARLIEST = Date.UTC(1990, 0, 1);

/**
 * What the columns of a table without heads stand for, as far as their cells show: the time, and what was done. The others
 * a person has to name.
 */
export function guessColumns(
  rows: RawRow[],
  width: number,
  wanted: ImportKind | undefined,
): { kind: ImportKind | null; columns: Column[] } {
  const cells = Array.from({ length: width }, (_, i) => distinctCells(rows, i));
  const eventIndex = cells.findIndex(tellEvents);
  const timeIndex = cells.findIndex((texts) => texts.length > 0 && texts.every(isTime));
  const kind = wanted ?? (eventIndex === -1 ? null : 'events');
  const columns = cells.map((_, index): Column => ({ index, name: '', field: null, unit: null }));
  const give = (index: number, field: Field | undefined) => {
    const column = columns[index];
    if (column && field) column.field = field;
  };
  if (kind) give(timeIndex, TIMES[kind]);
  if (kind === 'events') give(eventIndex, 'event_type');
  return { kind, columns };
}

const TIMES: Partial<Record<ImportKind, Field>> = {
  orders: 'ordered_at',
  live: 'last_watch_at',
  followers: 'followed_at',
  events: 'happened_at',
};

function distinctCells(rows: RawRow[], index: number): string[] {
  const texts = rows.map(({ cells }) => cleanCell(cells[index] ?? ''));
  return [...new Set(texts)].filter((text) => text !== '');
}

/** Few different words, of which one at least is known as what people do. */
function tellEvents(texts: string[]): boolean {
  if (texts.length === 0 || texts.length > MOST_EVENTS) return false;
  return texts.some((text) => builtInEvent(text) !== undefined) && texts.every((text) => /^\D+$/u.test(text));
}

/** Plain five digits are days of Excel, too, but more often numbers of something. */
function isTime(text: string): boolean {
  const at = /^\d{1,7}$/.test(text) ? undefined : parseDateTime(text, 'UTC');
  return at !== undefined && at > EARLIEST && at < Date.now();
}
