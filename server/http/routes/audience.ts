import { couponRoutes } from '../../coupon/coupon.routes.js';
import { definitionRoutes } from '../../definition/definition.routes.js';
import { createRouter } from '../../request/router.js';
import { scoreRoutes } from '../../score/score.routes.js';
import { segmentRoutes } from '../../segment/segment.routes.js';
import { tagRoutes } from '../../tag/tag.routes.js';

/** How fans are told apart: tags, segments, scores, and the coupons they hold. */
export const audienceRoutes = createRouter()
  .route('/', tagRoutes)
  .route('/', couponRoutes)
  .route('/', segmentRoutes)
  .route('/', definitionRoutes)
  .route('/', scoreRoutes);
