import { type Ability, mayAtAll, seesField } from './ability.js';

/** A count of fewer people would tell about each of them. */
const smallestGroup = 5;

/** Whether somebody reads figures over fans without ever seeing who they are. */
export function seesNumbersOnly(ability: Ability): boolean {
  const masked = ability.rulesFor('mask', 'fan').some((rule) => rule.fields?.includes('nick'));
  return mayAtAll(ability, 'read', 'fan') && !seesField(ability, 'fan', 'nick') && !masked;
}

/** True of a count that somebody who sees numbers only must not be told. */
export function isTooSmall(ability: Ability, count: number): boolean {
  return count > 0 && count < smallestGroup && seesNumbersOnly(ability);
}

/**
 * For whoever sees numbers only, the same figures with small counts told as 0.
 * @param counts names of the members that count people or what they got
 */
export function withoutSmallGroups<T>(ability: Ability, figures: T, counts: ReadonlySet<string>): T {
  return seesNumbersOnly(ability) ? (hideSmall(figures, counts) as T) : figures;
}

function hideSmall(value: unknown, counts: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => hideSmall(item, counts));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      if (typeof part !== 'number' || !counts.has(name)) return [name, hideSmall(part, counts)];
      return [name, part > 0 && part < smallestGroup ? 0 : part];
    }),
  );
}
