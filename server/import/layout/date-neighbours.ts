import { DAY } from '@fanloom/dsl/core/zone.js';
import type { DateOrder } from '../notation.js';
import { parseDateTime, shortDate } from '../values/date-time.js';

/** So many dates that stand near others are near them by no chance, if read the other way they are so much further off. */
const FEWEST = 3;
const TIMES_FURTHER = 3;

/**
 * Whether short dates are those of the days around them with the day first or the month, in a column that writes others in
 * full (`2026-03-05`). Undefined where too few are, or both readings are as near.
 *
 * @param columns cleaned texts, each from the top
 */
export function orderByNeighbours(columns: readonly (readonly string[])[]): DateOrder | undefined {
  const [month, day] = [distances(columns, 'month_first'), distances(columns, 'day_first')];
  if (month.count < FEWEST) return undefined;
  if (month.sum >= day.sum * TIMES_FURTHER) return 'day_first';
  return day.sum >= month.sum * TIMES_FURTHER ? 'month_first' : undefined;
}

/** How far the dates that can be read in two ways are from the nearest one in full above them, or else below. */
function distances(columns: readonly (readonly string[])[], order: DateOrder): { count: number; sum: number } {
  const [found, waiting]: [number[], number[]] = [[], []];
  for (const texts of columns) {
    let last: number | undefined;
    waiting.length = 0;
    for (const text of texts) {
      const short = instantOf(text, order);
      if (short !== undefined) {
        if (last === undefined) waiting.push(short);
        else found.push(Math.abs(short - last));
        continue;
      }
      const full = shortDate(text, order) ? undefined : parseDateTime(text, 'UTC');
      if (full === undefined) continue;
      last = full;
      for (const before of waiting.splice(0)) found.push(Math.abs(before - full));
    }
  }
  // A day is near enough: what is read as the very same day tells no more.
  return { count: found.length, sum: found.reduce((sum, distance) => sum + Math.max(DAY, distance), 0) };
}

/** Of a short date that can be read in two ways, read in this one. */
function instantOf(text: string, order: DateOrder): number | undefined {
  const [one, other] = [shortDate(text, 'month_first'), shortDate(text, 'day_first')];
  const isEither = one && other && one.month !== other.month && Number(one.month) <= 12 && Number(other.month) <= 12;
  const read = order === 'day_first' ? other : one;
  return isEither && read ? Date.UTC(Number(read.year), Number(read.month) - 1, Number(read.day)) : undefined;
}
