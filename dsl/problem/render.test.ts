import { expect, test } from 'vitest';
import { locate } from './locate.js';
import { replaceWith } from './define.js';
import { renderProblem } from './render.js';
import { chineseNumeral } from './catalogue.js';

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
