import type { Logger } from 'pino';
import type { TemporalSettings } from '@fanloom/server/config/temporal.js';
import { checkTemporal } from '@fanloom/server/health/check-temporal.js';

/**
 * Says in the log what keeps Temporal from being used and what to do, when that changes: a worker that is at work waits for
 * a Temporal that is gone without a word.
 */
export class TemporalWatch {
  #said = '';

  constructor(
    private readonly settings: TemporalSettings,
    private readonly log: Logger,
  ) {}

  async look(): Promise<boolean> {
    const { state, found, advice } = await checkTemporal(this.settings);
    if (found.en === this.#said) return false;
    this.#said = found.en;
    if (state === 'ok') this.log.info({ found: found.en }, 'Temporal is there');
    else this.log.warn({ found: found.en, advice: advice?.en }, 'no Temporal');
    return false;
  }
}
