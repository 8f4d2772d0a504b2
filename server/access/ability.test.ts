import { subject } from '@casl/ability';
import { describe, expect, it } from 'vitest';
import {
  type Ability,
  abilityOf,
  type Grant,
  mayAtAll,
  rightsOf,
  type RowAttributes,
  seesField,
  sharedView,
  withheldKeys,
} from './ability.js';
import { ruleSchema } from './rules.js';

const me = 'me';
const shop = 'shop';
const team = 'team';

function grant(...rules: object[]): Grant {
  const parsed = rules.map((rule) => ruleSchema.parse({ subject: 'fan', actions: ['read'], rows: 'shop', ...rule }));
  return { staffId: me, shopIds: [shop], teamIds: [team], rules: parsed };
}

const abilityWith = (...rules: object[]) => abilityOf([grant(...rules)]);
const row = (attributes: Partial<RowAttributes>) =>
  subject('fan', { shop_id: shop, owner_id: null, team_id: null, ...attributes });
/** Fields of the action, of all rules together. */
const fields = (ability: Ability, action: 'read' | 'mask' | 'find' | 'unmask') =>
  ability.rulesFor(action, 'fan').flatMap((rule) => rule.fields ?? []);

describe('the rows of a rule', () => {
  it.each([
    ['own', { owner_id: me }, { owner_id: 'other' }],
    ['own', { owner_id: me }, { owner_id: me, shop_id: 'other' }],
    ['pool', { owner_id: null }, { owner_id: me }],
    ['pool', { owner_id: null }, { owner_id: null, shop_id: 'other' }],
    ['team', { team_id: team }, { team_id: 'other' }],
    ['team', { team_id: team }, { team_id: null }],
    ['team', { team_id: team }, { team_id: team, shop_id: 'other' }],
    ['shop', { owner_id: 'other' }, { shop_id: 'other' }],
  ])('%s: %o, not %o', (rows, inside, outside) => {
    const ability = abilityWith({ rows });
    expect(ability.can('read', row(inside))).toBe(true);
    expect(ability.can('read', row(outside))).toBe(false);
  });

  it('all are every row, none is no rule', () => {
    expect(abilityWith({ rows: 'all' }).can('read', row({ shop_id: 'other' }))).toBe(true);
    expect(abilityWith({ rows: 'none' }).rules).toEqual([]);
  });

  it('those of a condition need one, and are never granted in memory', () => {
    const tree = { kind: 'all', of: [] };
    const ability = abilityWith({ rows: 'condition', condition: { text: '', tree } });
    expect(ability.rules[0]?.conditions).toEqual({ shop_id: { $in: [shop] }, fan: tree });
    expect(ability.can('read', row({}))).toBe(false);
    expect(() => abilityWith({ rows: 'condition' })).toThrow('has none');
  });
});

describe('the fields of a rule', () => {
  it('are all but the masked and the hidden ones', () => {
    const ability = abilityWith({ masked: ['nick', 'phone'], hidden: ['spend', 'phone'] });
    expect(fields(ability, 'read')).toContain('orders');
    for (const field of ['nick', 'phone', 'spend']) expect(seesField(ability, 'fan', field)).toBe(false);
    expect(seesField(ability, 'fan', 'orders')).toBe(true);
    // What is both masked and hidden is hidden.
    expect(fields(ability, 'mask')).toEqual(['id', 'nick']);
  });

  it('may be masked for reading only', () => {
    expect(fields(abilityWith({ masked: ['nick'] }), 'mask')).toEqual(['id', 'nick']);
    expect(fields(abilityWith({ actions: ['update'], masked: ['nick'] }), 'mask')).toEqual([]);
    expect(fields(abilityWith({}), 'mask')).toEqual([]);
  });

  it('may be unmasked when they are masked, not when they are hidden', () => {
    const unmask = fields(abilityWith({ actions: ['read', 'unmask'], masked: ['phone'], hidden: ['email'] }), 'unmask');
    expect(unmask).toEqual(expect.arrayContaining(['nick', 'phone']));
    expect(unmask).not.toContain('email');
  });

  it('are found by where the rule says so', () => {
    expect(fields(abilityWith({ masked: ['phone'], find: ['phone'] }), 'find')).toEqual(['id', 'phone']);
    expect(fields(abilityWith({ masked: ['phone'] }), 'find')).toEqual([]);
  });

  it('keys of an object are shown by a rule that does not name them, and by no other', () => {
    const ability = abilityWith({ rows: 'own', hidden: ['custom.a'], masked: ['custom.b'] }, { rows: 'pool' });
    expect(withheldKeys(ability, 'fan', 'custom')).toEqual(['custom.b', 'custom.a']);
    const rules = ability.rulesFor('read', 'fan');
    const own = rules.find(({ conditions }) => conditions?.owner_id === me);
    const pool = rules.find(({ conditions }) => conditions?.owner_id === null);
    expect(own?.fields).toContain('custom');
    for (const key of ['custom.a', 'custom.b']) {
      expect(own?.fields).not.toContain(key);
      expect(pool?.fields).toContain(key);
    }
  });
});

