import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { jwtVerify, SignJWT } from 'jose';
import type { Deps } from '../request/context.js';

const cookieName = 'fanloom_session';
const algorithm = 'HS256';
const issuer = 'fanloom';
const audience = 'fanloom/session';

/** Gives the browser the id of its session, signed. Scripts cannot read it and other sites cannot send it along. */
export async function writeSessionCookie(c: Context, deps: Deps, sessionId: string, expiresAt: Date): Promise<void> {
  const token = await new SignJWT()
    .setProtectedHeader({ alg: algorithm })
    .setJti(sessionId)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(expiresAt)
    .sign(deps.secrets.sessionKey);
  setCookie(c, cookieName, token, { ...attributes(deps), expires: expiresAt });
}

export function clearSessionCookie(c: Context, deps: Deps): void {
  deleteCookie(c, cookieName, attributes(deps));
}

/** The id of the session a request claims; undefined when it claims none, or the claim is not ours or too old. */
export async function readSessionCookie(c: Context, deps: Deps): Promise<string | undefined> {
  const token = getCookie(c, cookieName);
  if (token === undefined) return undefined;
  const claim = claimsOf(deps).get(token) ?? (await verify(token, deps));
  return claim !== undefined && claim.expiresAt > Date.now() ? claim.sessionId : undefined;
}

interface Claim {
  sessionId: string;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** What cookies said whose signature was right, by the key they were signed with: each is checked once, not per request. */
const verified = new WeakMap<Uint8Array, Map<string, Claim>>();
const mostVerified = 10_000;

function claimsOf({ secrets }: Deps): Map<string, Claim> {
  const known = verified.get(secrets.sessionKey) ?? new Map<string, Claim>();
  verified.set(secrets.sessionKey, known);
  return known;
}

async function verify(token: string, deps: Deps): Promise<Claim | undefined> {
  const claim = await readClaim(token, deps.secrets.sessionKey);
  if (!claim) return undefined;
  const claims = claimsOf(deps);
  const [oldest] = claims.keys();
  if (claims.size >= mostVerified && oldest !== undefined) claims.delete(oldest);
  claims.set(token, claim);
  return claim;
}

async function readClaim(token: string, key: Uint8Array): Promise<Claim | undefined> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      issuer,
      audience,
      requiredClaims: ['jti', 'exp'],
    });
    const { jti = '', exp = 0 } = payload;
    return { sessionId: jti, expiresAt: exp * 1000 };
  } catch {
    return undefined;
  }
}

function attributes({ settings }: Deps) {
  const secure = settings.publicOrigin?.startsWith('https:') ?? false;
  return { httpOnly: true, sameSite: 'Lax', path: '/', secure } as const;
}
