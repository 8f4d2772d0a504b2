import { expect, test } from 'vitest';
import { readWritten, shownValue, writtenValue } from './field-value.js';

test.each([
  ['text', '喜欢红色', '喜欢红色', '喜欢红色'],
  ['number', 2.5, '2.5', '2.5'],
  ['money', 19_990, '¥199.90', '199.9'],
  ['date', '2026-03-05', '2026-03-05', '2026-03-05'],
  ['choice', '干皮', '干皮', '干皮'],
  ['list', ['口红', '香水'], '口红、香水', '口红，香水'],
] as const)('%s: %j reads %s and is written %s', (type, value, shown, written) => {
  const field = { name: 'x', type };
  expect(shownValue(field, { x: value })).toBe(shown);
  expect(writtenValue(field, { x: value })).toBe(written);
  expect(readWritten(field, written)).toEqual(value);
});

test('nothing is a dash to read and an empty text to write, and takes the value away', () => {
  const field = { name: 'constructor', type: 'list' } as const;
  expect(shownValue(field, null)).toBe('—');
  expect(writtenValue(field, {})).toBe('');
  expect(readWritten(field, ' ')).toBeNull();
});
