const id = '0193f7a2-5b1c-7000-8000-0000000000a1';
const shop_id = '0193f7a2-5b1c-7000-8000-000000000001';

/** For the API's description: what is sent and answered. */
export const newTag = { shop_id, name: '新粉-待转化', dimension: 'lifecycle' as const };
export const oneTag = { id, name: '新粉-待转化', dimension: 'lifecycle', by_rule: false };
export const tagText = { name: '新粉-待转化', dimension: 'lifecycle' as const, keep_days: 30 };

export const managedTag = {
  id,
  name: '高价值核心粉',
  dimension: 'value',
  keep_days: null,
  rule: '购买金额 >= 2000元',
  fans: 312,
  used_by: [{ kind: 'sop' as const, id: '0193f7a2-5b1c-7000-8000-0000000000b1', name: 'VIP 关怀' }],
};

export const tagChange = {
  at: '2026-11-22T12:00:00.000Z',
  who: '林',
  what: 'rule' as const,
  detail: '购买金额 >= 2000元',
  fans: null,
};
