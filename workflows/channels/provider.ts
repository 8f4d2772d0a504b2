/** A message on its way to a provider. */
export interface OutgoingMessage {
  id: string;
  shopId: string;
  fanId: string;
  channel: string;
  body: string;
  /** The same at every attempt, whatever happened in between. */
  providerKey: string;
  /** Counts the hand-overs. */
  attempt: number;
}

/** What a provider says of a message. */
export type Outcome =
  | { kind: 'sent' }
  /** It will not have it. */
  | { kind: 'failed'; reason: string }
  /** It certainly does not have it, and may take it later. */
  | { kind: 'later' }
  /** It was not asked: there was no time left. */
  | { kind: 'untried' }
  /** Nobody knows. */
  | { kind: 'unknown' };

/** Carries messages to fans. */
export interface Provider {
  readonly name: string;
  /**
   * Whether a message given twice with the same key is sent once. Only then may a hand-over of unknown outcome be
   * repeated.
   */
  readonly honoursKeys: boolean;
  /** How many messages it is given at a time. */
  readonly atOnce: number;
  /**
   * Outcomes by message id; one that is missing is unknown. Never throws.
   *
   * @param until when it aborts nothing more is begun
   */
  deliver(messages: readonly OutgoingMessage[], until: AbortSignal): Promise<Map<string, Outcome>>;
}
