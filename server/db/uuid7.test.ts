import { expect, it } from 'vitest';
import { uuid7 } from './uuid7.js';

it('makes version 7 ids that rise and never repeat', () => {
  const ids = Array.from({ length: 20_000 }, uuid7);
  expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(
    true,
  );
  expect(ids).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(ids.length);
});

it('carries the time in its first 48 bits', () => {
  const before = Date.now();
  const time = parseInt(uuid7().replaceAll('-', '').slice(0, 12), 16);
  // The ids made above may run a few milliseconds ahead of the clock.
  expect(time).toBeGreaterThanOrEqual(before);
  expect(time).toBeLessThan(before + 1_000);
});
