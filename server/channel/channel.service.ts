import { randomBytes } from 'node:crypto';
import type { BlockList } from 'node:net';
import { CHANNELS, type ChannelLength } from '@fanloom/dsl/vocabulary/channel.js';
import { z } from 'zod';
import type { Author } from '../access/author.js';
import { requireInShop } from '../access/in-shop.js';
import type { ScopedDb } from '../access/scoped-db.js';
import { appendAudit } from '../audit/audit.js';
import type { MasterKeys } from '../crypto/master-keys.js';
import type { Db, Tx } from '../db/database.js';
import { notFound } from '../problem/common.js';
import { bindingContext } from './binding-context.js';
import { channelLength } from './channel-length.js';
import { reachableAddresses } from './webhook-address.js';

const webhookConfig = z.object({ url: z.string(), honours_keys: z.boolean() });
const lengthConfig = z.object({ length: channelLength });

/** Every channel with the provider that carries it in a shop; one that is bound to nothing goes to the sandbox. */
export async function listChannels(db: ScopedDb, shopId: string) {
  await db.selectFrom('shop').select('id').where('id', '=', shopId).executeTakeFirstOrThrow(notFound);
  const bindings = await db
    .selectFrom('channel_binding')
    .select(['channel', 'provider', 'config'])
    .where('shop_id', '=', shopId)
    .execute();
  return Object.entries(CHANNELS).map(([channel, { longest, adds }]) => {
    const binding = bindings.find((one) => one.channel === channel);
    const config = binding?.provider === 'webhook' ? webhookConfig.safeParse(binding.config).data : undefined;
    const length = lengthConfig.safeParse(binding?.config).data?.length ?? null;
    return {
      channel,
      ...(config ? { provider: 'webhook' as const, ...config } : { provider: 'sandbox' as const }),
      length,
      default_length: { longest, adds },
    };
  });
}

/** What messages of a shop's channels may hold, as far as the shop has settled it. */
export async function channelLengths(db: ScopedDb, shopId: string): Promise<Record<string, ChannelLength>> {
  const bindings = await db
    .selectFrom('channel_binding')
    .select(['channel', 'config'])
    .where('shop_id', '=', shopId)
    .execute();
  return Object.fromEntries(
    bindings.flatMap(({ channel, config }) => {
      const { data } = lengthConfig.safeParse(config);
      return data ? [[channel, data.length]] : [];
    }),
  );
}

export interface Binding {
  shop_id: string;
  channel: string;
  /** Null: as the language assumes. */
  length: ChannelLength | null;
  target: { provider: 'sandbox' } | { provider: 'webhook'; url: string; honours_keys: boolean; renew_secret: boolean };
}

export interface ChannelSettings {
  masterKeys: MasterKeys;
  internalHosts: BlockList;
}

/**
 * Lets a provider carry a channel of a shop from the next message on.
 *
 * @returns the webhook's secret when it is new: this once, for the receiver to check signatures with
 * @throws Problem REQ404 for a foreign shop, CHANNEL422 for an address inside the company
 */
export async function bindChannel(db: Db, author: Author, settings: ChannelSettings, binding: Binding) {
  const { shop_id, channel, length, target } = binding;
  await requireInShop(db, author.ability, 'update', 'channel', shop_id);
  if (target.provider === 'webhook') await reachableAddresses(new URL(target.url), settings.internalHosts);
  return db.transaction().execute(async (tx) => {
    const secret = target.provider === 'webhook' ? await freshSecret(tx, binding, target.renew_secret) : null;
    await write(tx, binding, secret === null ? null : sealSecret(settings.masterKeys, binding, secret));
    await appendAudit(tx, {
      actorId: author.staffId,
      action: 'channel.bind',
      subject: 'channel',
      subjectId: channel,
      shopId: shop_id,
      detail: { provider: target.provider, renewed: secret !== null, length },
    });
    return { secret };
  });
}

/** Null: the binding keeps the secret it has. */
async function freshSecret(tx: Tx, { shop_id, channel }: Binding, renew: boolean): Promise<string | null> {
  const known = await tx
    .selectFrom('channel_binding')
    .select('secret_encrypted')
    .where('shop_id', '=', shop_id)
    .where('channel', '=', channel)
    .forUpdate()
    .executeTakeFirst();
  return known?.secret_encrypted && !renew ? null : randomBytes(32).toString('base64url');
}

function sealSecret(masterKeys: MasterKeys, { shop_id, channel }: Binding, secret: string): Buffer {
  return masterKeys.seal(secret, bindingContext(shop_id, channel));
}

/** @param secret null: as it is; the sandbox has none */
async function write(tx: Tx, { shop_id, channel, length, target }: Binding, secret: Buffer | null): Promise<void> {
  const { provider } = target;
  const config = JSON.stringify({
    ...(length && { length }),
    ...(target.provider === 'webhook' && { url: target.url, honours_keys: target.honours_keys }),
  });
  const row = { provider, config, secret_encrypted: secret };
  await tx
    .insertInto('channel_binding')
    .values({ shop_id, channel, ...row })
    .onConflict((same) =>
      same.columns(['shop_id', 'channel']).doUpdateSet((eb) => ({
        ...row,
        secret_encrypted:
          provider === 'webhook' && secret === null ? eb.ref('channel_binding.secret_encrypted') : secret,
      })),
    )
    .execute();
}
