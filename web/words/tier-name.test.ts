import { expect, test } from 'vitest';
import { tierName } from './tier-name.js';

test('names a tier in both languages, and another by itself', () => {
  expect(tierName('重要保持', 'zh')).toBe('重要保持');
  expect(tierName('重要保持', 'en')).toBe('Important, to keep (重要保持)');
  expect(tierName('toString', 'en')).toBe('toString');
});
