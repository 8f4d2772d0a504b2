import { expect, it } from 'vitest';
import { dutyForm, dutyOf } from './duty-form.js';

it.each([
  { weekdays: [1, 2], from: 540, to: 1080, rest: ['2026-10-01'], work: [] },
  { weekdays: [7], from: 0, to: 1440, rest: [], work: ['2026-10-10'] },
])('shows a duty calendar and reads it back: %j', (duty) => {
  expect(dutyOf(dutyForm(duty))).toEqual(duty);
});
