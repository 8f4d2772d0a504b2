import { fieldsOf, namesOf, type Column, type Field, type ImportKind } from './columns.js';
import { isOfBuyer } from './buyer-ids.js';
import { canBe } from './can-be.js';
import { compactHead, isForeignHead, plainHead, simplified } from './heads/foreign-heads.js';
import { hasPattern, isHarmless } from './heads/head-patterns.js';
import { typeOf } from './rows/cell-values.js';
import { normalText } from '../identity/normal-form.js';

/** Shorter names are found inside of others by chance: 商品名称 has as much to say as `productname`. */
const SHORTEST_PART = 4;
const SHORTEST_PLAIN_PART = 9;
/**
 * 承诺发货时间 tells when something ought to happen, 修改后的收货地址 what it became, 达人昵称 is of somebody else: none is
 * the field itself.
 */
const NOT_THE_FIELD =
  /承诺|预计|预约|应发货|最晚|最迟|截止|要求|修改[前后]|是否|达人|带货|主播|作者|导购|推广|视频号|卖家|seller|近\d+[天日]|last\d+days|备注|留言|note$|remark/;
/** 最近下单时间 and 累计消费金额 are of all that somebody bought, not of one order. */
const OF_MANY_ORDERS = /首次|上次|最近|最后|累计|first|last|latest|recent|lifetime/;
/** 余额支付金额 and 微信支付金额 are what was paid by one means, 定金 what was paid at first: each a part of the amount. */
const PART_OF_PAYMENT =
  /定金|尾款(?!.*时间)|(?:余额|储值卡?|会员卡|礼品卡|购物卡|[代现]金|[代优][金惠]券|积分|微信|支付宝|银行卡)(?:支付|付款|实付|实收)(?!.*时间)/;

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
  cents: 'fen',
  utc: 'utc',
  gmt: 'utc',
};

/** How well a table fits a kind: columns that are known, and what follows from their heads. */
export interface MappedColumns {
  columns: Column[];
  /** Columns with a field. */
  known: number;
}

/** What the cells below the head of a column say. */
type TextsOf = (index: number) => readonly string[];

/**
 * Assigns the columns of a table of this kind by their heads: to each field the column that names it best, and whose cells
 * can be of it.
 */
export function mapColumns(kind: ImportKind, heads: string[], textsOf: TextsOf = () => []): MappedColumns {
  const columns: Column[] = heads.map((name, index) => ({ index, name: normalText(name), field: null, unit: null }));
  const read = columns.map((column) => ({ column, ...readHead(column.name) }));
  const free = new Set(fieldsOf(kind));
  const isFilled = columns.some(({ index }) => textsOf(index).length > 0);
  /** Systems that know nothing of orders have a column for their numbers, too. */
  const isEmpty = (field: Field, { index }: Column) =>
    field === 'order_number' && isFilled && textsOf(index).length === 0;
  for (const finds of [byItems, byName, byLanguage, byPart, byPattern, byCost, byDefault]) {
    for (const field of free) {
      const open = read.filter(
        ({ column, name }) =>
          column.field === null && !isEmpty(field, column) && canBe(field, name, textsOf(column.index)),
      );
      const found = finds(open, kind, field, free);
      if (!found) continue;
      free.delete(field);
      found.column.field = field;
      found.column.unit = unitFor(field, found.unit);
    }
  }
  const bare = read.find(({ column, name }) => column.field === 'order_number' && name === 'id');
  if (bare && isOfBuyer(bare.column, columns, textsOf)) bare.column.field = 'user_id';
  return { columns, known: columns.filter((column) => column.field !== null).length };
}

interface Head {
  column: Column;
  /** In lower case and simplified characters, without spaces. */
  name: string;
  /** As it stands in a language of its own. */
  foreign: string;
  unit: string | null;
}

/**
 * Where a row names its item, its own name is that of the order: Shopify's `Name` beside `Lineitem name`. A price that has
 * its tax beside it is that of all pieces.
 */
