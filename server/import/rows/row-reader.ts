import type { PersonInput } from '../../identity/identity.js';
import type { Column, Target } from '../columns.js';
import type { RowProblem, RowProblemCode } from '../import.problems.js';
import type { Notation } from '../notation.js';
import type { OwnFields } from '../own-field.js';
import type { EventWords } from '../event-words.js';
import { cleanCell } from '../values/cell.js';
import { parseCount } from '../values/count.js';
import { isNever, parseDateTime } from '../values/date-time.js';
import { parseDuration, type DurationUnit } from '../values/duration.js';
import { parseMoney, type MoneyUnit } from '../values/money.js';
import { isRounded } from '../values/order-number.js';
import { parseTimeOfDay } from '../values/time-of-day.js';

/** Longer texts than any that a platform lets people enter. */
const LONGEST_TEXT = 2_000;

/** What all rows of a file are read with. */
export interface RowSettings {
  columns: Map<Target, Column>;
  ownFields: OwnFields;
  notation: Notation;
  events: EventWords;
  zone: string;
  /** Nothing in a file happened later than this. */
  latest: number;
}

const MONEY_UNITS = new Set(['yuan', 'fen', 'wan']);
const DURATION_UNITS = new Set(['seconds', 'minutes', 'hours']);
/** How spreadsheets write a date without a time. */
const MIDNIGHT = /[ T]0?0:00(?::00(?:\.0+)?)?$/;

/** Reads the cells of one row by field. The first thing that is wrong is kept in `problem`; what is empty is null. */
export class RowReader {
  problem: RowProblem | null = null;

  constructor(
    readonly cells: readonly string[],
    readonly settings: RowSettings,
  ) {}

  /** What the cell says, cleaned; '' when it says nothing or there is no such column. */
  text(field: Target): string {
    const column = this.settings.columns.get(field);
    const cell = column && this.cells[column.index];
    if (cell === undefined || cell === '') return '';
    if (cell.includes('\ufffd')) this.reject('IMP210', field);
    if (cell.length > LONGEST_TEXT) this.reject('IMP214', field);
    return cleanCell(cell);
  }

  /** Whether the file has such a column. */
  has(field: Target): boolean {
    return this.settings.columns.has(field);
  }

  optional(field: Target): string | null {
    return this.text(field) || null;
  }

  /** Fen, not negative. */
  money(field: Target): number | null {
    return this.#notNegative(field, this.signedMoney(field));
  }

  /** Fen; below 0 what was paid back. */
  signedMoney(field: Target): number | null {
    const unit = this.settings.columns.get(field)?.unit;
    const isMoney = (one: typeof unit): one is MoneyUnit => typeof one === 'string' && MONEY_UNITS.has(one);
    const { decimal } = this.settings.notation;
    return this.#parsed(field, 'IMP205', (text) => parseMoney(text, isMoney(unit) ? unit : 'yuan', decimal));
  }

  count(field: Target): number | null {
    return this.#notNegative(field, this.signedCount(field));
  }

  signedCount(field: Target): number | null {
    return this.#parsed(field, 'IMP208', (text) => parseCount(text, this.settings.notation.decimal));
  }

  seconds(field: Target): number | null {
    const unit = this.settings.columns.get(field)?.unit;
    const isDuration = (one: typeof unit): one is DurationUnit => typeof one === 'string' && DURATION_UNITS.has(one);
    return this.#parsed(field, 'IMP207', (text) => parseDuration(text, isDuration(unit) ? unit : 'seconds'));
  }

  /** Milliseconds since the epoch. */
  instant(field: Target): number | null {
    if (isNever(this.text(field))) return null;
    const { columns, zone, notation } = this.settings;
    const zoneOf = columns.get(field)?.unit === 'utc' ? 'UTC' : zone;
    const time = field === 'ordered_at' || field === 'happened_at' ? this.#timeOfDay() : '';
    const at = this.#parsed(field, 'IMP206', (text) => parseDateTime(withTime(text, time), zoneOf, notation.dates));
    if (at !== null && at > this.settings.latest) this.reject('IMP209', field);
    return at;
  }

  /** What stands in a column of its own beside the date. */
  #timeOfDay(): string {
    const text = this.text('time_of_day');
    if (text === '') return '';
    const time = parseTimeOfDay(text);
    if (time === undefined) this.reject('IMP206', 'time_of_day');
    return time ?? '';
  }

  /** Everything that says who this is. Spreadsheets make `13085.0` of a number beside empty cells. */
  person(fields: (Target & keyof PersonInput)[]): PersonInput {
    const person: PersonInput = {};
    for (const field of fields) {
      const text = this.text(field);
      if (text === '') continue;
      if (field !== 'nick' && isRounded(text)) this.reject('IMP217', field);
      person[field] = field === 'user_id' || field === 'phone' ? text.replace(/^(\d+)\.0+$/, '$1') : text;
    }
    return person;
  }

  reject(code: RowProblemCode, field?: Target): void {
    const column = field && this.settings.columns.get(field)?.name;
    this.problem ??= column === undefined ? { code } : { code, column };
  }

  #notNegative(field: Target, amount: number | null): number | null {
    if (amount !== null && amount < 0) this.reject('IMP213', field);
    return amount;
  }

  #parsed(field: Target, code: RowProblemCode, parse: (text: string) => number | undefined): number | null {
    const text = this.text(field);
    if (text === '') return null;
    const value = parse(text);
    if (value === undefined) this.reject(code, field);
    return value ?? null;
  }
}

/** A date with the time that stands beside it, unless it has one of its own. */
function withTime(date: string, time: string): string {
  const day = date.replace(MIDNIGHT, '');
  return time === '' || /\d[:时点]\d/.test(day) ? date : `${day} ${time}`;
}
