import { type Ability, mayAtAll, seesField } from './ability.js';

/** A count of fewer people would tell about each of them, and so would the difference of two that are told exactly. */
const smallestGroup = 5;

/** Whether somebody reads figures over fans without ever seeing who they are. */
export function seesNumbersOnly(ability: Ability): boolean {
  const masked = ability.rulesFor('mask', 'fan').some((rule) => rule.fields?.includes('nick'));
  return mayAtAll(ability, 'read', 'fan') && !seesField(ability, 'fan', 'nick') && !masked;
}

/** A count as it is told: to somebody who sees numbers only in whole groups, so that nobody stands out of a difference. */
export function toldCount(ability: Ability, count: number): number {
  return seesNumbersOnly(ability) ? inGroups(count) : count;
}

function inGroups(count: number): number {
  return count - (count % smallestGroup);
}

/**
 * For whoever sees numbers only, the same figures with counts told in whole groups.
 * @param counts names of the members that count people or what they got
 */
export function withoutSmallGroups<T>(ability: Ability, figures: T, counts: ReadonlySet<string>): T {
  return seesNumbersOnly(ability) ? (grouped(figures, counts) as T) : figures;
}

function grouped(value: unknown, counts: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => grouped(item, counts));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      if (typeof part !== 'number' || !counts.has(name)) return [name, grouped(part, counts)];
      return [name, inGroups(part)];
    }),
  );
}
