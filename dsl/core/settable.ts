import type { FieldRef } from '../ir/condition.js';

/** Built-in fields that `设` may write. The others follow from what fans do, or are changed by steps of their own. */
const SETTABLE = new Set([
  'birthday',
  'source',
  'fan_level',
  'intimacy',
  'member_level',
  'points',
  'favourite_series',
  'refill_due',
  'refill_product',
]);

export function isSettable(field: FieldRef): boolean {
  return field.custom === true || SETTABLE.has(field.name);
}
