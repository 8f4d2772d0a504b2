import type { FieldType } from '@fanloom/dsl/catalogue/custom-field.js';
import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { conflict } from '../problem/common.js';
import { Problem } from '../problem/problem.js';

/** What a field of the shop's own takes, by its type. */
export const WANTED: Record<FieldType, Bilingual> = {
  text: { zh: '文字，最多 2000 字', en: 'a text of up to 2,000 characters' },
  number: { zh: '数字', en: 'a number' },
  money: { zh: '以分为单位的整数金额', en: 'an amount in whole fen' },
  date: { zh: '日期，如 2026-03-05', en: 'a day such as 2026-03-05' },
  choice: { zh: '它的选项之一', en: 'one of its choices' },
  list: { zh: '列表，其中只有它的选项', en: 'a list of some of its choices' },
  person: { zh: '本店同事的姓名或登录名', en: 'the name or log-in name of somebody who works in the shop' },
};

/** @param path of the value in the request */
export function unfitValue(path: string, name: Bilingual, wanted: Bilingual): Problem {
  return unfit(path, 'FIELD427', {
    zh: `“${name.zh}”要写${wanted.zh}。`,
    en: `“${name.en}” takes ${wanted.en}.`,
  });
}

export function noSuchField(path: string, name: string): Problem {
  return unfit(path, 'FIELD428', {
    zh: `店里没有“${name}”这个粉丝字段，或者它不能直接填写。请检查名称，或先在“字段”里添加。`,
    en: `The shop has no field “${name}” of fans that can be written. Check the name, or add it under “Fields” first.`,
  });
}

export function nobody(path: string, field: string): Problem {
  return unfit(path, 'FIELD425', {
    zh: `“${field}”要写本店同事的姓名或登录名，这里没有这个人。请从名单里选。`,
    en: `“${field}” takes the name or log-in name of somebody who works in the shop, and this is nobody’s. Choose from the list.`,
  });
}

export function severalPeople(path: string, field: string): Problem {
  return unfit(path, 'FIELD426', {
    zh: `“${field}”里写的姓名有几位同事在用。请改写登录名。`,
    en: `Several people have the name that is given for “${field}”. Write the log-in name instead.`,
  });
}

export function erasedFan(): Problem {
  return conflict(
    'FIELD429',
    '这位粉丝的个人信息已经清除，不能再填写字段。',
    'The personal data of this fan was erased: no field of theirs can be written any more.',
  );
}

function unfit(path: string, code: string, text: Bilingual): Problem {
  return new Problem(422, code, text, { fields: [{ path, message: text.en }] });
}
