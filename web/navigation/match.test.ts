import { expect, test } from 'vitest';
import { match } from './match.js';

test('takes named segments out of a path', () => {
  expect(match('/fans/:id', '/fans/7')).toEqual({ id: '7' });
  expect(match('/sops/:id/run', '/sops/%E6%96%B0/run')).toEqual({ id: '新' });
});

test('is exact about the rest', () => {
  expect(match('/fans', '/fans/')).toEqual({});
  expect(match('/fans', '/fans/7')).toBeNull();
  expect(match('/fans/:id', '/tasks/7')).toBeNull();
  expect(match('/', '/')).toEqual({});
  expect(match('/', '/fans')).toBeNull();
});

test('survives a broken escape', () => {
  expect(match('/fans/:id', '/fans/%E6')).toEqual({ id: '%E6' });
});
