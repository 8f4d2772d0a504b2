import type { BlockList } from 'node:net';
import { bindingContext } from '@fanloom/server/channel/binding-context.js';
import type { Db } from '@fanloom/server/db/database.js';
import type { MasterKeys } from '@fanloom/server/crypto/master-keys.js';
import type { Provider } from './provider.js';
import { sandbox } from './sandbox.js';
import { webhook, webhookConfig } from './webhook.js';

/** Which provider carries a channel in a shop. */
export interface ProviderDirectory {
  of(shopId: string, channel: string): Promise<Provider>;
}

/**
 * Bindings as the database has them now; a channel that is bound to nothing goes to the sandbox.
 *
 * @param internalHosts addresses inside the company that IT lets webhooks call
 */
export function providerDirectory(db: Db, masterKeys: MasterKeys, internalHosts: BlockList): ProviderDirectory {
  const inSandbox = sandbox(db);
  return {
    async of(shopId, channel) {
      const binding = await db
        .selectFrom('channel_binding')
        .select(['provider', 'config', 'secret_encrypted'])
        .where('shop_id', '=', shopId)
        .where('channel', '=', channel)
        .executeTakeFirst();
      if (binding?.provider !== 'webhook' || !binding.secret_encrypted) return inSandbox;
      const secret = masterKeys.open(binding.secret_encrypted, bindingContext(shopId, channel));
      const { url, honours_keys } = webhookConfig.parse(binding.config);
      return webhook({ url, secret, internalHosts }, honours_keys);
    },
  };
}
