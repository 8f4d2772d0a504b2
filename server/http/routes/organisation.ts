import { ownAccountRoutes } from '../../account/own-account.routes.js';
import { secondFactorRoutes } from '../../account/second-factor.routes.js';
import { sessionRoutes } from '../../account/session.routes.js';
import { setupRoutes } from '../../account/setup.routes.js';
import { ssoRoutes } from '../../account/sso.routes.js';
import { viewAsRoutes } from '../../account/view-as.routes.js';
import { createRouter } from '../../request/router.js';
import { roleRoutes } from '../../role/role.routes.js';
import { whyRoutes } from '../../role/why.routes.js';
import { shopRoutes } from '../../shop/shop.routes.js';
import { handOverRoutes } from '../../staff/hand-over.routes.js';
import { staffRoutes } from '../../staff/staff.routes.js';
import { clockRoutes } from '../clock.js';

/** The company: its people, their roles and accounts, its shops. */
export const organisationRoutes = createRouter()
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
  .route('/', handOverRoutes);
