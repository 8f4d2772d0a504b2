import { describe, expect, it } from 'vitest';
import { abilityOf } from './ability.js';
import { type PackagedRoleKey, packagedRoles } from './packaged-roles.js';
import { seesNumbersOnly, toldCount, withoutSmallGroups } from './small-groups.js';

const abilityFor = (...keys: PackagedRoleKey[]) =>
  abilityOf(
    packagedRoles
      .filter((role) => keys.includes(role.key))
      .map(({ rules }) => ({ staffId: 'me', shopIds: ['shop'], teamIds: [], rules })),
  );
const analyst = abilityFor('analyst');
const counts = new Set(['fans']);

describe('small groups', () => {
  it('are kept from whoever sees numbers only', () => {
    expect(packagedRoles.filter((role) => seesNumbersOnly(abilityFor(role.key))).map((role) => role.key)).toEqual([
      'analyst',
    ]);
    expect(seesNumbersOnly(abilityFor('analyst', 'staff'))).toBe(false);
  });

  it('do not stand out of the difference of two counts', () => {
    expect([0, 1, 4, 5, 9, 10].map((count) => toldCount(analyst, count))).toEqual([0, 0, 0, 5, 5, 10]);
    expect(toldCount(abilityFor('operator'), 4)).toBe(4);
  });

  it('are told in fives wherever people are counted, and nothing else changes', () => {
    const at = new Date(0);
    const figures = { fans: 4, steps: [{ fans: 9, clause: 2, at }, { fans: 1 }], version: null };
    expect(withoutSmallGroups(analyst, figures, counts)).toEqual({
      fans: 0,
      steps: [{ fans: 5, clause: 2, at }, { fans: 0 }],
      version: null,
    });
    expect(withoutSmallGroups(abilityFor('operator'), figures, counts)).toBe(figures);
  });
});
