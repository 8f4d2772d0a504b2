import { expect, it } from 'vitest';
import { Gate } from './gate.js';

/** Where a request stands: at work with what ends it, or why it was turned away. */
async function standingOf(entering: Promise<() => void>) {
  const waiting = new Promise<'waiting'>((resolve) => setImmediate(() => resolve('waiting')));
  return Promise.race([entering.catch((problem: unknown) => problem), waiting]);
}

it('lets some work, others wait in order, and turns the rest away', async () => {
  const gate = new Gate({ atOnce: 1, waiting: 2, each: 9 });
  const first = await gate.enter('a');
  const second = gate.enter('a');
  const third = gate.enter('b');
  expect(await standingOf(gate.enter('c'))).toMatchObject({
    status: 503,
    code: 'REQ503',
    headers: { 'Retry-After': '2' },
  });
  expect(gate.waiting).toBe(2);
  first();
  const end = await second;
  expect(await standingOf(third)).toBe('waiting');
  end();
  (await third)();
  expect(await standingOf(gate.enter('c'))).toBeTypeOf('function');
});

it('does not let one caller take all places', async () => {
  const gate = new Gate({ atOnce: 2, waiting: 2, each: 2 });
  const first = await gate.enter('a');
  await gate.enter('a');
  expect(await standingOf(gate.enter('a'))).toMatchObject({
    status: 429,
    code: 'REQ429',
    headers: { 'Retry-After': '1' },
  });
  const other = gate.enter('b');
  first();
  expect(await standingOf(other)).toBeTypeOf('function');
  expect(await standingOf(gate.enter('a'))).toBe('waiting');
});
