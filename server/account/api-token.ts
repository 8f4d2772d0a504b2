import { createHash, randomBytes } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import { sql } from 'kysely';
import { abilityFrom, grantsOfStaff } from '../access/grants.js';
import { coversShop, scopeOf } from '../access/rows.js';
import { appendAudit } from '../audit/audit.js';
import type { Db, Tx } from '../db/database.js';
import { keptQuery } from '../db/query-template.js';
import { forbidden } from '../problem/common.js';
import { Problem } from '../problem/problem.js';
import type { BaseEnv } from '../request/context.js';

export const tokenScopes = ['events:write'] as const;
export type TokenScope = (typeof tokenScopes)[number];

/** A program of the customer that may act in one shop. */
export interface TokenEnv {
  Variables: BaseEnv['Variables'] & { token: { id: string; shopId: string } };
}

/** A new token: the text goes to its owner once, the hash into the database. */
export function newToken(): { text: string; hash: Buffer } {
  const text = `fl_${randomBytes(32).toString('base64url')}`;
  return { text, hash: hashToken(text) };
}

// The token is 256 random bits: a fast hash is as safe as a slow one.
function hashToken(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Lets in requests with `Authorization: Bearer …` whose token has the scope. */
export function withToken(scope: TokenScope) {
  return createMiddleware<TokenEnv>(async (c, next) => {
    const text = /^Bearer (fl_[\w-]{43})$/.exec(c.req.header('authorization') ?? '')?.[1];
    const token = text === undefined ? undefined : await findToken(c.var.deps.db, text);
    if (!token) throw invalidToken();
    if (!token.scopes.includes(scope)) throw forbidden();
    c.set('token', { id: token.id, shopId: token.shop_id });
    await next();
  });
}

const tokensOf = keptQuery((db, { hash }: { hash: string }) =>
  db
    .selectFrom('api_token')
    .innerJoin('staff', 'staff.id', 'api_token.created_by')
    .select(['api_token.id', 'api_token.shop_id', 'api_token.scopes', 'staff.id as owner_id'])
    .select([
      sql<boolean>`last_used_at is null or last_used_at < now() - interval '1 minute'`.as('stale'),
      grantsOfStaff.as('grants'),
    ])
    .where('token_hash', '=', sql<Buffer>`decode(${hash}, 'hex')`)
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', sql<Date>`now()`)]))
    .where('staff.active', '=', true),
);

/** The token, while it is good and its owner may still make such a token: it never can more than they. */
async function findToken(db: Db, text: string) {
  const [token] = await tokensOf(db, { hash: hashToken(text).toString('hex') });
  if (!token) return undefined;
  const ability = abilityFrom(token.owner_id, token.grants);
  if (!coversShop(scopeOf(ability, 'create', 'token'), token.shop_id)) return undefined;
  if (token.stale)
    await db
      .updateTable('api_token')
      .set({ last_used_at: sql`now()` })
      .where('id', '=', token.id)
      .execute();
  return token;
}

/** Ends every token of a person who leaves: their programs must get new ones from somebody else. */
export async function revokeTokensOf(tx: Tx, ownerId: string, actorId: string): Promise<void> {
  const revoked = await tx
    .updateTable('api_token')
    .set({ revoked_at: sql`now()` })
    .where('created_by', '=', ownerId)
    .where('revoked_at', 'is', null)
    .returning(['id', 'shop_id'])
    .execute();
  for (const { id, shop_id } of revoked)
    await appendAudit(tx, { actorId, action: 'token.revoke', subject: 'token', subjectId: id, shopId: shop_id });
}

function invalidToken(): Problem {
  return new Problem(
    401,
    'TOK401',
    {
      zh: 'API 令牌缺失、失效或已吊销。请用 Authorization: Bearer 传递有效令牌，令牌由 IT 管理员创建。',
      en: 'The API token is missing, expired or revoked. Pass a valid one as Authorization: Bearer; IT creates them.',
    },
    { headers: { 'WWW-Authenticate': 'Bearer' } },
  );
}
