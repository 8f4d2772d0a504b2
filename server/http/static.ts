import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { BaseEnv } from '../request/context.js';

/** The built web application. Unknown addresses get its start page, so that its own router can answer. */
export function staticFiles(root: string) {
  return new Hono<BaseEnv>()
    .use('/v1/*', (c) => Promise.resolve(c.notFound()))
    .get('/assets/*', keptFor('public, max-age=31536000, immutable'), serveStatic({ root }), (c) => c.notFound())
    .get('*', keptFor('no-cache'), serveStatic({ root }), serveStatic({ root, path: 'index.html' }));
}

function keptFor(policy: string) {
  return createMiddleware(async (c, next) => {
    await next();
    if (c.res.ok) c.header('Cache-Control', policy);
  });
}
