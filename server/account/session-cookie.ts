import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';
import type { Deps } from '../request/context.js';
import { currentSigningKey, signingKeyOf } from './signing-key.js';

const cookieName = 'fanloom_session';
const algorithm = 'HS256';
const issuer = 'fanloom';
const audience = 'fanloom/session';
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What a session's cookie says. */
export interface SessionClaim {
  sessionId: string;
  /** Cookies of a session are counted: each one replaces the one before. */
  generation: number;
  expiresAt: Date;
}

/** Gives the browser the id of its session, signed. Scripts cannot read it and other sites cannot send it along. */
export async function writeSessionCookie(c: Context, deps: Deps, claim: SessionClaim): Promise<void> {
  const key = await currentSigningKey(deps);
  const token = await new SignJWT({ gen: claim.generation })
    .setProtectedHeader({ alg: algorithm, kid: key.id })
    .setJti(claim.sessionId)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(claim.expiresAt)
    .sign(key.secret);
  setCookie(c, cookieName, token, { ...cookieAttributes(deps), expires: claim.expiresAt });
}

export function clearSessionCookie(c: Context, deps: Deps): void {
  deleteCookie(c, cookieName, cookieAttributes(deps));
}

/** The session a request claims; undefined when it claims none, or the claim is not ours or too old. */
export async function readSessionCookie(c: Context, deps: Deps): Promise<SessionClaim | undefined> {
  const token = getCookie(c, cookieName, cookieAttributes(deps).prefix);
  if (token === undefined) return undefined;
  const claim = claimsOf(deps).get(token) ?? (await verify(token, deps));
  return claim !== undefined && claim.expiresAt.getTime() > Date.now() ? claim : undefined;
}

/** What cookies said whose signature was right, by the secrets they were signed under: each is checked once, not per request. */
const verified = new WeakMap<Uint8Array, Map<string, SessionClaim>>();
const mostVerified = 10_000;

function claimsOf({ secrets }: Deps): Map<string, SessionClaim> {
  const known = verified.get(secrets.sessionKey) ?? new Map<string, SessionClaim>();
  verified.set(secrets.sessionKey, known);
  return known;
}

async function verify(token: string, deps: Deps): Promise<SessionClaim | undefined> {
  const claim = await readClaim(token, deps);
  if (!claim) return undefined;
  const claims = claimsOf(deps);
  const [oldest] = claims.keys();
  if (claims.size >= mostVerified && oldest !== undefined) claims.delete(oldest);
  claims.set(token, claim);
  return claim;
}

async function readClaim(token: string, deps: Deps): Promise<SessionClaim | undefined> {
  const kid = keyIdOf(token);
  const key = kid === undefined ? undefined : await signingKeyOf(deps, kid);
  if (!key) return undefined;
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [algorithm],
      issuer,
      audience,
      requiredClaims: ['jti', 'exp', 'gen'],
    });
    const { jti, exp = 0, gen }: { jti?: unknown; exp?: number; gen?: unknown } = payload;
    if (typeof jti !== 'string' || !uuid.test(jti) || !Number.isInteger(gen)) return undefined;
    return { sessionId: jti, generation: Number(gen), expiresAt: new Date(exp * 1000) };
  } catch {
    return undefined;
  }
}

function keyIdOf(token: string): string | undefined {
  try {
    const { kid }: { kid?: unknown } = decodeProtectedHeader(token);
    return typeof kid === 'string' && uuid.test(kid) ? kid : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Of every cookie of the product: no script reads it, no other site's page sends it. Under https its name says that this
 * host set it, so that no neighbour of the same domain can put one in its place.
 */
export function cookieAttributes({ settings }: Deps) {
  const overTls = settings.publicOrigin?.startsWith('https:') ?? false;
  const always = { httpOnly: true, sameSite: 'Lax', path: '/' } as const;
  return overTls ? { ...always, secure: true as const, prefix: 'host' as const } : { ...always, prefix: undefined };
}
