import type { Db } from '@fanloom/server/db/database.js';
import type { Outcome, OutgoingMessage, Provider } from '../channels/provider.js';
import type { ProviderDirectory } from '../channels/provider-directory.js';
import { claim } from './claim.js';
import { claimStranded } from './recover.js';
import { settle } from './settle.js';

/**
 * Hands over the messages that are due.
 *
 * @returns whether there were any
 */
export async function deliver(db: Db, providers: ProviderDirectory): Promise<boolean> {
  const { looked, outgoing } = await claim(db);
  for (const { provider, messages } of await byProvider(outgoing, providers)) {
    await settle(db, messages, await provider.deliver(messages), provider);
  }
  return looked > 0;
}

/**
 * Looks after messages that were being handed over when their process ended. A provider that honours keys is given them
 * again under the same key; of the others nobody knows, and they are never repeated.
 */
export async function recover(db: Db, providers: ProviderDirectory): Promise<boolean> {
  const { repeat, drop } = await claimStranded(db);
  for (const { provider, messages } of await byProvider(drop, providers)) {
    await settle(db, messages, allUnknown(messages), { ...provider, honoursKeys: false });
  }
  for (const { provider, messages } of await byProvider(repeat, providers)) {
    const outcomes = provider.honoursKeys ? await provider.deliver(messages) : allUnknown(messages);
    await settle(db, messages, outcomes, provider);
  }
  return repeat.length + drop.length > 0;
}

function allUnknown(messages: readonly OutgoingMessage[]): Map<string, Outcome> {
  return new Map(messages.map((message) => [message.id, { kind: 'unknown' }]));
}

async function byProvider(
  messages: readonly OutgoingMessage[],
  providers: ProviderDirectory,
): Promise<{ provider: Provider; messages: OutgoingMessage[] }[]> {
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
