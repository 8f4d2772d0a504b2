import { expect, test } from 'vitest';
import type { FieldType } from '@fanloom/dsl/catalogue/custom-field.js';
import { readFieldValue } from './field-value.js';

const read = (type: FieldType, value: unknown, choices: string[] = []) => readFieldValue({ type, choices }, value);

test.each<[FieldType, unknown]>([
  ['text', '喜欢红色'],
  ['number', -2.5],
  ['money', 9_900],
  ['date', '2026-02-28'],
  ['choice', '干皮'],
  ['list', ['口红', '香水']],
  ['person', '小美'],
])('%s takes %j', (type, value) => {
  expect(read(type, value)).toEqual(value);
});

test.each<[FieldType, unknown]>([
  ['text', ''],
  ['text', 'a\0'],
  ['text', 5],
  ['number', '5'],
  ['number', Number.POSITIVE_INFINITY],
  ['money', 99.5],
  ['date', '2026-02-30'],
  ['date', '0026-02-28'],
  ['list', []],
  ['list', '口红'],
])('%s does not take %j', (type, value) => {
  expect(read(type, value)).toBeUndefined();
});

test('a person is kept as they are called, whichever of their names is told', () => {
  const people = new Map([
    ['小美', '小美'],
    ['mei', '小美'],
    ['小林', null],
    ['lin2', '小林（lin2）'],
  ]);
  const named = (value: string) => readFieldValue({ type: 'person', choices: [], people }, value);
  expect(['小美', 'Mei', 'lin2', '小林', '阿花'].map(named)).toEqual([
    '小美',
    '小美',
    '小林（lin2）',
    undefined,
    undefined,
  ]);
});

test('of choices only those that are offered', () => {
  expect(read('choice', ' 油皮 ', ['干皮', '油皮'])).toBe('油皮');
  expect(read('choice', '中性', ['干皮', '油皮'])).toBeUndefined();
  expect(read('list', ['干皮', '中性'], ['干皮', '油皮'])).toBeUndefined();
});
