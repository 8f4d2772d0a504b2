import { expect, it } from 'vitest';
import { postgresSettings } from './postgres-settings.js';

const GIB = 1024 ** 3;

it.each([
  ['a small machine', 1, '128MB', '512MB'],
  ['a usual one', 16, '2048MB', '8192MB'],
  ['a large one', 256, '4096MB', '65536MB'],
])('shares the memory of %s', (_, gib, shared_buffers, effective_cache_size) => {
  expect(postgresSettings(gib * GIB)).toMatchObject({ shared_buffers, effective_cache_size });
});
