import { expect, test } from 'vitest';
import { LanguageHost } from './editor/language-host.js';
import { blankSop, freeName, noteOf, renamed } from './new-sop.js';

test('the blank SOP checks clean, and its test passes', () => {
  const host = new LanguageHost();
  const text = blankSop('试试');
  const { problems, sops } = host.read(text);
  expect([problems, sops.map(({ name }) => name)]).toEqual([[], ['试试']]);
  expect(host.run(text).tests.map(({ passed }) => passed)).toEqual([true]);
});

test('finds a free name', () => {
  expect(freeName('甲', ['乙'])).toBe('甲');
  expect(freeName('甲', ['甲', '甲 2'])).toBe('甲 3');
});

test('renames the SOP and the tests that name it, not other mentions', () => {
  const text = '流程 "甲" {\n 说明 "像甲一样"\n}\n测试 "x" 针对 "甲" {}';
  expect(renamed(text, '甲', '乙')).toBe('流程 "乙" {\n 说明 "像甲一样"\n}\n测试 "x" 针对 "乙" {}');
  expect(noteOf(text)).toBe('像甲一样');
});