function byItems(heads: Head[], kind: ImportKind, field: Field): Head | undefined {
  const named = (name: string) => heads.find((head) => head.name === name);
  // Beside their names, the id of a row is that of the person.
  if (kind === 'followers' && field === 'user_id' && named('firstname')) return named('id') ?? named('recordid');
  if (kind !== 'orders') return undefined;
  if (field === 'order_number')
    return heads.some(({ name }) => name.startsWith('lineitem')) ? named('name') : undefined;
  // Ta-Feng counts pieces as AMOUNT; ASSET is what all of them cost the shop, SALES_PRICE what they were sold for.
  if (named('asset') && named('salesprice')) {
    if (field === 'quantity') return named('amount');
    if (field === 'line_total') return named('salesprice');
  }
  // Lazada writes a row for each piece, with what was paid for it.
  if (field === 'line_number' && named('paidprice')) return named('orderitemid');
  return field === 'line_total' && named('itemtax') ? named('itemprice') : undefined;
}

/** The head that the first of the field's names is; names before others are better ones. */
function byName(heads: Head[], kind: ImportKind, field: Field): Head | undefined {
  return firstFor(namesOf(kind, field), (name) => heads.find((head) => head.name === name));
}

function byLanguage(heads: Head[], _kind: ImportKind, field: Field): Head | undefined {
  return heads.find((head) => isForeignHead(field, head.foreign));
}

function byPart(heads: Head[], kind: ImportKind, field: Field): Head | undefined {
  const names = namesOf(kind, field).filter(
    (name) => name.length >= (/^[a-z.]+$/.test(name) ? SHORTEST_PLAIN_PART : SHORTEST_PART),
  );
  return firstFor(names, (name) => heads.find((head) => isPart(head.name, name) && !isOther(head.name, kind)));
}

function isPart(head: string, name: string): boolean {
  return head.includes(name) && isHarmless(head.replace(name, ''));
}

function byPattern(heads: Head[], kind: ImportKind, field: Field): Head | undefined {
  return heads.find((head) => hasPattern(field, head.name) && !isOther(head.name, kind));
}

function isOther(head: string, kind: ImportKind): boolean {
  return NOT_THE_FIELD.test(head) || (kind === 'orders' && (OF_MANY_ORDERS.test(head) || PART_OF_PAYMENT.test(head)));
}

/** What a purchase cost in all, where nothing else says what was paid; beside that it is what it cost the shop. */
function byCost(heads: Head[], kind: ImportKind, field: Field, free: ReadonlySet<Field>): Head | undefined {
  if (kind !== 'orders' || field !== 'payable' || AMOUNTS.some((amount) => !free.has(amount))) return undefined;
  return heads.find(({ name }) => name === 'totalcost');
}

/** What such heads mean in a list of amounts, where no other head says it. */
const DEFAULTS: Partial<Record<Field, readonly string[]>> = {
  order_number: ['order', 'id', 'number', 'no', 'no.', 'reference', 'référence', 'ref', '单号', '编号'],
  ordered_at: ['date', 'datetime', 'timestamp', 'eventtime', 'day', '日期', '时间'],
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
function readHead(head: string): Omit<Head, 'column'> {
  const compact = compactHead(head);
  const match = /^(.+?)[([【](?:单位[:：]?)?([^)\]】]*)[)\]】]$/.exec(compact);
  const bare = match?.[1] ?? compact;
  return { name: simplified(bare), foreign: plainHead(bare), unit: match?.[2] ?? null };
}

const AMOUNTS: readonly Field[] = ['payable', 'paid', 'price', 'line_total'];

/** 分 is a minute of a duration and a hundredth of an amount. */
function unitFor(field: Field, unit: string | null): Column['unit'] {
  const type = typeOf(field);
  if (unit === null || type === 'text' || type === 'count') return null;
  if (unit === '分') return type === 'money' ? 'fen' : type === 'duration' ? 'minutes' : null;
  const known = Object.hasOwn(UNITS, unit) ? (UNITS[unit] ?? null) : null;
  return (known === 'utc') === (type === 'moment') ? known : null;
}
