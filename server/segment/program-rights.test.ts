import { UNKNOWN_CATALOGUE } from '@fanloom/dsl/catalogue/catalogue.js';
import { compile } from '@fanloom/dsl/compile/compile.js';
import { createContext } from '@fanloom/dsl/compile/context.js';
import { parse } from '@fanloom/dsl/parser/parse.js';
import { FIELDS } from '@fanloom/dsl/vocabulary/field.js';
import { describe, expect, it } from 'vitest';
import { abilityOf } from '../access/ability.js';
import { packagedRoles } from '../access/packaged-roles.js';
import type { Rule } from '../access/rules.js';
import { fansToRunOn } from './program-rights.js';

const rulesOf = (key: string) => packagedRoles.find((role) => role.key === key)?.rules ?? expect.fail(key);
const grant = (rules: Rule[]) => abilityOf([{ staffId: 'me', shopIds: ['shop'], teamIds: ['team'], rules }]);
const operator = grant(rulesOf('operator'));
const without = (...hidden: string[]) =>
  grant(rulesOf('operator').map((rule) => (rule.subject === 'fan' ? { ...rule, hidden } : rule)));

function program(body: string) {
  const { file } = parse(`流程 "a" { 当 关注 每人一次 ${body} }`);
  const [sop] = file.definitions;
  if (sop?.kind !== 'sop') throw new Error('Not an SOP');
  return compile(sop, createContext([file], UNKNOWN_CATALOGUE)).program ?? expect.fail(body);
}

const note = (text: string) => `任务 "a" 给 负责人 期限 1天 说明 "${text}"`;
const wholeShop = [{ shop_id: { $in: ['shop'] } }];

describe('whoever sees all', () => {
  it.each([...Object.values(FIELDS).map(({ zh }) => zh), '负责人'])('may let an SOP look at %s', (field) => {
    expect(fansToRunOn(operator, program(`如果 有 ${field} { 结束 }`))).toEqual(wholeShop);
  });

  it.each([
    '如果 30天内 评论(内容 含 "贵") { 结束 }',
    note('{粉丝.「线索分」}'),
    note('{本次.内容}'),
    '如果 有标签 "a" { 结束 }',
  ])('may let one run that says: %s', (body) => {
    expect(fansToRunOn(operator, program(body))).toEqual(wholeShop);
  });

  it('lets it run on whom they see', () => {
    const manager = grant(rulesOf('manager'));
    expect(fansToRunOn(manager, program('打标签 "a"'))).toEqual([
      { shop_id: { $in: ['shop'] }, owner_id: null },
      { shop_id: { $in: ['shop'] }, team_id: { $in: ['team'] } },
    ]);
  });
});

describe('whoever does not see something', () => {
  it.each([
    ['如果 昵称 = "a" { 结束 }', 'nick'],
    ['一旦 昵称 = "a" 就离开 { 打标签 "b" }', 'nick'],
    ['设 字段 "a" = 昵称', 'nick'],
    ['如果 R >= 3 { 结束 }', 'last_purchase_at'],
    ['推送 "ERP" 带 购买金额', 'spend'],
  ])('may not let an SOP go by it or copy it: %s', (body, hidden) => {
    expect(fansToRunOn(operator, program(body))).toEqual(wholeShop);
    expect(fansToRunOn(without(hidden), program(body))).toEqual([]);
  });

  it.each(['发私信 "{粉丝.昵称}，你好"', note('{粉丝.昵称}')])(
    'may let an SOP write it for those who do: %s',
    (body) => {
      expect(fansToRunOn(without('nick'), program(body))).toEqual(wholeShop);
    },
  );
});
