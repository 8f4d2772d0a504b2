import { expect, it } from 'vitest';
import { abilityOf } from '../access/ability.js';
import { packagedRoles } from '../access/packaged-roles.js';
import { scopesToSee } from './asked-rights.js';

const rules = packagedRoles.find(({ key }) => key === 'operator')?.rules ?? [];
const withoutHost = rules.map((rule) => (rule.subject === 'order' ? { ...rule, hidden: ['custom.带货主播'] } : rule));
const ability = abilityOf([{ staffId: 'me', shopIds: ['shop'], teamIds: ['team'], rules: withoutHost }]);

const looksAt = (parts: unknown) =>
  scopesToSee(ability, { fields: new Set(), customFields: new Set(), tags: new Set(), parts });

it.each([
  { kind: 'entry', property: '带货主播' },
  { kind: 'same', property: '带货主播' },
  { type: 'order.pay', filters: [{ kind: 'present', property: '带货主播' }] },
])('a field of orders that one does not see is asked of nobody: %j', (part) => {
  expect(looksAt({ of: [part] })).toContainEqual([]);
});

it.each([
  { kind: 'entry', property: '赠品' },
  { kind: 'entry', property: 'product' },
])('any other is asked: %j', (part) => {
  expect(looksAt({ of: [part] })).not.toContainEqual([]);
});
