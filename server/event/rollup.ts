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

export function businessDay(instant: number, zone: string): string {
  return formatDay(dayOf(instant, zone));
}

export function rollUp(facts: Fact[], zone: string): DayDelta[] {
  return facts.flatMap((fact) =>
    fact.fan === null
      ? []
      : [
          {
            fanId: fact.fan.fanId,
            type: fact.type,
            day: businessDay(fact.happenedAt, zone),
            n: 1,
            amount: Math.round(numberOf(fact.properties, 'amount')),
            seconds: Math.round(numberOf(fact.properties, 'duration')),
          },
        ],
  );
}

/** One delta for each row, in key order: all transactions take the rows in one order. */
export function sumDays(deltas: DayDelta[]): DayDelta[] {
  const sums = new Map<string, DayDelta>();
  for (const delta of deltas) {
    const key = `${delta.fanId} ${delta.type} ${delta.day}`;
    const sum = sums.get(key);
    if (sum) {
      sum.n += delta.n;
      sum.amount += delta.amount;
      sum.seconds += delta.seconds;
    } else {
      sums.set(key, { ...delta });
    }
  }
  return Array.from(sums)
    .filter(([, sum]) => sum.n !== 0 || sum.amount !== 0 || sum.seconds !== 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, sum]) => sum);
}
