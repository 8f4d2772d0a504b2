import { IDENTITIES, type Column } from './columns.js';

/** Of the ids that come several times so many come on several days: of orders hardly any does. */
const MOSTLY = 0.5;
/** Fewer tell nothing. */
const FEWEST = 2;

/**
 * A bare `id` in a list of sales that names nobody else is the buyer's where it comes again on other days: an order is of
 * one day.
 *
 * @param number the column that is taken for the number of the order
 * @param textsOf what the cells of a column say
 */
export function isOfBuyer(
  number: Column,
  columns: readonly Column[],
  textsOf: (index: number) => readonly string[],
): boolean {
  const date = columns.find(({ field }) => field === 'ordered_at');
  if (!date || columns.some(({ field }) => IDENTITIES.some((one) => one === field))) return false;
  const [ids, dates] = [textsOf(number.index), textsOf(date.index)];
  if (ids.length !== dates.length) return false;
  const days = new Map<string, Set<string>>();
  const repeated = new Set<string>();
  for (const [i, id] of ids.entries()) {
    const known = days.get(id);
    if (known) repeated.add(id);
    days.set(id, (known ?? new Set()).add((dates[i] ?? '').replace(/[T ].*$/, '')));
  }
  const several = [...repeated].filter((id) => (days.get(id)?.size ?? 0) > 1);
  return several.length >= FEWEST && several.length >= repeated.size * MOSTLY;
}
