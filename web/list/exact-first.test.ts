import { expect, test } from 'vitest';
import { exactFirst } from './exact-first.js';

const fans = (...ids: string[]) => Promise.resolve({ items: ids.map((fan_id) => ({ fan_id })) });
const ids = async (found: Promise<{ fan_id: string }[]>) => (await found).map(({ fan_id }) => fan_id);

test('whoever is called exactly so comes first, once', async () => {
  const ask = (by: { q: string } | { nick: string }) => ('nick' in by ? fans('c') : fans('a', 'b', 'c'));
  expect(await ids(exactFirst('花花', ask))).toEqual(['c', 'a', 'b']);
});

test('a phone is found by those who see no nicks', async () => {
  const ask = (by: { q: string } | { nick: string }) => ('nick' in by ? Promise.reject(new Error('400')) : fans('a'));
  expect(await ids(exactFirst('13800000000', ask))).toEqual(['a']);
});
