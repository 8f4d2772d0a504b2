import type { Logger } from 'pino';
import { troubleOf } from '@fanloom/server/db/trouble.js';

/**
 * Repeats a pass until told to stop: at once while there is work, after `idleMs` or a call of `hurry` when there is
 * none, and after a growing pause when it fails.
 */
export class Loop {
  #stopped = false;
  #hurry: (() => void) | null = null;
  #hurried = false;
  readonly #done: Promise<void>;

  constructor(
    private readonly name: string,
    private readonly pass: () => Promise<boolean>,
    private readonly idleMs: number,
    private readonly log: Logger,
  ) {
    this.#done = this.#run();
  }

  /** There may be work: do not wait any longer. */
  hurry(): void {
    this.#hurried = true;
    this.#hurry?.();
  }

  /** Lets the pass at work end. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#hurry?.();
    await this.#done;
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#stopped;) {
      this.#hurried = false;
      try {
        const busy = await this.pass();
        failures = 0;
        if (!busy) await this.#pause(this.idleMs);
      } catch (error) {
        failures++;
        this.log.warn({ loop: this.name, failures, err: summaryOf(error) }, 'pass failed');
        await this.#pause(Math.min(100 * 2 ** failures, 5_000));
      }
    }
  }

  async #pause(ms: number): Promise<void> {
    if (this.#hurried || this.#stopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#hurry = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#hurry = null;
  }
}

interface Summary {
  name: string;
  code?: string;
  found?: string;
  advice?: string;
}

/** What may stand in a log: PostgreSQL's own words quote data. Of the database's troubles what to do about them. */
export function summaryOf(error: unknown): Summary {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const trouble = troubleOf(error);
  return { name: error.name, ...code, ...(trouble && { found: trouble.found.en, advice: trouble.advice.en }) };
}
