import type { LookupKeys } from '../crypto/keys.js';
import { lookupHash } from '../crypto/lookup-hash.js';
import { normalEmail, normalId, normalNick, normalPhone } from './normal-form.js';

/** Strongest first: the first one a fact carries decides which record of the fan it stays with. */
export const IDENTITY_KINDS = [
  'union_id',
  'user_id',
  'oaid',
  'open_id',
  'wecom',
  'member_no',
  'phone',
  'email',
  'nick',
] as const;

export type IdentityKind = (typeof IDENTITY_KINDS)[number];

/** What somebody says of a person: any of the kinds, as written. */
export type PersonInput = Partial<Record<IdentityKind, string>>;

/** The shop in which a fact stands. Ids of a platform are strong on it, a nick and a member number in one shop only. */
export interface Place {
  id: string;
  platform: string;
}

export interface Identity {
  kind: IdentityKind;
  /** Where the identity is strong; '' means everywhere. */
  scope: string;
  /** Keyed hash, hexadecimal. */
  hash: string;
  /** Normal form, in plain. */
  value: string;
  /** Kind, scope and hash in one text, to compare by. */
  key: string;
}

export const normalForms: Record<IdentityKind, (text: string) => string | null> = {
  union_id: normalId,
  user_id: normalId,
  oaid: normalId,
  open_id: normalId,
  wecom: normalId,
  member_no: normalId,
  phone: normalPhone,
  email: normalEmail,
  nick: normalNick,
};

/** The identities that hold, strongest first. Empty: this is nobody in particular. */
export function identify(person: PersonInput, place: Place, keys: LookupKeys): Identity[] {
  const identities: Identity[] = [];
  for (const kind of IDENTITY_KINDS) {
    const text = person[kind];
    const value = text === undefined ? null : normalForms[kind](text);
    if (value === null) continue;
    const scope = scopeOf(kind, place);
    const hash = lookupHash(keys, kind, value);
    identities.push({ kind, scope, hash, value, key: `${kind} ${scope} ${hash}` });
  }
  return identities;
}

/** The hash as the database has it. @param value in its normal form */
export function identityHash(keys: LookupKeys, kind: IdentityKind, value: string): Buffer {
  return Buffer.from(lookupHash(keys, kind, value), 'hex');
}

function scopeOf(kind: IdentityKind, place: Place): string {
  switch (kind) {
    case 'user_id':
    case 'open_id':
      return place.platform;
    case 'nick':
    case 'member_no':
      return `${place.platform}:${place.id}`;
    case 'union_id':
    case 'oaid':
    case 'wecom':
    case 'phone':
    case 'email':
      return '';
  }
}
