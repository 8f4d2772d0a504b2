import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { abilityOf } from '../access/ability.js';
import { shopSize } from './shop-size.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

const anybody = () => abilityOf([]);

it('is counted once within half a minute', async () => {
  const ability = anybody();
  const count = vi.fn(() => Promise.resolve(count.mock.calls.length));
  expect(await shopSize(ability, 'a', count)).toBe(1);
  vi.advanceTimersByTime(29_000);
  expect(await shopSize(ability, 'a', count)).toBe(1);
  vi.advanceTimersByTime(2_000);
  expect(await shopSize(ability, 'a', count)).toBe(2);
});

it('is each shop’s own, and that of whom sees so much', async () => {
  const [one, another] = [anybody(), anybody()];
  expect(await shopSize(one, 'a', () => Promise.resolve(1))).toBe(1);
  expect(await shopSize(one, 'b', () => Promise.resolve(2))).toBe(2);
  expect(await shopSize(another, 'a', () => Promise.resolve(3))).toBe(3);
});

it('is asked again when it took too long or failed', async () => {
  const ability = anybody();
  expect(await shopSize(ability, 'a', () => Promise.resolve(null))).toBeNull();
  await expect(shopSize(ability, 'a', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
  expect(await shopSize(ability, 'a', () => Promise.resolve(4))).toBe(4);
});
