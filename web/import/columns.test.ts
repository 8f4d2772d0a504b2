import { expect, test } from 'vitest';
import { assign } from './columns.js';
import type { Column } from './import.api.js';

const columns: Column[] = [
  { index: 0, name: '昵称', field: 'nick', unit: null },
  { index: 1, name: '观看时长(分钟)', field: 'watch_seconds', unit: 'minutes' },
  { index: 2, name: '备注', field: null, unit: null },
];

test('a field moves from one column to the other', () => {
  const moved = assign(columns, 2, 'nick');
  expect(moved.map((column) => column.field)).toEqual([null, 'watch_seconds', 'nick']);
});

test('a unit stays with the meaning it was found for', () => {
  expect(assign(columns, 1, 'watch_seconds')[1]?.unit).toBe('minutes');
  expect(assign(columns, 1, 'visits')[1]?.unit).toBeNull();
  expect(assign(columns, 1, null)[1]).toEqual({ index: 1, name: '观看时长(分钟)', field: null, unit: null });
});
