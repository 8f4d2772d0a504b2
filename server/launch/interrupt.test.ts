import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { listenForInterrupt } from './interrupt.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('aborts at the first signal, forces at a later one, and takes npm’s echo of the same keystroke for what it is', () => {
  const source = new EventEmitter();
  let forced = 0;
  const interrupt = listenForInterrupt(() => forced++, source);
  expect(interrupt.signal.aborted).toBe(false);
  source.emit('SIGINT');
  source.emit('SIGINT');
  expect([interrupt.signal.aborted, forced]).toEqual([true, 0]);
  vi.advanceTimersByTime(1000);
  source.emit('SIGTERM');
  expect(forced).toBe(1);
});

it('lets go of the signals', () => {
  const source = new EventEmitter();
  listenForInterrupt(() => undefined, source).dispose();
  expect(source.eventNames()).toEqual([]);
});
