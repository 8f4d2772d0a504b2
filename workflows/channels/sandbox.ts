import { sql } from 'kysely';
import { businessNow } from '@fanloom/server/clock/clock.js';
import type { Db } from '@fanloom/server/db/database.js';
import type { Outcome, OutgoingMessage, Provider } from './provider.js';

/** Sends nothing: shows what would have been sent. */
export function sandbox(db: Db): Provider {
  return {
    name: 'sandbox',
    honoursKeys: true,
    atOnce: 2_000,
    async deliver(messages: readonly OutgoingMessage[]): Promise<Map<string, Outcome>> {
      await sql`
        insert into sandbox_message (provider_key, shop_id, fan_id, channel, body, at)
        select m.key, m.shop, m.fan, m.channel, m.body, ${await businessNow(db)}
        from unnest(${messages.map((m) => m.providerKey)}::text[], ${messages.map((m) => m.shopId)}::uuid[],
          ${messages.map((m) => m.fanId)}::uuid[], ${messages.map((m) => m.channel)}::text[],
          ${messages.map((m) => m.body)}::text[]) m(key, shop, fan, channel, body)
        on conflict (provider_key) do nothing`.execute(db);
      return new Map(messages.map((message) => [message.id, { kind: 'sent' }]));
    },
  };
}
