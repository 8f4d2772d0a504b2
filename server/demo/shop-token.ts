import type { Actor } from '../account/session.service.js';
import type { Db } from '../db/database.js';
import { addToken, revokeToken } from '../staff/token.service.js';

const NAME = '演示直播间';

/** A token for this start of the demo. Those of earlier starts end: their texts are kept nowhere. */
export async function freshToken(db: Db, administrator: Actor, shopId: string): Promise<string> {
  const earlier = await db
    .selectFrom('api_token')
    .select('id')
    .where('shop_id', '=', shopId)
    .where('name', '=', NAME)
    .where('revoked_at', 'is', null)
    .execute();
  for (const { id } of earlier) await revokeToken(db, administrator, id);
  const { token } = await addToken(db, administrator, { shop_id: shopId, name: NAME, scopes: ['events:write'] });
  return token;
}
