import type { Condition } from '@fanloom/dsl/ir/condition.js';
import fc from 'fast-check';
import { rowSets, ruleSchema } from '../rules.js';
import type { Drawn, Holding, Person } from './rule-oracle.js';
import { keys, nicks, type Row, shops, teams } from './small-world.js';

/** A condition as the product gets it, and what it means. */
interface Asked {
  tree: Condition;
  holds: (row: Row) => boolean;
}

const compared: fc.Arbitrary<Asked> = fc
  .record({ name: fc.constantFrom('spend' as const, 'orders' as const), above: fc.boolean(), value: fc.nat(4) })
  .map(({ name, above, value }) => ({
    tree: {
      kind: 'compare',
      left: { kind: 'field', field: { name } },
      op: above ? '>' : '<=',
      right: name === 'spend' ? { kind: 'money', fen: value } : { kind: 'number', value },
    },
    holds: (row) => row[name] > value === above,
  }));

const named: fc.Arbitrary<Asked> = fc.constantFrom(...nicks).map((value) => ({
  tree: { kind: 'compare', left: { kind: 'field', field: { name: 'nick' } }, op: '=', right: { kind: 'text', value } },
  holds: (row) => row.nick === value,
}));

const having: fc.Arbitrary<Asked> = fc.constantFrom(...keys, "no' one", 'constructor').map((name) => ({
  tree: { kind: 'present', field: { name, custom: true } },
  holds: () => keys.includes(name),
}));

const leaf = fc.oneof({ weight: 3, arbitrary: compared }, named, having);

const asked: fc.Arbitrary<Asked> = fc.oneof(
  leaf,
  leaf.map(({ tree, holds }): Asked => ({ tree: { kind: 'not', of: tree }, holds: (row) => !holds(row) })),
  fc.array(leaf, { maxLength: 2 }).map((of): Asked => ({
    tree: { kind: 'any', of: of.map(({ tree }) => tree) },
    holds: (row) => of.some(({ holds }) => holds(row)),
  })),
);

const fieldsOf = {
  fan: ['nick', 'spend', 'orders', 'owner_id', 'custom', ...keys.map((key) => `custom.${key}`)],
  order: ['number', 'paid'],
  task: ['title', 'assignee_id'],
};

function rulesAbout(subject: keyof typeof fieldsOf): fc.Arbitrary<Drawn<Row>> {
  const fields = fc.subarray(fieldsOf[subject]);
  // A task is told apart by what it says itself, not by its fan.
  const sets = rowSets.filter((set) => subject !== 'task' || set !== 'condition');
  return fc
    .record({ rows: fc.constantFrom(...sets), masked: fields, hidden: fields, update: fc.boolean(), asked })
    .map(({ rows, masked, hidden, update, asked: { tree, holds } }) => ({
      rule: ruleSchema.parse({
        subject,
        actions: update ? ['read', 'update', 'delete'] : ['read'],
        rows,
        masked,
        hidden,
        ...(rows === 'condition' && { condition: { text: '', tree } }),
      }),
      holds,
    }));
}

const rules = fc.array(fc.oneof({ weight: 3, arbitrary: rulesAbout('fan') }, rulesAbout('order'), rulesAbout('task')), {
  maxLength: 4,
});

const holding: fc.Arbitrary<Holding<Row>> = fc.record({
  rules,
  shop_id: fc.constantFrom(...shops, null),
  until: fc.constantFrom(null, null, new Date('2100-01-01'), new Date('2020-01-01')),
});

/** Somebody with up to three roles, each in one shop or all, for good or for a time. */
export function holders(staff: string): fc.Arbitrary<Person<Row>> {
  return fc.record({
    id: fc.constant(staff),
    active: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
    team_id: fc.constantFrom(...teams, null),
    roles: fc.array(holding, { minLength: 1, maxLength: 3 }),
  });
}
