import type { Bilingual } from '@fanloom/dsl/problem/problem.js';
import type { PersonInput } from '../identity/identity.js';

/** An event as a sender tells it. */
export interface IncomingEvent {
  /** A built-in type such as order.pay, or the name of one of the shop's own. */
  type: string;
  /** Milliseconds since the epoch: when it happened, not when it is told. */
  happenedAt: number;
  /** Which system tells it. */
  source: string;
  /** The sender's idempotency key: within shop and source an event counts once. */
  key: string;
  /** Who did it; null for events of the shop itself. */
  person: PersonInput | null;
  properties: Record<string, unknown>;
}

export type IngestResult =
  | { status: 'accepted'; eventId: string; fanId: string | null }
  | { status: 'duplicate' }
  | { status: 'rejected'; problem: EventProblem };

export interface EventProblem {
  code: string;
  text: Bilingual;
}
