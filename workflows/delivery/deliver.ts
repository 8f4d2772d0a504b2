import type { Db } from '@fanloom/server/db/database.js';
import type { Outcome, OutgoingMessage, Provider } from '../channels/provider.js';
import type { ProviderDirectory } from '../channels/provider-directory.js';
import { claim, HAND_OVER_SECONDS } from './claim.js';
import { claimStranded } from './recover.js';
import { settle } from './settle.js';

/** Nothing is begun so late that it could outlive the hand-over's lease. */
const BEGIN_WITHIN_MS = (HAND_OVER_SECONDS * 1000) / 2;

/**
 * Hands over the messages that are due, to all providers side by side.
 *
 * @param stop when it aborts nothing more is begun; what was not begun is due again
 * @returns whether there were any
 */
export async function deliver(db: Db, providers: ProviderDirectory, stop: AbortSignal = NEVER): Promise<boolean> {
  const { looked, outgoing } = await claim(db);
  await handOver(db, await byProvider(outgoing, providers), stop);
  return looked > 0;
}

const NEVER = new AbortController().signal;

async function handOver(db: Db, parts: Part[], stop: AbortSignal): Promise<void> {
  const until = AbortSignal.any([stop, AbortSignal.timeout(BEGIN_WITHIN_MS)]);
  await Promise.all(
    parts.map(async ({ provider, messages }) => {
      await settle(db, messages, await provider.deliver(messages, until), provider);
    }),
  );
}

/**
 * Looks after messages that were being handed over when their process ended. A provider that honours keys is given them
 * again under the same key; of the others nobody knows, and they are never repeated.
 */
export async function recover(db: Db, providers: ProviderDirectory, stop: AbortSignal = NEVER): Promise<boolean> {
  const { repeat, drop } = await claimStranded(db);
  for (const { provider, messages } of await byProvider(drop, providers)) {
    await settle(db, messages, allUnknown(messages), { ...provider, honoursKeys: false });
  }
  const again = await byProvider(repeat, providers);
  await handOver(
    db,
    again.filter(({ provider }) => provider.honoursKeys),
    stop,
  );
  for (const { provider, messages } of again.filter((part) => !part.provider.honoursKeys)) {
    await settle(db, messages, allUnknown(messages), provider);
  }
  return repeat.length + drop.length > 0;
}

function allUnknown(messages: readonly OutgoingMessage[]): Map<string, Outcome> {
  return new Map(messages.map((message) => [message.id, { kind: 'unknown' }]));
}

interface Part {
  provider: Provider;
  messages: OutgoingMessage[];
}

async function byProvider(messages: readonly OutgoingMessage[], providers: ProviderDirectory): Promise<Part[]> {
  const groups = new Map<string, OutgoingMessage[]>();
  for (const message of messages) {
    const key = `${message.shopId}/${message.channel}`;
    groups.set(key, [...(groups.get(key) ?? []), message]);
  }
  const found = [];
  for (const group of groups.values()) {
    const [first] = group;
    if (first) found.push({ provider: await providers.of(first.shopId, first.channel), messages: group });
  }
  return found;
}
