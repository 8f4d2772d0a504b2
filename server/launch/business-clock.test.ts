import { expect, it } from 'vitest';
import { tenOClock } from './business-clock.js';

it.each([
  ['2026-03-05T01:59:00Z', '2026-03-05T02:00:00.000Z'],
  ['2026-03-05T15:59:00Z', '2026-03-05T02:00:00.000Z'],
  ['2026-03-05T16:00:00Z', '2026-03-06T02:00:00.000Z'],
])('finds ten o’clock in China at %s', (now, ten) => {
  expect(tenOClock(new Date(now)).toISOString()).toBe(ten);
});
