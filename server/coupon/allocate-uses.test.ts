import { describe, expect, it } from 'vitest';
import { allocateUses, type GivenCoupon, type ToldUse } from './allocate-uses.js';

const coupon = (id: string, expiresAt: number, over: Partial<GivenCoupon> = {}): GivenCoupon => {
  return {
    id,
    code: `CODE${id.toUpperCase()}`,
    name: '券',
    issuedAt: 0,
    expiresAt,
    usedAt: null,
    usedFen: null,
    ...over,
  };
};
const use = (named: string, happenedAt: number): ToldUse => ({ coupon: named, happenedAt, amount: null });

const usedAt = (given: GivenCoupon[], told: ToldUse[]) =>
  Object.fromEntries(Array.from(allocateUses(given, told)).flatMap(([id, one]) => (one ? [[id, one.happenedAt]] : [])));

describe('a use', () => {
  it.each([
    ['of a name is of the coupon that expires first', [use('券', 5)], { a: 5 }],
    [
      'of a code is of that coupon, even if a name would have taken it',
      [use('券', 5), use('codea', 6)],
      { a: 6, b: 5 },
    ],
    ['of a code that is told again is none', [use('CODEa', 5), use('CODEa', 6)], { a: 5 }],
    ['passes over a coupon that had run out', [use('券', 15)], { b: 15 }],
    ['of one that had run out counts where there is no other', [use('券', 25)], { a: 25 }],
    ['from before the coupon was given is of none', [use('券', -1)], {}],
    ['of another coupon is of none', [use('别的券', 5)], {}],
  ])('%s', (_, told, expected) => {
    const given = [coupon('b', 20), coupon('a', 10)];
    expect(usedAt(given, told)).toEqual(expected);
    expect(usedAt(given.toReversed(), told.toReversed())).toEqual(expected);
  });

  it('whose event is gone stays with its coupon', () => {
    const given = [coupon('a', 10, { usedAt: 3 }), coupon('b', 20)];
    expect(usedAt(given, [use('券', 5)])).toEqual({ b: 5 });
  });
});
