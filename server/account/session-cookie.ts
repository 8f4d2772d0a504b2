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
  try {
    const { payload } = await jwtVerify(token, deps.secrets.sessionKey, {
      algorithms: [algorithm],
      issuer,
      audience,
    });
    return payload.jti;
  } catch {
    return undefined;
  }
}

function attributes({ settings }: Deps) {
  const secure = settings.publicOrigin?.startsWith('https:') ?? false;
  return { httpOnly: true, sameSite: 'Lax', path: '/', secure } as const;
}
