import { conflict } from '../problem/common.js';

export const mergeProblems = {
  alreadyOne: () =>
    conflict(
      'IDN101',
      '这两条记录已经是同一位粉丝。请刷新页面查看合并后的资料。',
      'These two records are one fan already. Reload the page to see the merged fan.',
    ),
  erased: () =>
    conflict(
      'IDN103',
      '这位粉丝的个人信息已经清除，不能再合并，也不能撤销合并。',
      'The personal data of this fan was erased: records can neither be merged with it nor taken out of it any more.',
    ),
  notStanding: () =>
    conflict(
      'IDN102',
      '这次合并已经撤销。请刷新页面查看最新的合并记录。',
      'This merge has been undone already. Reload the page to see the history as it is now.',
    ),
};
