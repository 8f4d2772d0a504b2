import { existsSync } from 'node:fs';
import { requestId } from 'hono/request-id';
import { ownAccountRoutes } from '../account/own-account.routes.js';
import { secondFactorRoutes } from '../account/second-factor.routes.js';
import { sessionRoutes } from '../account/session.routes.js';
import { ssoRoutes } from '../account/sso.routes.js';
import { setupRoutes } from '../account/setup.routes.js';
import { viewAsRoutes } from '../account/view-as.routes.js';
import { auditTrailRoutes } from '../audit-trail/audit-trail.routes.js';
import { channelRoutes } from '../channel/channel.routes.js';
import { couponPage } from '../coupon/coupon-page.js';
import { couponRoutes } from '../coupon/coupon.routes.js';
import { definitionRoutes } from '../definition/definition.routes.js';
import { deliveryHoldRoutes } from '../delivery/delivery-hold.routes.js';
import { entryRoutes } from '../entry/entry.routes.js';
import { eventRoutes } from '../event/event.routes.js';
import { fanRoutes } from '../fan/fan.routes.js';
import { fanJobRoutes } from '../fan-job/fan-job.routes.js';
import { mergeRoutes } from '../identity/merge.routes.js';
import { fieldRoutes } from '../field/field.routes.js';
import { importRoutes } from '../import/import.routes.js';
import { messageRoutes } from '../message/message.routes.js';
import { orderRoutes } from '../order/order.routes.js';
import { privacyRoutes } from '../privacy/privacy.routes.js';
import { retentionRoutes } from '../privacy/retention.routes.js';
import { qualityRoutes } from '../quality/quality.routes.js';
import { roleRoutes } from '../role/role.routes.js';
import { whyRoutes } from '../role/why.routes.js';
import { receiptRoutes } from '../receipt/receipt.routes.js';
import { scoreRoutes } from '../score/score.routes.js';
import { segmentRoutes } from '../segment/segment.routes.js';
import { shopRoutes } from '../shop/shop.routes.js';
import { simulateRoutes } from '../simulate/simulate.routes.js';
import { sopRoutes } from '../sop/sop.routes.js';
import { sopDiffRoutes } from '../sop-diff/sop-diff.routes.js';
import { versionRoutes } from '../sop/version.routes.js';
import { handOverRoutes } from '../staff/hand-over.routes.js';
import { staffRoutes } from '../staff/staff.routes.js';
import { systemRoutes } from '../system/system.routes.js';
import { teamWorkRoutes } from '../team/team-work.routes.js';
import { tagRoutes } from '../tag/tag.routes.js';
import { textRoutes } from '../text/text.routes.js';
import { approvalRoutes } from '../approval/approval.routes.js';
import { noticeRoutes } from '../task/notice.routes.js';
import { taskRoutes } from '../task/task.routes.js';
import type { Deps } from '../request/context.js';
import { createRouter } from '../request/router.js';
import { viewRoutes } from '../view/view.routes.js';
import { webhookRoutes } from '../webhook/webhook.routes.js';
import { bodyLimits } from './body-limits.js';
import { clockRoutes } from './clock.js';
import { onError, onNotFound } from './errors.js';
import { healthRoutes } from './health.js';
import { createMetrics, type Metrics, observeRequests } from './metrics.js';
import { sameOrigin } from './same-origin.js';
import { securityHeaders } from './security-headers.js';
import { shedLoad } from './shed-load.js';
import { staticFiles } from './static.js';
import { traceRequests } from './trace-requests.js';

interface Process {
  isDraining: () => boolean;
  metrics: Metrics;
  /** Whether `/metrics` is answered here: not where a port of its own does. */
  tellsMetrics: boolean;
}

const alone: Process = { isDraining: () => false, metrics: createMetrics(), tellsMetrics: true };

/** The whole HTTP surface. One line mounts a feature; the chain carries the types of all routes to the web's client. */
export function createApp(deps: Deps, { isDraining, metrics, tellsMetrics }: Process = alone) {
  const app = createRouter();
  app.onError(onError);
  app.notFound(onNotFound);
  app.use('*', requestId({ headerName: '' }), async (c, next) => {
    c.set('deps', deps);
    c.set('log', deps.log.child({ request_id: c.var.requestId }));
    await next();
  });
  app.use('*', traceRequests, observeRequests(metrics), securityHeaders);
  app.use('/v1/*', sameOrigin, shedLoad(metrics), bodyLimits, async (c, next) => {
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

  const routes = app
    .route('/', healthRoutes(isDraining))
    .route('/', setupRoutes)
    .route('/', sessionRoutes)
    .route('/', ownAccountRoutes)
    .route('/', viewAsRoutes)
    .route('/', secondFactorRoutes)
    .route('/', ssoRoutes)
    .route('/', clockRoutes)
    .route('/', shopRoutes)
    .route('/', staffRoutes)
    .route('/', roleRoutes)
    .route('/', whyRoutes)
    .route('/', handOverRoutes)
    .route('/', fanRoutes)
    .route('/', fanJobRoutes)
    .route('/', orderRoutes)
    .route('/', viewRoutes)
    .route('/', qualityRoutes)
    .route('/', fieldRoutes)
    .route('/', mergeRoutes)
    .route('/', eventRoutes)
    .route('/', importRoutes)
    .route('/', sopDiffRoutes)
    .route('/', simulateRoutes)
    .route('/', sopRoutes)
    .route('/', entryRoutes)
    .route('/', versionRoutes)
    .route('/', textRoutes)
    .route('/', approvalRoutes)
    .route('/', messageRoutes)
    .route('/', taskRoutes)
    .route('/', noticeRoutes)
    .route('/', teamWorkRoutes)
    .route('/', systemRoutes)
    .route('/', tagRoutes)
    .route('/', couponRoutes)
    .route('/', segmentRoutes)
    .route('/', definitionRoutes)
    .route('/', scoreRoutes)
    .route('/', auditTrailRoutes)
    .route('/', privacyRoutes)
    .route('/', retentionRoutes)
    .route('/', channelRoutes)
    .route('/', deliveryHoldRoutes)
    .route('/', webhookRoutes)
    .route('/', receiptRoutes);
  app.route('/', couponPage);
  if (existsSync(deps.settings.webRoot)) app.route('/', staticFiles(deps.settings.webRoot));
  return routes;
}

/** For the web's typed client: `hc<AppType>('/')`. */
export type AppType = ReturnType<typeof createApp>;
