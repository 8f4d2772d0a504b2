import { UNKNOWN_CATALOGUE } from '@fanloom/dsl/catalogue/catalogue.js';
import { check } from '@fanloom/dsl/check/check.js';
import { expect, test } from 'vitest';
import { operatorsOf, readTree, writeTree } from './segment-tree.js';

const round = (text: string, language: 'zh' | 'en' = 'zh') => {
  const tree = readTree(text);
  return tree && writeTree(tree, language);
};

test.each([
  '购买次数 >= 3 且 购买金额 > 99元',
  '有标签 "复购粉" 且 (没有标签 "流失" 或 属于分群 "常客") 且 不属于分群 "员工"',
  '(30天内没有支付 或 从未 加购) 且 曾经 关注',
  '累计观看时长 >= 30分钟 且 会员等级 = "金卡"',
  '90天内 支付 至少3次',
])('%s is the same after it was taken apart', (text) => {
  expect(round(text)).toBe(text);
});

test('what has no form of its own stays as it is written', () => {
  expect(readTree('90天内 支付 至少3次')?.of).toEqual([{ kind: 'text', text: '90天内 支付 至少3次' }]);
});

test('rows become text that can be read, in both keyword sets', () => {
  const text = '有标签 "a" 且 30天内没有支付 且 曾经 关注 且 购买金额 >= 100元 且 不属于分群 "b"';
  for (const language of ['zh', 'en'] as const) {
    const written = round(text, language) ?? '';
    expect(check(`分群 "_" 当 ${written}`, UNKNOWN_CATALOGUE).filter(({ severity }) => severity === 'error')).toEqual(
      [],
    );
    expect(round(written)).toBe(text);
  }
});

test("the shop's own fields have rows with values of their type, and names nobody knows stay text", () => {
  const text = '字段 "肤质" = "干皮" 且 字段 "年预算" >= 500元 且 字段 "没有的" = 1';
  const tree = readTree(text, { fan: { 肤质: 'choice', 年预算: 'money' } });
  expect(tree?.of).toEqual([
    { kind: 'field', field: '肤质', own: 'choice', op: '=', value: '干皮' },
    { kind: 'field', field: '年预算', own: 'money', op: '>=', value: '500元' },
    { kind: 'text', text: '字段 "没有的" = 1' },
  ]);
  expect(tree && writeTree(tree, 'zh')).toBe(text);
});

test('words are looked for in texts and lists, and are not set in an order', () => {
  const own = { fan: { 喜欢: 'list', 主播: 'person', 人口: 'number' }, order: { 备注: 'text' } } as const;
  const text = '字段 "喜欢" 含 "护肤" 且 昵称 含 "小鱼" 且 30天内支付(字段 "备注" 含 "急")';
  const tree = readTree(text, own);
  expect(tree?.of).toEqual([
    { kind: 'field', field: '喜欢', own: 'list', op: 'contains', value: '护肤' },
    { kind: 'field', field: 'nick', op: 'contains', value: '小鱼' },
    {
      kind: 'did',
      no: false,
      event: 'order.pay',
      days: 30,
      where: { field: '备注', own: 'text', op: 'contains', value: '急' },
    },
  ]);
  expect(tree && writeTree(tree, 'zh')).toBe(text);
  expect(readTree('字段 "主播" >= "周敏"', own)?.of).toEqual([{ kind: 'text', text: '字段 "主播" >= "周敏"' }]);
  expect(operatorsOf({ field: '喜欢', own: 'list' })[0]).toBe('contains');
  expect(operatorsOf({ field: '主播', own: 'person' })).toEqual(['=', '!=']);
  expect(operatorsOf({ field: '人口', own: 'number' })).toContain('>=');
  expect(operatorsOf({ field: 'member_level' })).toContain('>=');
});

test("the shop's own fields of orders narrow what was done", () => {
  const text =
    '30天内支付(字段 "带货主播" = "小美") 且 从未 下单(字段 "运费" >= 10元) 且 30天内 支付(字段 "没有的" = 1)';
  const tree = readTree(text, { order: { 带货主播: 'text', 运费: 'money' } });
  const host = { field: '带货主播', own: 'text', op: '=', value: '小美' };
  const freight = { field: '运费', own: 'money', op: '>=', value: '10元' };
  expect(tree?.of).toEqual([
    { kind: 'did', no: false, event: 'order.pay', days: 30, where: host },
    { kind: 'did', no: true, event: 'order.create', days: null, where: freight },
    { kind: 'text', text: '30天内 支付(字段 "没有的" = 1)' },
  ]);
  expect(tree && writeTree(tree, 'zh')).toBe(text);
  expect(readTree(tree ? writeTree(tree, 'en') : '', { order: { 带货主播: 'text', 运费: 'money' } })?.of).toHaveLength(
    3,
  );
});

test.each(['30天内 支付(金额 >= 10元)', '30天内 支付(字段 "运费" >= 10元 且 字段 "运费" <= 20元)'])(
  '%s stays as it is written',
  (text) => {
    expect(readTree(text, { order: { 运费: 'money' } })?.of).toEqual([{ kind: 'text', text }]);
  },
);

test('half a condition has no rows', () => {
  expect(readTree('购买次数 >=')).toBeNull();
});
