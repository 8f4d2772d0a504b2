import { createHash, randomBytes } from 'node:crypto';
import type { Db } from '../db/database.js';

/**
 * The one-time token with which the first person creates the administrator, printed on the console: whoever reads the
 * console may do that, whoever merely reaches the port may not. The database keeps its SHA-256; a new one replaces it.
 * Undefined when the installation has been set up.
 */
export async function issueSetupToken(db: Db): Promise<string | undefined> {
  const token = randomBytes(15).toString('base64url');
  const { numUpdatedRows } = await db
    .updateTable('installation')
    .set({ setup_token_hash: createHash('sha256').update(token).digest() })
    .where('set_up_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n ? token : undefined;
}
