import { trace } from '@opentelemetry/api';
import { createMiddleware } from 'hono/factory';
import { routePath } from 'hono/route';
import type { BaseEnv } from '../request/context.js';
import { inSpan } from '../trace/span.js';

/** A span for each request, with the route's pattern: an address may hold what somebody looked for. */
export const traceRequests = createMiddleware<BaseEnv>((c, next) =>
  inSpan(c.req.method, { 'http.request.method': c.req.method }, [c.req.header('traceparent')], async () => {
    await next();
    const route = routePath(c);
    trace
      .getActiveSpan()
      ?.updateName(`${c.req.method} ${route}`)
      .setAttributes({ 'http.route': route, 'http.response.status_code': c.res.status });
  }),
);
