import type { Field } from './columns.js';
import { builtInEvent } from './event-words.js';
import { typeOf } from './rows/cell-values.js';
import { isClock, parseTimeOfDay } from './values/time-of-day.js';

/** May be the type of anything. */
const ANY_TYPE = /^(?:type|类型)$/;

/** What a till writes beside goods that were paid for, and beside those that came back. */
const SALE = /^(?:payment|sale|付款|销售)$/i;
const RETURN = /^(?:refund|return|exchange|退款|退货|换货)$/i;

/** Whether it only says which goods were sold and which came back: a list of sales, not of what happened. */
const isOfTill = (texts: readonly string[]) =>
  texts.some((text) => SALE.test(text)) && texts.every((text) => SALE.test(text) || RETURN.test(text));

/** `3/5/26 9:00 PM` below `Paid`. */
const isDate = (text: string) => /\d[:/-]\d/.test(text);

/** Some lists number what was done: a person says what each number stands for. */
const isCode = (text: string) => /^\d$/.test(text);
const isEvent = (text: string) => builtInEvent(text) !== undefined;

/**
 * Whether cells such as these can be of a field: `Payment` may be an amount or how it was paid, 下单时间 a moment or the
 * time of day beside its date.
 *
 * @param head as `mapColumns` reads it
 * @param texts of the cells below it that say something; none where they are not known
 */
export function canBe(field: Field, head: string, texts: readonly string[]): boolean {
  if (field === 'time_of_day') return texts.length > 0 && texts.every((text) => parseTimeOfDay(text) !== undefined);
  if (texts.length === 0) return true;
  if (field === 'event_type' && isOfTill(texts)) return false;
  if (field === 'event_type' && ANY_TYPE.test(head)) return texts.every(isCode) || texts.some(isEvent);
  switch (typeOf(field)) {
    case 'money':
      return texts.some((text) => /\d/.test(text)) && !texts.every(isDate);
    case 'moment':
      return head === 'paid' ? texts.every(isDate) : !texts.every(isClock);
    default:
      return true;
  }
}
