import { expect, it } from 'vitest';
import type { Json } from '../condition/facts.js';
import type { ValueType } from '../vocabulary/value-type.js';
import { formatValue } from './format-value.js';

it.each<[Json, ValueType, string | null]>([
  [9_950, 'money', '99.5元'],
  [20_000, 'money', '200元'],
  [90, 'duration', '1分钟'],
  [59, 'duration', '59秒'],
  [90_000, 'duration', '1天'],
  [12.34, 'percent', '12.3%'],
  [Date.UTC(2025, 2, 2, 16), 'moment', '2025-03-03'],
  [1e300, 'moment', null],
  ['2025-03-03', 'date', '2025-03-03'],
  ['1604-08-21', 'date', '08-21'],
  [['口红', '眉笔'], 'list', '口红'],
  [[], 'list', null],
  ['', 'text', null],
  [null, 'text', null],
  [{}, 'text', null],
])('%j as %s reads %j', (value, type, text) => {
  expect(formatValue(value, type, 'Asia/Shanghai')).toBe(text);
});
