import { describe, expect, it } from 'vitest';
import { abilityOf, mayAtAll } from './ability.js';
import { type PackagedRoleKey, packagedRoles } from './packaged-roles.js';
import { scopeOf } from './rows.js';
import type { Rule } from './rules.js';
import { byName, countsNameless, toldCount, toldSum, withoutSmallGroups } from './small-groups.js';

const abilityFor = (...keys: PackagedRoleKey[]) =>
  abilityOf(
    packagedRoles
      .filter((role) => keys.includes(role.key))
      .map(({ rules }) => ({ staffId: 'me', shopIds: ['shop'], teamIds: [], rules })),
  );
const analyst = abilityFor('analyst');
const custom = (...rules: (Pick<Rule, 'subject' | 'rows'> & Partial<Rule>)[]) =>
  abilityOf([
    {
      staffId: 'me',
      shopIds: ['shop'],
      teamIds: [],
      rules: rules.map((rule) => ({ actions: ['read'], masked: [], hidden: [], find: [], ...rule })),
    },
  ]);
const counts = new Set(['fans']);

describe('small groups', () => {
  it('are kept from whoever counts fans without a name', () => {
    expect(packagedRoles.filter((role) => countsNameless(abilityFor(role.key))).map((role) => role.key)).toEqual([
      'it',
      'analyst',
    ]);
    expect(countsNameless(abilityFor('analyst', 'staff'))).toBe(true);
    expect(countsNameless(abilityFor('analyst', 'operator'))).toBe(false);
  });

  it('are told to whoever knows fans by a masked name, and to nobody for another masked field', () => {
    expect(countsNameless(custom({ subject: 'fan', rows: 'shop', masked: ['nick'] }))).toBe(false);
    expect(countsNameless(custom({ subject: 'fan', rows: 'shop', masked: ['phone'], hidden: ['nick'] }))).toBe(true);
  });

  it('do not stand out of the difference of two counts', () => {
    expect([0, 1, 4, 5, 9, 10].map((count) => toldCount(analyst, count))).toEqual([0, 0, 0, 5, 5, 10]);
    expect(toldCount(abilityFor('operator'), 4)).toBe(4);
  });

  it('do not stand out of the difference of two sums, but the size of a sum stays', () => {
    expect([toldSum(analyst, 100_000, 100), toldSum(analyst, 101_234, 101)]).toEqual([100_000, 100_000]);
    expect([toldSum(analyst, 123_456, 5), toldSum(analyst, 0, 0), toldSum(analyst, -700, 70)]).toEqual([
      200_000, 0, -700,
    ]);
    expect([toldSum(analyst, 300, 15), toldSum(analyst, 900, 40), toldSum(analyst, 1_300, 20)]).toEqual([
      300, 1_000, 1_500,
    ]);
    expect(toldSum(abilityFor('operator'), 123_456, 5)).toBe(123_456);
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

describe('rights without the fans whom one only counts', () => {
  const own = { shop_id: { $in: ['shop'] }, owner_id: 'me' };

  it('are the same where there are none', () => {
    for (const key of ['operator', 'manager', 'staff', 'it'] as const) {
      const ability = abilityFor(key);
      expect(byName(ability)).toBe(ability);
    }
  });

  it('show an analyst no fan, order, event or message, and everything else', () => {
    const ability = byName(analyst);
    const each = ['fan', 'order', 'event', 'message'] as const;
    expect(each.map((subject) => mayAtAll(ability, 'read', subject))).toEqual([false, false, false, false]);
    expect(mayAtAll(ability, 'read', 'segment')).toBe(true);
  });

  it('show whoever has fans of their own beside, only these, with what is theirs', () => {
    const ability = byName(abilityFor('analyst', 'staff'));
    for (const subject of ['fan', 'order', 'event', 'message'] as const)
      expect(new Set(scopeOf(ability, 'read', subject).map((rows) => JSON.stringify(rows)))).toEqual(
        new Set([JSON.stringify(own)]),
      );
  });

  it('open no order that the person does not see', () => {
    const ability = custom(
      { subject: 'fan', rows: 'shop', hidden: ['nick'] },
      { subject: 'fan', rows: 'own' },
      { subject: 'order', rows: 'pool' },
    );
    const pool = { shop_id: { $in: ['shop'] }, owner_id: null };
    expect(scopeOf(byName(ability), 'read', 'order')).toEqual([{ $and: [pool, own] }]);
  });
});
