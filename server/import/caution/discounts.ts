import type { Column, Field, ImportKind } from '../columns.js';
import { type CodedText, fileProblem } from '../import.problems.js';

const DISCOUNT_HEAD = /discount|折扣|优惠|rabatt|remise|desc(?:onto|uento)|sconto/i;
/** A price from which they are taken off. */
const FINAL_PRICE = /final|net|after|discounted|actual|折后|优惠后|券后|成交|到手|实付|实际|实售/i;
const AFTER_DISCOUNTS: readonly Field[] = ['paid', 'payable', 'line_total'];

/** Watches for discounts that nothing takes off: amounts are price × quantity where no other column tells them. */
export class Discounts {
  #isGiven = false;
  readonly #discount: Column | undefined;

  constructor(kind: ImportKind, columns: readonly Column[]) {
    const has = (field: Field) => columns.some((column) => column.field === field);
    const price = columns.find(({ field }) => field === 'price');
    const isBefore = price !== undefined && !FINAL_PRICE.test(price.name);
    const isOfPrices = (kind === 'orders' || kind === 'items') && isBefore && !AFTER_DISCOUNTS.some(has);
    this.#discount = isOfPrices
      ? columns.find(({ field, name }) => field === null && DISCOUNT_HEAD.test(name))
      : undefined;
  }

  see(cells: readonly string[]): void {
    if (this.#discount && /^[^\p{L}]*[1-9]/u.test(cells[this.#discount.index] ?? '')) this.#isGiven = true;
  }

  tell(): CodedText[] {
    return this.#isGiven ? [fileProblem('IMP148', { column: this.#discount?.name ?? '' })] : [];
  }
}
