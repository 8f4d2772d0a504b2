import { expect, test } from 'vitest';
import { dayOf, endOfDay } from './role-end.js';

test('a role that ends on a day holds until that day is over', () => {
  const end = endOfDay('2026-12-31');
  expect(dayOf(end)).toBe('2026-12-31');
  expect(dayOf(new Date(Date.parse(end ?? '') + 1).toISOString())).toBe('2027-01-01');
});

test('no day is for good', () => {
  expect(endOfDay('')).toBeNull();
  expect(dayOf(null)).toBe('');
});
