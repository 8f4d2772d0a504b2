import type { Column, Field } from '../columns.js';
import { type CodedText, fileProblem } from '../import.problems.js';
import { parseOrderStatus } from '../rows/order-status.js';
import { cleanCell } from '../values/cell.js';

const LISTED = 5;
/** Cancelled in a web shop, but at a till the usual end of a sale. */
const DONE_OR_CANCELLED = /^closed$/i;
const TIMES: readonly Field[] = ['shipped_at', 'done_at'];

/** Watches the states of orders in a list without times of payment: some do not tell whether a thing was sold. */
export class OrderStates {
  readonly #words = new Set<string>();
  #rows = 0;
  readonly #state: Column | undefined;
  readonly #times: number[];
  readonly #hasRefunds: boolean;

  constructor(columns: readonly Column[]) {
    const columnOf = (field: Field) => columns.find((column) => column.field === field);
    this.#state = columnOf('paid_at') ? undefined : columnOf('status');
    this.#times = TIMES.flatMap((field) => columnOf(field)?.index ?? []);
    this.#hasRefunds = columnOf('refunded') !== undefined;
  }

  see(cells: readonly string[]): void {
    if (!this.#state) return;
    const text = cleanCell(cells[this.#state.index] ?? '');
    if (text === '' || !this.#isOpen(text, cells)) return;
    this.#rows += 1;
    if (this.#words.size < LISTED) this.#words.add(text.slice(0, 20));
  }

  tell(): CodedText[] {
    const column = this.#state?.name ?? '';
    const words = [...this.#words].join(' / ');
    return this.#rows === 0 ? [] : [fileProblem('IMP147', { column, words, rows: this.#rows })];
  }

  #isOpen(text: string, cells: readonly string[]): boolean {
    if (DONE_OR_CANCELLED.test(text)) return !this.#hasRefunds;
    const isSent = this.#times.some((index) => cleanCell(cells[index] ?? '') !== '');
    return !isSent && parseOrderStatus(text) === null;
  }
}
