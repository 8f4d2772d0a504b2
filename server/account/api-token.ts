import { createHash, randomBytes } from 'node:crypto';
import { createMiddleware } from 'hono/factory';
import { sql } from 'kysely';
import type { Db } from '../db/database.js';
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

async function findToken(db: Db, text: string) {
  const token = await db
    .selectFrom('api_token')
    .select(['id', 'shop_id', 'scopes'])
    .select(sql<boolean>`last_used_at is null or last_used_at < now() - interval '1 minute'`.as('stale'))
    .where('token_hash', '=', hashToken(text))
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', sql<Date>`now()`)]))
    .executeTakeFirst();
  if (token?.stale)
    await db
      .updateTable('api_token')
      .set({ last_used_at: sql`now()` })
      .where('id', '=', token.id)
      .execute();
  return token;
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
