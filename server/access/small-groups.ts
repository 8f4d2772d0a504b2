import { createMongoAbility } from '@casl/ability';
import type { Ability } from './ability.js';
import { conditionSubjects } from './rules.js';
import { covers, overlap, type RowScope, scopeOf } from './rows.js';

/** A count of fewer people would tell about each of them, and so would the difference of two that are told exactly. */
const smallestGroup = 5;

/** Fans whom the person knows by name, if only by a masked one. */
function namedFans(ability: Ability): RowScope {
  return [...scopeOf(ability, 'read', 'fan', ['nick']), ...scopeOf(ability, 'mask', 'fan', ['nick'])];
}

/** Whether somebody reads figures over fans without seeing who they are: some of them, or any at all. */
export function countsNameless(ability: Ability): boolean {
  return byName(ability) !== ability || namedFans(ability).length === 0;
}

const named = new WeakMap<Ability, Ability>();

/**
 * The same rights without the fans whom the person does not know by name, and what is theirs: for whatever tells of fans
 * one by one. Where nobody is named, a city, an amount and a time still tell who it is.
 */
export function byName(ability: Ability): Ability {
  const known = named.get(ability) ?? narrow(ability);
  named.set(ability, known);
  return known;
}

function narrow(ability: Ability): Ability {
  const fans = namedFans(ability);
  if (covers(fans, scopeOf(ability, 'read', 'fan'))) return ability;
  return createMongoAbility<Ability>(
    ability.rules.flatMap((rule) => {
      if (!conditionSubjects.some((subject) => subject === rule.subject)) return [rule];
      return overlap([rule.conditions ?? {}], fans).map((conditions) => ({ ...rule, conditions }));
    }),
  );
}

/** A count as it is told: where fans without a name are counted only in whole groups, so that nobody stands out of a difference. */
export function toldCount(ability: Ability, count: number): number {
  return countsNameless(ability) ? inGroups(count) : count;
}

function inGroups(count: number): number {
  return count - (count % smallestGroup);
}

/**
 * A sum over so many people as it is told: where some have no name in steps of about what a whole group adds to it, so that
 * nobody's part stands out of a difference.
 */
export function toldSum(ability: Ability, sum: number, people: number): number {
  if (sum === 0 || !countsNameless(ability)) return sum;
  const step = roundStep((Math.abs(sum) / people) * smallestGroup);
  return Math.round(sum / step) * step;
}

/** The next of 1, 2, 5, 10, 20, 50 …: a step as exact as the sum would tell the sum. */
function roundStep(least: number): number {
  const decade = 10 ** Math.floor(Math.log10(least));
  return decade * ([1, 2, 5].find((factor) => factor * decade >= least) ?? 10);
}

/**
 * For whoever counts fans without a name, the same figures with counts told in whole groups.
 * @param counts names of the members that count people or what they got
 */
export function withoutSmallGroups<T>(ability: Ability, figures: T, counts: ReadonlySet<string>): T {
  return countsNameless(ability) ? (grouped(figures, counts) as T) : figures;
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
