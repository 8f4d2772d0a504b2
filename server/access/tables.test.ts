import { expect, it } from 'vitest';
import { hasMask } from './tables.js';
import type { Subject } from './tables/subject.js';

it.each<[Subject, string, boolean]>([
  ['fan', 'phone', true],
  ['fan', 'nick', true],
  ['fan', 'spend', false],
  ['fan', 'custom', false],
  ['fan', 'phone_mask', false],
  ['fan', 'receiver', false],
  ['order', 'receiver', true],
  ['order', 'number', false],
])('of a %s, %s has a masked form: %s', (subject, field, has) => {
  expect(hasMask(subject, field)).toBe(has);
});
