import type { Logger } from 'pino';
import type { Db } from '@fanloom/server/db/database.js';
import { inSpan } from '@fanloom/server/trace/span.js';
import type { Outcome, OutgoingMessage, Provider } from '../channels/provider.js';
import type { ProviderDirectory } from '../channels/provider-directory.js';
import { summaryOf } from '../dispatch/loop.js';
import { claim, HAND_OVER_SECONDS } from './claim.js';
import { dueWays, type Way } from './due.sql.js';
import { claimStranded } from './recover.js';
import { settle } from './settle.js';

/** Nothing is begun so late that it could outlive the hand-over's lease. */
const BEGIN_WITHIN_MS = (HAND_OVER_SECONDS * 1000) / 2;

/** Batches of one way that are handed over at a time: one is being sent while another is written down. */
const AT_ONCE = 2;

export interface DeliveryOptions {
  db: Db;
  providers: ProviderDirectory;
  log: Logger;
  /** When it aborts nothing more is begun; what was not begun is due again. */
  stop: AbortSignal;
  /** Is told when a hand-over has ended, so there may be room for the next. */
  onRoom: () => void;
}

/**
 * Hands over messages that are due. Each way – a channel of a shop – has hand-overs of its own in flight, so that a
 * provider that is slow, or hangs, holds back only itself.
 */
export class Delivery {
  readonly #inFlight = new Map<string, Set<Promise<void>>>();

  constructor(private readonly options: DeliveryOptions) {}

  /** Begins to hand over what is due. @returns whether anything was */
  async pass(): Promise<boolean> {
    const { db, providers } = this.options;
    let found = false;
    for (const way of await dueWays(db)) {
      if (this.#isFull(way)) continue;
      const provider = await providers.of(way.shopId, way.channel);
      const { looked, outgoing, origins } = await claim(db, way, provider.atOnce);
      if (looked > 0) found = true;
      if (outgoing.length === 0) continue;
      const attributes = { channel: way.channel, provider: provider.name, messages: outgoing.length };
      this.#begin(way, (stop) =>
        inSpan('deliver', attributes, origins, () => this.#handOver(provider, outgoing, stop)),
      );
    }
    return found;
  }

  /**
   * Looks after messages that were being handed over when their process ended. A provider that honours keys is given
   * them again under the same key; of the others nobody knows, and they are never repeated.
   *
   * @returns whether there were any
   */
  async recover(): Promise<boolean> {
    const { db, providers } = this.options;
    const { repeat, drop } = await claimStranded(db);
    for (const [way, messages] of byWay(drop)) {
      const { name } = await providers.of(way.shopId, way.channel);
      await settle(db, messages, allUnknown(messages), { name, honoursKeys: false });
    }
    for (const [way, messages] of byWay(repeat)) {
      const provider = await providers.of(way.shopId, way.channel);
      if (provider.honoursKeys) this.#begin(way, (stop) => this.#handOver(provider, messages, stop));
      else await settle(db, messages, allUnknown(messages), provider);
    }
    return repeat.length + drop.length > 0;
  }

  /** Waits for what is in flight. */
  async done(): Promise<void> {
    await Promise.all([...this.#inFlight.values()].flatMap((handOvers) => [...handOvers]));
  }

  #isFull(way: Way): boolean {
    return (this.#inFlight.get(keyOf(way))?.size ?? 0) >= AT_ONCE;
  }

  async #handOver(provider: Provider, messages: readonly OutgoingMessage[], stop: AbortSignal): Promise<void> {
    await settle(this.options.db, messages, await provider.deliver(messages, stop), provider);
  }

  #begin(way: Way, handOver: (stop: AbortSignal) => Promise<void>): void {
    const { log, stop, onRoom } = this.options;
    const own = this.#inFlight.get(keyOf(way)) ?? new Set();
    this.#inFlight.set(keyOf(way), own);
    const until = AbortSignal.any([stop, AbortSignal.timeout(BEGIN_WITHIN_MS)]);
    const running: Promise<void> = handOver(until)
      // What is not written down is looked after when its lease ends.
      .catch((error: unknown) => log.warn({ err: summaryOf(error) }, 'hand-over not written down'))
      .finally(() => {
        own.delete(running);
        if (own.size === 0) this.#inFlight.delete(keyOf(way));
        onRoom();
      });
    own.add(running);
  }
}

function keyOf({ shopId, channel }: Way): string {
  return `${shopId}/${channel}`;
}

function byWay(messages: readonly OutgoingMessage[]): [Way, OutgoingMessage[]][] {
  const ways = new Map<string, [Way, OutgoingMessage[]]>();
  for (const message of messages) {
    const way = ways.get(keyOf(message)) ?? [message, []];
    ways.set(keyOf(message), way);
    way[1].push(message);
  }
  return [...ways.values()];
}

function allUnknown(messages: readonly OutgoingMessage[]): Map<string, Outcome> {
  return new Map(messages.map((message) => [message.id, { kind: 'unknown' }]));
}
