import { expect } from 'vitest';
import type { FaultKit } from './fault-kit.js';

/**
 * Holds the provider's ledger against the fans who should have got something: each of them got each text once. Where the
 * provider cannot tell a repetition, a fan may have missed one whose status then says that nobody knows.
 */
export async function expectEachOnce(kit: FaultKit, fans: readonly string[], texts: readonly string[]): Promise<void> {
  const times = new Map<string, number>();
  for (const { fan, text } of kit.provider.ledger) {
    const message = `${fan}/${text}`;
    times.set(message, (times.get(message) ?? 0) + 1);
  }
  const statuses = await kit.statuses();
  const isRight = (message: string) => {
    const n = times.get(message) ?? 0;
    const mayBeLost = !kit.provider.honoursKeys && statuses.get(message) === 'unknown';
    return n === 1 || (n === 0 && mayBeLost);
  };
  const expected = fans.flatMap((fan) => texts.map((text) => `${fan}/${text}`));
  expect(new Set(fans).size).toBe(fans.length);
  expect(expected.filter((message) => !isRight(message))).toEqual([]);
  expect([...times.keys()].filter((message) => !expected.includes(message))).toEqual([]);
  expect(kit.provider.forged).toBe(0);
}
