import { fieldsOf, namesOf, type Column, type Field, type ImportKind } from './columns.js';
import { hasPattern, isHarmless } from './head-patterns.js';
import { normalText } from '../identity/normal-form.js';

/** Shorter heads are found inside of others by chance. */
const SHORTEST_PART = 4;
/**
 * 承诺发货时间 tells when something ought to happen, 修改后的收货地址 what it became, 达人昵称 is of somebody else: none is
 * the field itself.
 */
const NOT_THE_FIELD =
  /承诺|预计|预约|应发货|最晚|最迟|截止|要求|修改[前后]|是否|达人|带货|主播|作者|导购|推广|卖家|seller|近\d+[天日]|last\d+days/;

const UNITS: Record<string, Column['unit']> = {
  秒: 'seconds',
  s: 'seconds',
  分钟: 'minutes',
  min: 'minutes',
  小时: 'hours',
  时: 'hours',
  h: 'hours',
  元: 'yuan',
  万元: 'wan',
  万: 'wan',
};

/** How well a table fits a kind: columns that are known, and what follows from their heads. */
export interface MappedColumns {
  columns: Column[];
  /** Columns with a field. */
  known: number;
}

/** Assigns the columns of a table of this kind by their heads: to each field the column that names it best. */
export function mapColumns(kind: ImportKind, heads: string[]): MappedColumns {
  const columns: Column[] = heads.map((name, index) => ({ index, name: normalText(name), field: null, unit: null }));
  const read = columns.map((column) => ({ column, ...readHead(column.name) }));
  const free = new Set(fieldsOf(kind));
  for (const finds of [byItems, byName, byPart, byPattern, byDefault]) {
    for (const field of free) {
      const open = read.filter((head) => head.column.field === null);
      const found = finds(open, kind, field, free);
      if (!found) continue;
      free.delete(field);
      found.column.field = field;
      found.column.unit = unitFor(field, found.unit);
    }
  }
  return { columns, known: columns.filter((column) => column.field !== null).length };
}

interface Head {
  column: Column;
  name: string;
  unit: string | null;
}

/**
 * Where a row names its item, its own name is that of the order: Shopify's `Name` beside `Lineitem name`. A price that has
 * its tax beside it is that of all pieces.
 */
function byItems(heads: Head[], kind: ImportKind, field: Field): Head | undefined {
  if (kind !== 'orders') return undefined;
  const named = (name: string) => heads.find((head) => head.name === name);
  if (field === 'order_number')
    return heads.some(({ name }) => name.startsWith('lineitem')) ? named('name') : undefined;
  return field === 'line_total' && named('itemtax') ? named('itemprice') : undefined;
}

/** The head that the first of the field's names is; names before others are better ones. */
function byName(heads: Head[], kind: ImportKind, field: Field): Head | undefined {
  return firstFor(namesOf(kind, field), (name) => heads.find((head) => head.name === name));
}

function byPart(heads: Head[], kind: ImportKind, field: Field): Head | undefined {
  const names = namesOf(kind, field).filter((name) => name.length >= SHORTEST_PART);
  return firstFor(names, (name) => heads.find((head) => isPart(head.name, name)));
}

function isPart(head: string, name: string): boolean {
  return head.includes(name) && !NOT_THE_FIELD.test(head) && isHarmless(head.replace(name, ''));
}

function byPattern(heads: Head[], _kind: ImportKind, field: Field): Head | undefined {
  return heads.find((head) => hasPattern(field, head.name) && !NOT_THE_FIELD.test(head.name));
}

/** What such heads mean in a list of amounts, where no other head says it. */
const DEFAULTS: Partial<Record<Field, readonly string[]>> = {
  order_number: ['id', 'number', 'no', 'no.', 'reference', 'référence', 'ref', '单号', '编号'],
  ordered_at: ['date', 'datetime', 'timestamp', 'day', '日期', '时间'],
};

/** A list of fans has an id and a date, too: only beside an amount are they those of orders. */
function byDefault(heads: Head[], kind: ImportKind, field: Field, free: ReadonlySet<Field>): Head | undefined {
  if (kind !== 'orders' || AMOUNTS.every((amount) => free.has(amount))) return undefined;
  return firstFor(DEFAULTS[field] ?? [], (name) => heads.find((head) => head.name === name));
}

function firstFor<T>(names: readonly string[], find: (name: string) => T | undefined): T | undefined {
  return names.map(find).find((found) => found !== undefined);
}

/** `观看时长（分钟）` is 观看时长, in 分钟. */
function readHead(name: string): { name: string; unit: string | null } {
  const compact = name.toLowerCase().replace(/[\s"'*_:：-]/g, '');
  const match = /^(.+?)[([【](?:单位[:：]?)?([^)\]】]*)[)\]】]$/.exec(compact);
  return match?.[1] === undefined ? { name: compact, unit: null } : { name: match[1], unit: match[2] ?? null };
}

const AMOUNTS: readonly Field[] = ['payable', 'paid', 'price', 'line_total'];
const MONEY = new Set<Field>([...AMOUNTS, 'refunded', 'gifts']);

/** 分 is a minute of a duration and a hundredth of an amount. */
function unitFor(field: Field, unit: string | null): Column['unit'] {
  const isMoney = MONEY.has(field);
  if (unit === null || (!isMoney && field !== 'watch_seconds')) return null;
  if (unit === '分') return isMoney ? 'fen' : 'minutes';
  return Object.hasOwn(UNITS, unit) ? (UNITS[unit] ?? null) : null;
}
