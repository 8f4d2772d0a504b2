import type { Column } from '../columns.js';
import { cleanCell } from '../values/cell.js';
import { currencyOf } from '../values/money.js';

const CURRENCY_HEAD =
  /^(?:(?:order|payment|document|transaction|presentment)?currency(?:code)?|(?:结算|交易|订单)?(?:币种|货币)(?:代码)?|devise|währung|moneda|moeda|valuta|waluta|валюта|para birimi|สกุลเงิน|العملة)$/i;
/** Told at most, the most frequent first. */
const LISTED = 5;
/** A column of so many different words is none of currencies. */
const MOST = 1_000;

const PLAIN = /^[\d.,]*$/;

/** How often each currency stands in the column that tells it, else beside amounts. */
export class Currencies {
  readonly #counts = new Map<string, number>();
  readonly #told: number | undefined;
  readonly #amount: number | undefined;

  constructor(columns: readonly Column[], amount: Column | undefined) {
    const isOfCurrency = ({ field, name }: Column) =>
      field === null && CURRENCY_HEAD.test(name.replace(/[_-]|\s(?!birimi)/g, ''));
    this.#told = columns.find(isOfCurrency)?.index;
    this.#amount = amount?.index;
  }

  see(cells: readonly string[]): void {
    const name = this.#nameIn(cells);
    if (!name) return;
    const count = this.#counts.get(name) ?? 0;
    if (count > 0 || this.#counts.size < MOST) this.#counts.set(name, count + 1);
  }

  found(): [string, number][] {
    return [...this.#counts].sort(([, a], [, b]) => b - a).slice(0, LISTED);
  }

  #nameIn(cells: readonly string[]): string | undefined {
    if (this.#told !== undefined) return cleanCell(cells[this.#told] ?? '').toUpperCase();
    const amount = this.#amount === undefined ? '' : (cells[this.#amount] ?? '');
    return PLAIN.test(amount) ? undefined : currencyOf(cleanCell(amount));
  }
}
