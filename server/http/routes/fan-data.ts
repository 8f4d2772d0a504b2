import { eventRoutes } from '../../event/event.routes.js';
import { fanJobRoutes } from '../../fan-job/fan-job.routes.js';
import { fanRoutes } from '../../fan/fan.routes.js';
import { fieldRoutes } from '../../field/field.routes.js';
import { identifyRoutes } from '../../identify/identify.routes.js';
import { mergeRoutes } from '../../identity/merge.routes.js';
import { importRoutes } from '../../import/import.routes.js';
import { sourceRoutes } from '../../import/source/source.routes.js';
import { orderRoutes } from '../../order/order.routes.js';
import { productRoutes } from '../../product/product.routes.js';
import { qualityRoutes } from '../../quality/quality.routes.js';
import { createRouter } from '../../request/router.js';
import { viewRoutes } from '../../view/view.routes.js';

/** What is known of fans, and the ways in which it comes in. */
export const fanDataRoutes = createRouter()
  .route('/', fanRoutes)
  .route('/', fanJobRoutes)
  .route('/', orderRoutes)
  .route('/', productRoutes)
  .route('/', viewRoutes)
  .route('/', qualityRoutes)
  .route('/', fieldRoutes)
  .route('/', mergeRoutes)
  .route('/', eventRoutes)
  .route('/', identifyRoutes)
  .route('/', importRoutes)
  .route('/', sourceRoutes);
