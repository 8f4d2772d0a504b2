import { sql } from 'kysely';
import type { Keys } from '../crypto/keys.js';
import { maskEmail, maskPhone } from '../crypto/mask.js';
import { encryptPersonal } from '../crypto/personal-data.js';
import { byteas, texts, uuids } from '../db/binary-array.js';
import type { Tx } from '../db/database.js';
import { createFanKeys, readFanKeys } from './fan-keys.js';

export interface NewFan {
  id: string;
  rootId: string;
  nick: string | null;
  phone: string | null;
  email: string | null;
}

/** @returns data keys by fan, in plain */
export async function createFans(tx: Tx, keys: Keys, fans: NewFan[]): Promise<Map<string, Buffer>> {
  if (fans.length === 0) return new Map();
  const dataKeys = await createFanKeys(
    tx,
    keys,
    fans.map((fan) => fan.id),
  );
  await sql`
    insert into fan (id, root_id, nick, phone_encrypted, phone_mask, email_encrypted, email_mask)
    select * from unnest(
      ${uuids(fans, (fan) => fan.id)}::uuid[],
      ${uuids(fans, (fan) => fan.rootId)}::uuid[],
      ${texts(fans, (fan) => fan.nick)}::text[],
      ${byteas(fans, (fan) => encrypted(dataKeys, fan.id, 'fan.phone', fan.phone))}::bytea[],
      ${texts(fans, (fan) => fan.phone && maskPhone(fan.phone))}::text[],
      ${byteas(fans, (fan) => encrypted(dataKeys, fan.id, 'fan.email', fan.email))}::bytea[],
      ${texts(fans, (fan) => fan.email && maskEmail(fan.email))}::text[])`.execute(tx);
  return dataKeys;
}

export interface Contact {
  fanId: string;
  phone: string | null;
  email: string | null;
}

/** Fills phone and e-mail where the fan has none yet. A fan whose data key was destroyed stays without. */
export async function fillContacts(tx: Tx, keys: Keys, contacts: Contact[]): Promise<void> {
  const dataKeys = await readFanKeys(
    tx,
    keys,
    contacts.map((contact) => contact.fanId),
  );
  const open = contacts.filter((contact) => dataKeys.has(contact.fanId));
  await sql`
    update fan set
      phone_mask = case when phone_encrypted is null then new.phone_mask else fan.phone_mask end,
      phone_encrypted = coalesce(phone_encrypted, new.phone),
      email_mask = case when email_encrypted is null then new.email_mask else fan.email_mask end,
      email_encrypted = coalesce(email_encrypted, new.email),
      updated_at = now()
    from unnest(
      ${uuids(open, (contact) => contact.fanId)}::uuid[],
      ${byteas(open, (contact) => encrypted(dataKeys, contact.fanId, 'fan.phone', contact.phone))}::bytea[],
      ${texts(open, (contact) => contact.phone && maskPhone(contact.phone))}::text[],
      ${byteas(open, (contact) => encrypted(dataKeys, contact.fanId, 'fan.email', contact.email))}::bytea[],
      ${texts(open, (contact) => contact.email && maskEmail(contact.email))}::text[]
    ) as new (id, phone, phone_mask, email, email_mask)
    where fan.id = new.id`.execute(tx);
}

function encrypted(
  dataKeys: Map<string, Buffer>,
  fanId: string,
  column: 'fan.phone' | 'fan.email',
  value: string | null,
): Buffer | null {
  const dataKey = dataKeys.get(fanId);
  return value === null || !dataKey ? null : encryptPersonal(dataKey, fanId, column, value);
}
