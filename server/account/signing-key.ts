import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { open, seal } from '../crypto/cipher.js';
import type { Deps } from '../request/context.js';

/** Signs cookies for a month. It stays known for as long as a cookie that it signed may live. */
export interface SigningKey {
  id: string;
  secret: Uint8Array;
}

type Known = Pick<Deps, 'db' | 'secrets'>;

const signsFor = sql`interval '30 days'`;
/** A month, and the longest session after it. */
const knownFor = sql`interval '44 days'`;

/** The key to sign with; a new one when the newest has done its month. Servers may make two at once: both hold. */
export async function currentSigningKey(known: Known): Promise<SigningKey> {
  const newest = await known.db
    .selectFrom('signing_key')
    .select(['id', 'secret_encrypted'])
    .where('created_at', '>', sql<Date>`now() - ${signsFor}`)
    .orderBy('created_at', 'desc')
    .executeTakeFirst();
  const secret = newest && opened(known, newest.id, newest.secret_encrypted);
  return secret ? { id: newest.id, secret } : rotateSigningKey(known);
}

/** Makes the key that signs from now on, and forgets those that no living cookie was signed with. */
export async function rotateSigningKey({ db, secrets }: Known): Promise<SigningKey> {
  const secret = randomBytes(32);
  await db
    .deleteFrom('signing_key')
    .where('created_at', '<', sql<Date>`now() - ${knownFor}`)
    .execute();
  const id = crypto.randomUUID();
  await db
    .insertInto('signing_key')
    .values({ id, secret_encrypted: seal(secrets.sessionKey, secret, context(id)) })
    .execute();
  return { id, secret };
}

/** Keys that were asked for before, under the key of the secrets file that opened them. */
const loaded = new WeakMap<Uint8Array, Map<string, Uint8Array>>();

/** The key a cookie names; undefined for one that is not ours, too old, or sealed under another secrets file. */
export async function signingKeyOf(known: Known, id: string): Promise<Uint8Array | undefined> {
  const keys = loaded.get(known.secrets.sessionKey) ?? new Map<string, Uint8Array>();
  loaded.set(known.secrets.sessionKey, keys);
  const before = keys.get(id);
  if (before) return before;
  const row = await known.db
    .selectFrom('signing_key')
    .select('secret_encrypted')
    .where('id', '=', id)
    .executeTakeFirst();
  const secret = row && opened(known, id, row.secret_encrypted);
  if (secret) keys.set(id, secret);
  return secret;
}

function opened({ secrets }: Known, id: string, sealed: Buffer): Buffer | undefined {
  try {
    return open(secrets.sessionKey, sealed, context(id));
  } catch {
    // The secrets file was replaced: what the old one sealed is no longer ours.
    return undefined;
  }
}

function context(id: string): string {
  return `signing_key:${id}`;
}
