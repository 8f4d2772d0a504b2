import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { uuid7 } from '@fanloom/server/db/uuid7.js';
import { readClock } from '@fanloom/server/clock/clock.js';
import type { Db } from '@fanloom/server/db/database.js';

const LOOK_EVERY_MS = 10;

interface Awaited {
  since: number;
  seen: (sighting: Sighting) => void;
}

/** Moments of `performance.now()`. */
export interface Sighting {
  /** The fan was being let into the SOP. */
  enrolled: number;
  /** The message's row was being written. */
  planned: number;
  /** Others can see it. */
  seen: number;
}

/**
 * Notices when the first message to each awaited fan can be seen by others: looks at short intervals at the newest
 * messages, whose entering event carries the fan's key.
 */
export class MessageWatch {
  readonly #awaited = new Map<string, Awaited>();
  #looking = false;
  #clock: { real: number; business: number } | undefined;

  constructor(private readonly db: Db) {}

  /** @returns a new key for an event, and the moment (of `performance.now()`) at which its message is there */
  await(withinMs: number): { key: string; sighting: Promise<Sighting> } {
    const key = uuid7();
    const sighting = new Promise<Sighting>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('No message came')), withinMs);
      const notice = (noticed: Sighting) => {
        clearTimeout(timer);
        resolve(noticed);
      };
      this.#awaited.set(key, { since: Date.now(), seen: notice });
    });
    this.#look();
    return { key, sighting };
  }

  /** Business time in milliseconds; it runs at the pace of real time. */
  async businessNow(): Promise<number> {
    if (!this.#clock) {
      const { businessAt } = await readClock(this.db);
      this.#clock = { real: Date.now(), business: businessAt.getTime() };
    }
    return this.#clock.business + Date.now() - this.#clock.real;
  }

  #look(): void {
    if (this.#looking) return;
    this.#looking = true;
    void this.#lookOn().finally(() => (this.#looking = false));
  }

  async #lookOn(): Promise<void> {
    while (this.#awaited.size > 0) {
      const oldest = Math.min(...Array.from(this.#awaited.values(), ({ since }) => since));
      const { rows } = await sql<{ key: string; enrolment: string; effect: string }>`
        select e.event_properties ->> 'sample' as key, e.id as enrolment, x.id as effect
        from effect x join enrolment e on e.id = x.enrolment_id
        where x.id >= uuid7_at(${new Date(oldest)})`.execute(this.db);
      const seen = performance.now();
      for (const { key, enrolment, effect } of rows) {
        this.#awaited.get(key)?.seen({ enrolled: madeAt(enrolment), planned: madeAt(effect), seen });
        this.#awaited.delete(key);
      }
      await delay(LOOK_EVERY_MS);
    }
  }
}

/** A uuidv7 begins with the milliseconds at which it was made. */
function madeAt(id: string): number {
  return parseInt(id.replace('-', '').slice(0, 12), 16) - performance.timeOrigin;
}
