import { conflict } from '../problem/common.js';

export const mergeProblems = {
  alreadyOne: () =>
    conflict(
      'IDN101',
      '这两条记录已经是同一位粉丝。请刷新页面查看合并后的资料。',
      'These two records are one fan already. Reload the page to see the merged fan.',
    ),
  notStanding: () =>
    conflict(
      'IDN102',
      '这次合并已经撤销。请刷新页面查看最新的合并记录。',
      'This merge has been undone already. Reload the page to see the history as it is now.',
    ),
};
