import { fieldsOf, type Column, type Target } from '../import/columns.js';
import type { EventWords } from '../import/event-words.js';
import type { FormatChoice } from '../import/import-settings.js';
import { DATE_ORDERS, DECIMAL_SIGNS, type Notation } from '../import/notation.js';
import { isOwnTarget } from '../import/own-field.js';
import { previewFile, type Preview, type PreviewPlace } from '../import/preview.js';
import { previewAsBefore } from '../import/saved-mapping.js';
import type { Db } from '../db/database.js';

/** How a file is to be read, where the detection is wrong. */
export interface ToldReading {
  choice: Pick<FormatChoice, 'kind' | 'sheet' | 'header_row'>;
  /** What each column stands for, in the order of the file; null leaves it out. */
  columns: (Target | null)[] | undefined;
  notation: Partial<Notation>;
  events: EventWords;
}

interface Arguments {
  kind: FormatChoice['kind'];
  sheet?: string | undefined;
  header?: string | undefined;
  columns?: string | undefined;
  dates?: string | undefined;
  decimal?: string | undefined;
  events: string;
}

/** Undefined where an argument is none that is known. */
export function toldReading(values: Arguments): ToldReading | undefined {
  const { kind, sheet } = values;
  const header_row = values.header === undefined ? undefined : Number(values.header);
  const columns = values.columns?.split(',').map((name) => targetOf(name.trim(), kind));
  const dates = DATE_ORDERS.find((order) => SHORT_NAMES[order] === values.dates);
  const decimal = DECIMAL_SIGNS.find((sign) => sign === values.decimal);
  const events = values.events.split(',').filter((pair) => pair.trim() !== '');
  const words = Object.fromEntries(events.map((pair): [string, string | null] => wordOf(pair)));
  const isWrong =
    (header_row !== undefined && !(Number.isInteger(header_row) && header_row >= 0 && header_row <= 1000)) ||
    columns?.includes(undefined) === true ||
    (values.dates !== undefined && !dates) ||
    (values.decimal !== undefined && !decimal);
  if (isWrong) return undefined;
  return {
    choice: { kind, sheet, header_row },
    columns: columns?.map((target) => target ?? null),
    notation: { ...(dates && { dates }), ...(decimal && { decimal }) },
    events: words,
  };
}

const SHORT_NAMES = { month_first: 'mdy', day_first: 'dmy', year_first: 'ymd' } as const;

/** Null: left out. Undefined: no field of the kind. */
function targetOf(name: string, kind: FormatChoice['kind']): Target | null | undefined {
  if (name === '' || name === '-') return null;
  if (isOwnTarget(name)) return name;
  return kind && fieldsOf(kind).find((field) => field === name);
}

/** `pv=product.click`; nothing after the sign leaves such rows out. */
function wordOf(pair: string): [string, string | null] {
  const [word = '', event = ''] = pair.split('=').map((part) => part.trim());
  return [word, event === '' ? null : event];
}

/** A preview of a file as files with its heads were last read, and as it is told. */
export async function previewAsTold(db: Db, path: string, place: PreviewPlace, told: ToldReading): Promise<Preview> {
  const { choice } = told;
  const found = await previewAsBefore(db, path, place, choice);
  const isAsFound = !told.columns && Object.keys({ ...told.notation, ...told.events }).length === 0;
  if (isAsFound || found.header_row === null) return found;
  const columns = found.columns.map((column, i): Column => {
    return told.columns ? { ...column, field: told.columns[i] ?? null, unit: null } : column;
  });
  const asTold = {
    ...choice,
    kind: choice.kind ?? found.kind ?? undefined,
    header_row: found.header_row,
    events: { ...found.events, ...told.events },
  };
  const { notation } = await previewFile(path, place, asTold, columns);
  return previewFile(path, place, { ...asTold, notation: { ...notation, ...told.notation } }, columns);
}
