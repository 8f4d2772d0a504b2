import { setTimeout as delay } from 'node:timers/promises';
import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import { UserError } from '../config/user-error.js';
import type { Service } from './service.js';

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
/** A part that ran this long was well: its next crash starts the pauses over. */
const WELL_AFTER = 60_000;

export interface Supervised<S extends Service> {
  /** What runs now, or ran last. */
  current(): S;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** Milliseconds to wait before the next start, after a part that ran for `ranFor` and waited `before` the last time. */
export function pauseAfter(ranFor: number, before: number): number {
  return ranFor >= WELL_AFTER || before === 0 ? FIRST_PAUSE : Math.min(before * 2, LONGEST_PAUSE);
}

/**
 * Starts a part of the product and starts it again, after a growing pause, whenever it ends by itself.
 * Rejects when the very first start does; later failures are told and tried again.
 */
export async function supervise<S extends Service>(
  name: string,
  start: () => Promise<S>,
  say: (line: Bilingual) => void,
  nextPause = pauseAfter,
): Promise<Supervised<S>> {
  const stopping = new AbortController();
  let current = await start();

  const watch = async () => {
    let pause = 0;
    while (!stopping.signal.aborted) {
      const since = Date.now();
      await current.exited;
      if (stopping.signal.aborted) return;
      pause = nextPause(Date.now() - since, pause);
      say({
        zh: `${name} 意外退出，${pause / 1000} 秒后重新启动`,
        en: `${name} ended unexpectedly, starting it again in ${pause / 1000} s`,
      });
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      await start().then(
        (service) => (current = service),
        (error: unknown) => say(reasonOf(name, error)),
      );
    }
  };
  const watching = watch();

  return {
    current: () => current,
    stop: async () => {
      stopping.abort();
      await current.stop();
      await watching;
      await current.stop();
    },
  };
}

function reasonOf(name: string, error: unknown): Bilingual {
  const { zh, en } = error instanceof UserError ? error.text : { zh: String(error), en: String(error) };
  return { zh: `${name}：${zh}`, en: `${name}: ${en}` };
}
