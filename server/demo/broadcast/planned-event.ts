import type { PersonInput } from '../../identity/identity.js';

/** Something that will happen in the demo shop. */
export interface PlannedEvent {
  /** Business time, in milliseconds. */
  at: number;
  type: string;
  /** Idempotency key: planned again after a restart, the event is the same one. */
  key: string;
  /** Null: the shop itself. */
  person: PersonInput | null;
  properties: Record<string, string | number | string[]>;
}
