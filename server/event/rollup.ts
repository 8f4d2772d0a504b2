import { formatDay } from '@fanloom/dsl/core/zone.js';
import { numberOf, type Fact } from './fact.js';
import { dayOf } from './zone-offset.js';

/** What is added to one row of fan_day; a correction is negative. */
export interface DayDelta {
  fanId: string;
  type: string;
  /** YYYY-MM-DD in the shop's zone */
  day: string;
  n: number;
  amount: number;
  seconds: number;
}

/** Millions of facts fall on a few hundred days. */
const dayTexts = new Map<number, string>();

export function businessDay(instant: number, zone: string): string {
  const day = dayOf(instant, zone);
  let text = dayTexts.get(day);
  if (text === undefined) dayTexts.set(day, (text = formatDay(day)));
  return text;
}

/** What facts add to the days of their fans. */
export function rollUp(facts: Fact[], zone: string): DayDelta[] {
  const deltas: DayDelta[] = [];
  for (const { fan, type, happenedAt, properties } of facts) {
    if (fan === null) continue;
    const amount = Math.round(numberOf(properties, 'amount'));
    const seconds = Math.round(numberOf(properties, 'duration'));
    deltas.push({ fanId: fan.fanId, type, day: businessDay(happenedAt, zone), n: 1, amount, seconds });
  }
  return deltas;
}

/** One delta for each row, in key order: all transactions take the rows in one order. Adds into the deltas it is given. */
export function sumDays(deltas: DayDelta[]): DayDelta[] {
  const sums = new Map<string, DayDelta>();
  for (const delta of deltas) {
    const key = `${delta.fanId} ${delta.type} ${delta.day}`;
    const sum = sums.get(key);
    if (sum === undefined) {
      sums.set(key, delta);
      continue;
    }
    sum.n += delta.n;
    sum.amount += delta.amount;
    sum.seconds += delta.seconds;
  }
  return [...sums.keys()].sort().flatMap((key) => {
    const sum = sums.get(key);
    return sum && (sum.n !== 0 || sum.amount !== 0 || sum.seconds !== 0) ? [sum] : [];
  });
}
