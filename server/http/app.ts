import { existsSync } from 'node:fs';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { requestId } from 'hono/request-id';
import { couponPage } from '../coupon/coupon-page.js';
import type { BaseEnv, Deps } from '../request/context.js';
import { createRouter } from '../request/router.js';
import { bodyLimits } from './body-limits.js';
import { onError, onNotFound } from './errors.js';
import { healthRoutes } from './health.js';
import { createMetrics, type Metrics, observeRequests } from './metrics.js';
import { problemPage } from './problem-page.js';
import { sameOrigin } from './same-origin.js';
import { audienceRoutes } from './routes/audience.js';
import { fanDataRoutes } from './routes/fan-data.js';
import { operationRoutes } from './routes/operation.js';
import { organisationRoutes } from './routes/organisation.js';
import { sopWorkRoutes } from './routes/sop-work.js';
import { securityHeaders } from './security-headers.js';
import { shedLoad } from './shed-load.js';
import { slowBodies } from './slow-bodies.js';
import { staticFiles } from './static.js';
import { traceRequests } from './trace-requests.js';

interface Process {
  isDraining: () => boolean;
  metrics: Metrics;
  /** Whether `/metrics` is answered here: not where a port of its own does. */
  tellsMetrics: boolean;
}

const alone: Process = { isDraining: () => false, metrics: createMetrics(), tellsMetrics: true };

/** In the order in which a path is looked up. */
const allRoutes = [organisationRoutes, fanDataRoutes, sopWorkRoutes, audienceRoutes, operationRoutes];

/** The whole HTTP surface. */
export function createApp(deps: Deps, { isDraining, metrics, tellsMetrics }: Process = alone): OpenAPIHono<BaseEnv> {
  const app = createRouter();
  app.onError(onError);
  app.notFound(onNotFound);
  app.use('*', requestId({ headerName: '' }), async (c, next) => {
    c.set('deps', deps);
    c.set('log', deps.log.child({ request_id: c.var.requestId }));
    await next();
  });
  app.use('*', traceRequests, observeRequests(metrics), securityHeaders);
  app.use('/v1/*', sameOrigin, shedLoad(metrics), slowBodies, bodyLimits, async (c, next) => {
    // Before the handler: of a finished answer Hono would make a second, slower one.
    c.header('Cache-Control', 'no-store');
    await next();
  });
  if (tellsMetrics) {
    app.get('/metrics', async (c) =>
      c.text(await metrics.registry.metrics(), 200, { 'Content-Type': metrics.registry.contentType }),
    );
  }
  app.doc31('/openapi.json', { openapi: '3.1.0', info: { title: 'Fanloom', version: '1' } });

  app.route('/', healthRoutes(isDraining));
  for (const routes of allRoutes) app.route('/', routes);
  app.route('/', couponPage);
  app.route('/', problemPage);
  if (existsSync(deps.settings.webRoot)) app.route('/', staticFiles(deps.settings.webRoot));
  return app;
}

type SchemaOf<Routes> = Routes extends OpenAPIHono<BaseEnv, infer S> ? S : never;

/**
 * For the web's typed client: `hc<AppType>('/')`. Parts are named, since what TypeScript writes of a type has an end:
 * the types of all routes in one would be longer.
 */
export type AppType = OpenAPIHono<
  BaseEnv,
  SchemaOf<typeof organisationRoutes> &
    SchemaOf<typeof fanDataRoutes> &
    SchemaOf<typeof sopWorkRoutes> &
    SchemaOf<typeof audienceRoutes> &
    SchemaOf<typeof operationRoutes>
>;
