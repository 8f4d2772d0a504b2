import { Problem } from '../problem/problem.js';
import { unavailable } from '../problem/common.js';

export interface GateLimits {
  /** Requests at work. */
  atOnce: number;
  /** Requests in line behind them. */
  waiting: number;
  /** Of both together, those of one caller. */
  each: number;
}

/** Lets a number of requests work at a time and some more wait in line; the rest are turned away before they are read. */
export class Gate {
  #working = 0;
  readonly #line: (() => void)[] = [];
  readonly #held = new Map<string, number>();

  constructor(private readonly limits: GateLimits) {}

  get waiting(): number {
    return this.#line.length;
  }

  /**
   * Waits for its turn.
   *
   * @param caller whose request it is
   * @returns what is called when the request has ended
   * @throws Problem REQ429 when the caller has too many requests here, REQ503 when all have; both with Retry-After
   */
  async enter(caller: string): Promise<() => void> {
    const held = this.#held.get(caller) ?? 0;
    if (held >= this.limits.each) throw tooMany();
    const mustWait = this.#working >= this.limits.atOnce;
    if (mustWait && this.#line.length >= this.limits.waiting) throw unavailable();
    this.#held.set(caller, held + 1);
    if (mustWait) await new Promise<void>((resolve) => this.#line.push(resolve));
    else this.#working++;
    return () => this.#leave(caller);
  }

  /** The place goes to the next in line. */
  #leave(caller: string): void {
    const held = (this.#held.get(caller) ?? 0) - 1;
    if (held > 0) this.#held.set(caller, held);
    else this.#held.delete(caller);
    const next = this.#line.shift();
    if (next) next();
    else this.#working--;
  }
}

function tooMany(): Problem {
  return new Problem(
    429,
    'REQ429',
    {
      zh: '同时发来的请求太多，这一个没有处理。请等前面的请求返回后再发。',
      en: 'Too many requests at the same time; this one was not processed. Send it again when earlier ones have been answered.',
    },
    { headers: { 'Retry-After': '1' } },
  );
}
