import { describe, expect, it } from 'vitest';
import type { Service } from './service.js';
import { pauseAfter, supervise } from './supervise.js';

describe('pauseAfter', () => {
  it('doubles up to half a minute while a part keeps crashing', () => {
    const pauses = [0];
    for (let i = 0; i < 7; i++) pauses.push(pauseAfter(100, pauses.at(-1) ?? 0));
    expect(pauses.slice(1)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('starts over after a part that ran well for a while', () => {
    expect(pauseAfter(60_000, 30_000)).toBe(1000);
  });
});

/** A part that ends when `crash` or `stop` is called, and can be told from the next one by its id. */
function fakePart(pid: number): Service & { crash(): void } {
  let crash: () => void = () => undefined;
  const exited = new Promise<void>((resolve) => (crash = resolve));
  return { pid, exited, crash, stop: async () => crash() };
}

/** A supervised part without pauses; `starts` may fail, as often as `failures` says, after the first one. */
async function superviseFake(failures = 0) {
  const said: string[] = [];
  const parts: ReturnType<typeof fakePart>[] = [];
  const waiting: (() => void)[] = [];
  const start = async () => {
    if (parts.length > 0 && failures-- > 0) throw new Error('port taken');
    const part = fakePart(parts.length + 1);
    parts.push(part);
    waiting.splice(0).forEach((resolve) => resolve());
    return part;
  };
  const nextStart = () => new Promise<void>((resolve) => waiting.push(resolve));
  const supervised = await supervise(
    'Part',
    start,
    ({ en }) => said.push(en),
    () => 0,
  );
  return { supervised, parts, said, nextStart };
}

describe('supervise', () => {
  it('starts a part again that ended by itself, and says so', async () => {
    const { supervised, parts, said, nextStart } = await superviseFake();
    const again = nextStart();
    parts[0]?.crash();
    await again;
    await supervised.stop();
    expect(supervised.current().pid).toBe(2);
    expect(said).toEqual(['Part ended unexpectedly, starting it again in 0 s']);
  });

  it('tries again when a later start fails', async () => {
    const { supervised, parts, said, nextStart } = await superviseFake(2);
    const again = nextStart();
    parts[0]?.crash();
    await again;
    await supervised.stop();
    expect(said.filter((line) => line === 'Part: Error: port taken')).toHaveLength(2);
  });

  it('ends a part for good', async () => {
    const { supervised, parts, said } = await superviseFake();
    await supervised.stop();
    expect([parts.length, said]).toEqual([1, []]);
  });

  it('leaves a first start that fails to the caller', async () => {
    const start = () => Promise.reject(new Error('no binaries'));
    await expect(supervise('Part', start, () => undefined)).rejects.toThrow('no binaries');
  });
});
