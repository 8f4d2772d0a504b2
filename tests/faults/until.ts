import { expect, vi } from 'vitest';

/** Waits for a condition that a test is about to act on. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitFor(async () => expect(await condition()).toBe(true), { timeout: 60_000, interval: 5 });
}
