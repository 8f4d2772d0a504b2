import { expect, test } from 'vitest';
import { locate } from './locate.js';
import { replaceWith } from './define.js';
import { renderProblem } from './render.js';
import { chineseNumeral, mixedAndOr } from './catalogue/writing.js';

test('a Chinese character is two columns wide, every line ending ends a line', () => {
  expect(locate('等待三天', 2)).toEqual({ line: 1, column: 5 });
  expect(locate('a\r\n等\rb\nc', 5)).toEqual({ line: 3, column: 1 });
  expect(locate('a\u0301b', 2)).toEqual({ line: 1, column: 2 });
});

test('a problem with its line, carets as wide as the text, and the line after the fix', () => {
  const text = '流程 "x" {\n  等待三天\n}';
  const range = { from: 13, to: 14 };
  const problem = chineseNumeral(range, [replaceWith(range, '3')], { zh: '时长', en: 'the length of time' });
  expect(renderProblem({ ...problem, file: 'a.sop' }, text, 'zh')).toBe(
    [
      'a.sop:2:7 错误 SOP110: 时长请用阿拉伯数字。',
      '2 |   等待三天',
      '          ^^',
      '  改法: 改成 3  →  等待3天',
    ].join('\n'),
  );
  expect(renderProblem(problem, text, 'en').split('\n')[0]).toBe(
    '2:7 error SOP110: Please write the length of time with digits.',
  );
});

test('a fix of several edits on one line shows that line', () => {
  const text = '当 关注 或 评论 且 R > 1';
  const at = (from: number) => ({ from, to: from });
  const edits = [
    { range: at(2), text: '(' },
    { range: at(9), text: ')' },
  ];
  const problem = mixedAndOr({ from: 10, to: 11 }, [{ title: { zh: '加括号', en: 'Add brackets' }, edits }]);
  expect(renderProblem(problem, text, 'zh').split('\n').at(-1)).toBe('  改法: 加括号  →  当 (关注 或 评论) 且 R > 1');
});
