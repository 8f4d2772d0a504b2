import { sql } from 'kysely';
import type { LookupKeys } from '@fanloom/server/crypto/keys.js';
import type { Db } from '@fanloom/server/db/database.js';
import { identityHash } from '@fanloom/server/identity/identity.js';
import { userIdOf } from './event-sender.js';

const IN_STATEMENT = 50_000;

/** Makes the fans of a filled shop known by the ids under which events of them are sent. */
export async function registerFans(db: Db, keys: LookupKeys): Promise<void> {
  const { rows: fans } = await sql<{ id: string }>`select id from fan order by id`.execute(db);
  for (let from = 0; from < fans.length; from += IN_STATEMENT) {
    const part = fans.slice(from, from + IN_STATEMENT);
    const hashes = part.map((_, no) => identityHash(keys, 'user_id', userIdOf(from + no)));
    await sql`
      insert into identity (kind, scope, hash, fan_id)
      select 'user_id', shop.platform, made.hash, made.fan_id
      from shop, unnest(${hashes}::bytea[], ${part.map(({ id }) => id)}::uuid[]) as made (hash, fan_id)
      order by 3`.execute(db);
  }
  await sql`vacuum analyze identity`.execute(db);
}
