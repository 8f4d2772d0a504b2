import { Problem } from '../problem/problem.js';

/** Erasing takes the data away from all shops, and the person does not have the right in all of them. */
export function erasedElsewhere(): Problem {
  return new Problem(403, 'PRIV403', {
    zh: '这位粉丝在您负责的范围之外也有资料，清除会影响全公司，所以没有执行。请由在所有相关店铺都有“清除个人信息”权限的人操作，或请 IT 用 fanloom privacy erase 执行。',
    en: 'This fan is also known outside of what you look after, and erasing takes the data away everywhere, so nothing was done. Ask somebody who has the right to erase in all shops concerned, or IT with fanloom privacy erase.',
  });
}
