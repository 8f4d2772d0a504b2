import { createMiddleware } from 'hono/factory';
import { Problem } from '../problem/problem.js';
import type { BaseEnv } from '../request/context.js';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
/** What a page cannot make a browser send; `Basic` it can, by an address with a name and a password in it. */
const bearer = /^bearer /i;

/**
 * Refuses changes that another site's page asks a browser to make in the name of whoever is logged in, or to log in.
 * Browsers always tell where such a request comes from; programs that do not are no browsers, and carry no one else's
 * cookie.
 */
export const sameOrigin = createMiddleware<BaseEnv>(async (c, next) => {
  if (
    !safeMethods.has(c.req.method) &&
    !bearer.test(c.req.header('authorization') ?? '') &&
    isForeign(c.req.raw, c.var.deps.settings.publicOrigin)
  ) {
    throw new Problem(403, 'REQ403-ORIGIN', {
      zh: '请求来自其他网站，已拒绝。请在本系统页面中操作；如经过反向代理访问，请让 IT 设置 PUBLIC_ORIGIN。',
      en: 'The request comes from another site and was refused. Use the pages of this system; behind a reverse proxy, IT must set PUBLIC_ORIGIN.',
    });
  }
  await next();
});

function isForeign(request: Request, publicOrigin: string | undefined): boolean {
  const site = request.headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') return true;
  const origin = request.headers.get('origin');
  if (origin === null) return false;
  if (publicOrigin !== undefined) return origin !== publicOrigin;
  return !URL.canParse(origin) || new URL(origin).host !== request.headers.get('host');
}
