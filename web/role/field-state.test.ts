import { expect, test } from 'vitest';
import { stateOf, withState } from './field-state.js';

test('a field is in one state at a time', () => {
  const rule = { masked: ['phone'], hidden: ['email'] };
  const hidden = withState(rule, 'phone', 'hidden');
  expect(hidden).toEqual({ masked: [], hidden: ['email', 'phone'] });
  expect(stateOf(hidden, 'phone')).toBe('hidden');
  expect(withState(hidden, 'phone', 'visible')).toEqual({ masked: [], hidden: ['email'] });
  expect(stateOf(rule, 'phone')).toBe('masked');
  expect(stateOf(rule, 'nick')).toBe('visible');
});
