import type { Column, Field } from '../columns.js';
import { OF_ROW } from '../continued-rows.js';
import { cleanCell } from '../values/cell.js';
import { parseMoney } from '../values/money.js';

/** Orders whose first row is remembered at a time; rows of one order that are further apart are not compared. */
const REMEMBERED = 4_000;
/** So many orders that repeat an amount, and so many different amounts, are none by chance. */
const TELLING = 3;
/** Articles cost the same by chance, but not in nearly all orders: a smaller share than this are rows with a mistake. */
const SHARE_OF_ROWS = 0.1;

type Cells = readonly string[];

/**
 * Watches the orders that take several rows: whether an amount is that of its row or that of the whole order, which each
 * row repeats, and what neither tells.
 */
export class SharedOrders {
  /** Rows that differ from another one of their order in their goods and in their amounts. */
  different = 0;
  /** Rows that repeat the amount of another one of their order: of other goods, or the very same row where there are none. */
  same = 0;
  /** Orders that tell no goods, and whose rows differ in their amounts and in nothing else of the order. */
  added = 0;
  /** Orders whose rows of the same goods, or of none, differ in their amounts: one of these counts. */
  onlyOne = 0;

  readonly #repeated = new Map<string, string>();
  /** Orders that repeat an amount beside goods of different prices. */
  readonly #beyondDoubt = new Map<string, string>();
  #remembered = new Map<string, Cells>();
  readonly #number: number | undefined;
  readonly #amount: number | undefined;
  /** What the goods of the row cost, which tells whose the amount is. */
  readonly #cost: number | undefined;
  readonly #status: number | undefined;
  readonly #goods: number[];
  readonly #isByArticle: boolean;
  readonly #ofOrder: number[];

  constructor(columns: readonly Column[]) {
    const indexOf = (field: Field) => columns.find((column) => column.field === field)?.index;
    const sku = indexOf('sku');
    this.#number = indexOf('line_number') === undefined ? indexOf('order_number') : undefined;
    this.#amount = indexOf('paid') ?? indexOf('payable') ?? indexOf('line_total');
    this.#cost = indexOf('price') ?? (indexOf('line_total') === this.#amount ? undefined : indexOf('line_total'));
    this.#status = indexOf('status');
    this.#goods = [sku, indexOf('title')].filter((index) => index !== undefined);
    this.#isByArticle = (sku ?? this.#cost) !== undefined;
    this.#ofOrder = columns.flatMap(({ field, index }) => (field === null || OF_ROW.has(field) ? [] : index));
  }

  /** @param cells of a row of data */
  see(cells: Cells): void {
    if (this.#number === undefined || this.#amount === undefined) return;
    const number = textOf(cells, this.#number);
    const first = this.#remembered.get(number);
    if (first && number !== '') this.#compare(number, first, cells, this.#amount);
    else this.#remember(number, cells);
  }

  /** Orders whose rows repeat an amount, which then counts once, though nothing tells that it is that of the order. */
  get doubtful(): number {
    return isPlain(this.#repeated) && this.different === 0 ? 0 : this.#repeated.size;
  }

  /** Whether the rows compared so far tell that each has an amount of its own. */
  get areOfRows(): boolean {
    const own = this.different + this.added;
    return own > 0 && own >= (own + this.same) * SHARE_OF_ROWS;
  }

  /** Whether the rows compared so far tell that each repeats the amount of its order. */
  get areOfOrders(): boolean {
    return isPlain(this.#beyondDoubt) && !this.areOfRows;
  }

  #remember(number: string, cells: Cells): void {
    if (this.#remembered.size >= REMEMBERED) this.#remembered = new Map();
    this.#remembered.set(number, cells);
  }

  #compare(number: string, first: Cells, cells: Cells, amount: number): void {
    const isSame = (indexes: readonly number[]) => indexes.every((at) => textOf(first, at) === textOf(cells, at));
    const [one, other] = [textOf(first, amount), textOf(cells, amount)];
    if (one === '' || other === '') return;
    const isSameGoods = isSame(this.#goods);
    if (isSameAmount(one, other)) {
      const [price = '', cost = ''] = [first, cells].map((row) =>
        this.#cost === undefined ? '' : textOf(row, this.#cost),
      );
      const isTold = cost !== '';
      if (isTold && price !== '' && !isSameAmount(price, cost)) this.#beyondDoubt.set(number, one);
      const isOnceMore = this.#goods.length > 0 ? isSameGoods : isSame([...cells.keys()]);
      if (!isTold && !isOnceMore) this.#repeated.set(number, one);
      if (this.#goods.length === 0 || !isSameGoods) this.same += 1;
    } else if (!isSameGoods) this.different += 1;
    else if (this.#goods.length === 0 && isSame(this.#ofOrder)) this.added += 1;
    else if (!this.#isByArticle && (this.#status === undefined || isSame([this.#status]))) this.onlyOne += 1;
  }
}

/** @param repeated what orders repeat, by their numbers */
function isPlain(repeated: ReadonlyMap<string, string>): boolean {
  return repeated.size >= TELLING && new Set(repeated.values()).size >= TELLING;
}

/** The same amount may be written as `￥1,234.50` here and as `1234.5` there. */
function isSameAmount(one: string, other: string): boolean {
  if (one === other) return true;
  const [amount, another] = [one, other].map((text) => parseMoney(cleanCell(text)));
  return amount !== undefined && amount === another;
}

function textOf(cells: Cells, index: number): string {
  return cells[index]?.trim() ?? '';
}