describe('several roles', () => {
  it('keep each its own rows and fields', () => {
    const ability = abilityOf([grant({ rows: 'own' }), grant({ hidden: ['nick'] })]);
    expect(ability.can('read', row({ owner_id: me }), 'nick')).toBe(true);
    expect(ability.can('read', row({ owner_id: 'other' }), 'nick')).toBe(false);
    expect(ability.can('read', row({ owner_id: 'other' }), 'spend')).toBe(true);
  });

  it('say what they grant at all', () => {
    const ability = abilityOf([grant({ actions: ['update', 'read'] }), grant({ subject: 'tag' })]);
    expect(rightsOf(ability)).toEqual(['fan.read', 'fan.update', 'tag.read']);
    expect(mayAtAll(ability, 'update', 'fan')).toBe(true);
    expect(mayAtAll(ability, 'update', 'tag')).toBe(false);
  });
});

describe('a look over somebody’s shoulder', () => {
  const view = (one: object, other: object) => sharedView([grant(one)], [{ ...grant(other), staffId: 'other' }]);

  it('shows rows that both see', () => {
    const ability = view({ rows: 'team' }, { rows: 'own' });
    const rows = ability.rulesFor('read', 'fan').map((rule) => rule.conditions);
    const both = {
      $and: [
        { shop_id: { $in: [shop] }, team_id: { $in: [team] } },
        { shop_id: { $in: [shop] }, owner_id: 'other' },
      ],
    };
    expect(rows).toEqual([both]);
    expect(view({ rows: 'all' }, { rows: 'all' }).rules[0]?.conditions).toBeUndefined();
    expect(view({ rows: 'all' }, { rows: 'shop' }).rules[0]?.conditions).toEqual({ shop_id: { $in: [shop] } });
  });

  it('masks what one of them sees masked, and shows nothing that one does not see', () => {
    const ability = view({ masked: ['nick'] }, { hidden: ['spend'] });
    expect(fields(ability, 'mask')).toContain('nick');
    for (const field of ['nick', 'spend']) expect(fields(ability, 'read')).not.toContain(field);
    expect(fields(ability, 'read')).toContain('orders');
  });

  it('withholds a key that one of them does not see', () => {
    for (const ability of [view({}, { hidden: ['custom.a'] }), view({ hidden: ['custom.a'] }, {})]) {
      expect(withheldKeys(ability, 'fan', 'custom')).toEqual(['custom.a']);
      expect(fields(ability, 'read')).not.toContain('custom.a');
    }
  });

  it('changes nothing, and finds nothing that both may not find', () => {
    expect(
      rightsOf(view({ actions: ['read', 'update', 'unmask'] }, { actions: ['read', 'update', 'unmask'] })),
    ).toEqual(['fan.read']);
    expect(fields(view({ find: ['phone'] }, {}), 'find')).toEqual([]);
    expect(fields(view({ find: ['phone'] }, { find: ['phone'] }), 'find')).toEqual(['id', 'phone']);
    expect(view({}, { subject: 'tag' }).rules).toEqual([]);
  });
});
