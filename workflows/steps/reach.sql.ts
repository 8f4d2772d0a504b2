import { type RawBuilder, sql } from 'kysely';

/** Whether fan `member` (a root) has agreed to be written to on this channel. */
export function hasConsent(shopId: string, channel: string): RawBuilder<boolean> {
  return sql`coalesce((select c.granted from consent c
    where c.shop_id = ${shopId} and c.fan_id = member.root_id and c.channel = ${channel}), false)`;
}

/** What a channel needs to know of a fan; channels of the platform itself need nothing more than the fan. */
export function hasAddress(channel: string): RawBuilder<boolean> {
  switch (channel) {
    case 'sms':
    case 'call':
      return sql`exists (select from fan a where a.root_id = member.root_id and a.phone_encrypted is not null)`;
    case 'email':
      return sql`exists (select from fan a where a.root_id = member.root_id and a.email_encrypted is not null)`;
    case 'wecom':
      return hasIdentity(['wecom']);
    case 'service_account':
      return hasIdentity(['union_id', 'open_id']);
    default:
      return sql`true`;
  }
}

function hasIdentity(kinds: string[]): RawBuilder<boolean> {
  return sql`exists (select from fan a join identity i on i.fan_id = a.id
    where a.root_id = member.root_id and i.kind = any(${kinds}::text[]))`;
}
