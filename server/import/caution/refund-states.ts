import type { Column, Field } from '../columns.js';
import { type CodedText, fileProblem } from '../import.problems.js';
import type { DecimalSign } from '../notation.js';
import { isRefunded, isWhollyRefunded } from '../rows/refund-status.js';
import { cleanCell } from '../values/cell.js';
import { parseMoney } from '../values/money.js';

const LISTED = 5;

/** Watches the states of refunds in a list of orders that has a column of them: some say neither yes nor no. */
export class RefundStates {
  /** Words that leave open what was paid back. */
  readonly #words = new Set<string>();
  /** Rows with an amount, though their state says that nothing was paid back. */
  #refused = 0;
  readonly #state: Column | undefined;
  readonly #amount: Column | undefined;
  readonly #decimal: DecimalSign;

  constructor(columns: readonly Column[], decimal: DecimalSign) {
    const columnOf = (field: Field) => columns.find((column) => column.field === field);
    this.#state = columnOf('refund_status');
    this.#amount = columnOf('refunded');
    this.#decimal = decimal;
  }

  see(cells: readonly string[]): void {
    if (!this.#state) return;
    const text = cleanCell(cells[this.#state.index] ?? '');
    if (text === '') return;
    const amount = this.#amount && parseMoney(cleanCell(cells[this.#amount.index] ?? ''), 'yuan', this.#decimal);
    if (amount) this.#refused += Number(isRefunded(text) === false);
    else if (this.#words.size < LISTED && isWhollyRefunded(text) === null) this.#words.add(text.slice(0, 20));
  }

  tell(): CodedText[] {
    const column = this.#state?.name ?? '';
    const words = [...this.#words].join(' / ');
    return [
      ...(this.#words.size > 0 ? [fileProblem('IMP144', { column, words })] : []),
      ...(this.#refused > 0 ? [fileProblem('IMP145', { column, rows: this.#refused })] : []),
    ];
  }
}
