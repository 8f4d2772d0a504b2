import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import type { RowSet } from '../access/rules.js';

/** Which rows a rule opens, in words. `condition` is told as it was written. */
export function rowsInWords(rows: RowSet, condition: string | undefined): Bilingual {
  if (rows === 'condition')
    return { zh: `满足条件“${condition ?? ''}”的粉丝`, en: `fans for whom “${condition ?? ''}” holds` };
  return words[rows];
}

const words: Record<Exclude<RowSet, 'condition'>, Bilingual> = {
  own: { zh: '分给本人的', en: 'those assigned to the person' },
  team: { zh: '本人小组的', en: 'those of the person’s team' },
  pool: { zh: '还没有负责人的', en: 'those assigned to nobody yet' },
  shop: { zh: '店铺里全部的', en: 'all of the shop' },
  all: { zh: '全公司的', en: 'all of the company' },
  none: { zh: '没有任何一条', en: 'none' },
};

/** Why a rule does not open a row. */
export function notOpened(rows: RowSet): Bilingual {
  return reasons[rows];
}

const reasons: Record<RowSet, Bilingual> = {
  own: {
    zh: '这位粉丝的负责人不是 TA，或不在这个角色的店铺里',
    en: 'the fan is not assigned to them in a shop of this role',
  },
  team: {
    zh: '这位粉丝不属于 TA 的小组，或不在这个角色的店铺里',
    en: 'the fan is not of their team in a shop of this role',
  },
  pool: {
    zh: '这位粉丝已有负责人，或不在这个角色的店铺里',
    en: 'the fan is assigned to somebody, or is in no shop of this role',
  },
  shop: { zh: '这位粉丝不在这个角色的店铺里', en: 'the fan is in no shop of this role' },
  all: { zh: '没有这样的粉丝', en: 'there is no such fan' },
  condition: {
    zh: '条件对这位粉丝不成立，或不在这个角色的店铺里',
    en: 'the condition does not hold for the fan in a shop of this role',
  },
  none: { zh: '这条规则不开放任何粉丝', en: 'the rule opens no fan' },
};

export type FieldState = 'visible' | 'masked' | 'hidden';

export const stateInWords: Record<FieldState, Bilingual> = {
  visible: { zh: '可见', en: 'visible' },
  masked: { zh: '打码', en: 'masked' },
  hidden: { zh: '不可见', en: 'hidden' },
};

/** The whole answer in one sentence. */
export function answerInWords(
  name: string,
  sees: boolean,
  field: { name: string; state: FieldState } | null,
): Bilingual {
  if (!sees) {
    return {
      zh: `${name} 看不到这位粉丝：没有一条角色规则开放 TA。`,
      en: `${name} does not see this fan: no rule of their roles opens it.`,
    };
  }
  if (!field) return { zh: `${name} 看得到这位粉丝。`, en: `${name} sees this fan.` };
  const state = stateInWords[field.state];
  return {
    zh: `${name} 看得到这位粉丝；字段 ${field.name} 对 TA ${state.zh}。`,
    en: `${name} sees this fan; the field ${field.name} is ${state.en} for them.`,
  };
}
