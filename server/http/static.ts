import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import type { BaseEnv } from '../request/context.js';

/** The built web application. Unknown addresses get its start page, so that its own router can answer. */
export function staticFiles(root: string) {
  return new Hono<BaseEnv>()
    .use(
      '/assets/*',
      serveStatic({ root, onFound: (_, c) => c.header('Cache-Control', 'public, max-age=31536000, immutable') }),
    )
    .get('/assets/*', (c) => c.notFound())
    .use('/v1/*', (c) => Promise.resolve(c.notFound()))
    .use('*', serveStatic({ root, onFound: (_, c) => c.header('Cache-Control', 'no-cache') }))
    .get('*', serveStatic({ root, path: 'index.html', onFound: (_, c) => c.header('Cache-Control', 'no-cache') }));
}
