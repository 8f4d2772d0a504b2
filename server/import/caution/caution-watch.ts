import { IDENTITIES, type Column, type Field, type ImportKind } from '../columns.js';
import { type CodedText, fileProblem } from '../import.problems.js';
import type { DecimalSign } from '../notation.js';
import { cleanCell } from '../values/cell.js';
import { parseMoney } from '../values/money.js';
import { Currencies } from './currencies.js';
import { Discounts } from './discounts.js';
import { OrderStates } from './order-states.js';
import { RefundStates } from './refund-states.js';
import { SharedOrders } from './shared-orders.js';
import { SharedIdentity } from './shared-identity.js';

const AMOUNTS: readonly Field[] = ['paid', 'payable', 'line_total', 'price'];
/** Fen: few shops sell a thing for a million. */
const LARGE = 100_000_000;
/** Below that at a glance. */
const SMALL = /^[\d.,]{1,6}$/;

/**
 * Watches the rows of a table for what is imported as it stands, but perhaps not as it is meant: amounts of several
 * currencies, which are added up, none at all, very large ones, those before discounts, those that may be of an order or of
 * its row, sales and refunds that nothing tells of clearly, and a phone or nick that many have in common.
 */
export class CautionWatch {
  readonly #kind: ImportKind;
  readonly #decimal: DecimalSign;
  readonly #amount: Column | undefined;
  readonly #currencies: Currencies;
  readonly #discounts: Discounts;
  readonly #states: OrderStates;
  readonly #refunds: RefundStates;
  readonly #orders: SharedOrders | undefined;
  readonly #identities: readonly SharedIdentity[];
  readonly #shared: Column | undefined;
  readonly #hasBuyer: boolean;
  #rows = 0;
  #amounts = 0;
  #large = 0;

  constructor(kind: ImportKind, columns: readonly Column[], decimal: DecimalSign) {
    const columnOf = (field: Field) => columns.find((column) => column.field === field);
    this.#kind = kind;
    this.#decimal = decimal;
    this.#amount = columns.find(({ field }) => AMOUNTS.some((one) => one === field));
    this.#currencies = new Currencies(columns, this.#amount);
    this.#discounts = new Discounts(kind, columns);
    this.#states = new OrderStates(columns);
    this.#refunds = new RefundStates(columns, decimal);
    this.#identities = SharedIdentity.watch(columns);
    this.#orders = kind === 'orders' ? new SharedOrders(columns) : undefined;
    this.#hasBuyer = columns.some(({ field }) => IDENTITIES.some((one) => one === field));
    this.#shared = columnOf('paid') ?? columnOf('payable') ?? columnOf('line_total');
  }

  /** @param cells of a row of data */
  see(cells: readonly string[]): void {
    this.#rows += 1;
    this.#currencies.see(cells);
    this.#discounts.see(cells);
    for (const one of this.#identities) one.see(cells);
    if (this.#kind === 'orders') {
      this.#states.see(cells);
      this.#refunds.see(cells);
    }
    this.#orders?.see(cells);
    const amount = this.#amount ? (cells[this.#amount.index] ?? '') : '';
    if (amount === '') return;
    this.#amounts += 1;
    if (!SMALL.test(amount) && (parseMoney(cleanCell(amount), 'yuan', this.#decimal) ?? 0) >= LARGE) this.#large += 1;
  }

  /** Whether the rows of orders seen so far tell that each repeats the amount of its order. */
  get areOfOrders(): boolean {
    return this.#orders?.areOfOrders ?? false;
  }

  /** What there is to say of the rows seen so far. */
  tell(): CodedText[] {
    const cautions = [
      ...this.#ofAmounts(),
      ...this.#discounts.tell(),
      ...this.#ofOrders(),
      ...this.#states.tell(),
      ...this.#refunds.tell(),
      ...this.#identities.flatMap((one) => one.tell()),
    ];
    return cautions.map(({ code, text }) => ({ code, text }));
  }

  #ofAmounts(): CodedText[] {
    const cautions: CodedText[] = [];
    const currencies = this.#currencies.found();
    if (currencies.length > 1) {
      const list = currencies.map(([name, count]) => `${name} ${String(count)}`).join(' / ');
      cautions.push(fileProblem('IMP127', { list, rows: this.#rows }));
    }
    if (this.#kind === 'orders' && !this.#amount) cautions.push(fileProblem('IMP128'));
    if (this.#kind === 'orders' && !this.#hasBuyer) cautions.push(fileProblem('IMP149'));
    if (this.#amount && this.#amount.unit !== 'fen' && this.#large * 2 > this.#amounts) {
      cautions.push(fileProblem('IMP129', { column: this.#amount.name }));
    }
    return cautions;
  }

  #ofOrders(): CodedText[] {
    if (!this.#orders || !this.#shared) return [];
    const { doubtful, added, onlyOne } = this.#orders;
    const { name: column, field } = this.#shared;
    const isOfRow = field === 'line_total';
    const cautions: CodedText[] = [];
    if (!isOfRow && doubtful > 0) cautions.push(fileProblem('IMP141', { column, orders: doubtful }));
    if (isOfRow && added > 0) cautions.push(fileProblem('IMP142', { column, rows: added }));
    const lost = isOfRow ? 0 : added + onlyOne;
    if (lost > 0) cautions.push(fileProblem('IMP143', { column, rows: lost }));
    return cautions;
  }
}
