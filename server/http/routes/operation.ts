import { auditTrailRoutes } from '../../audit-trail/audit-trail.routes.js';
import { channelRoutes } from '../../channel/channel.routes.js';
import { deliveryHoldRoutes } from '../../delivery/delivery-hold.routes.js';
import { privacyRoutes } from '../../privacy/privacy.routes.js';
import { retentionRoutes } from '../../privacy/retention.routes.js';
import { receiptRoutes } from '../../receipt/receipt.routes.js';
import { createRouter } from '../../request/router.js';
import { systemRoutes } from '../../system/system.routes.js';
import { webhookRoutes } from '../../webhook/webhook.routes.js';

/** Running the product: health, audit, privacy, and the channels to other systems. */
export const operationRoutes = createRouter()
  .route('/', systemRoutes)
  .route('/', auditTrailRoutes)
  .route('/', privacyRoutes)
  .route('/', retentionRoutes)
  .route('/', channelRoutes)
  .route('/', deliveryHoldRoutes)
  .route('/', webhookRoutes)
  .route('/', receiptRoutes);
