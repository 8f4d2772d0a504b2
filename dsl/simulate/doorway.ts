import type { Properties } from '../condition/facts.js';
import { own } from '../condition/facts.js';
import type { Reentry } from '../ir/program.js';
import type { Refusal } from './trace.js';

/** Decides by the re-entry clause who may come in: never two active stays for one thing. */
export class Doorway {
  private readonly stays = new Map<string, { active: boolean; lastAnchor: number | null }>();

  constructor(private readonly reentry: Reentry) {}

  /** What the clause counts by besides the fan; null when the entering event does not say. */
  thingOf(properties: Properties): string | null {
    if (this.reentry.per === null) return '';
    const thing = own(properties, this.reentry.per);
    return typeof thing === 'string' || typeof thing === 'number' ? String(thing) : null;
  }

  refusal(thing: string, now: number): Refusal | null {
    const stay = this.stays.get(thing);
    if (!stay) return null;
    if (stay.active) return 'already_in';
    const { everySeconds } = this.reentry;
    if (stay.lastAnchor === null) return null;
    return everySeconds === null || stay.lastAnchor > now - everySeconds * 1000 ? 'too_soon' : null;
  }

  /** Occupies the place; a timer that may come to nothing has no anchor yet. */
  enter(thing: string, anchor: number | null): void {
    this.stays.set(thing, { active: true, lastAnchor: anchor ?? this.stays.get(thing)?.lastAnchor ?? null });
  }

  leave(thing: string): void {
    const stay = this.stays.get(thing);
    if (stay) stay.active = false;
  }
}
