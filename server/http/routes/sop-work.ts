import { approvalRoutes } from '../../approval/approval.routes.js';
import { entryRoutes } from '../../entry/entry.routes.js';
import { messageRoutes } from '../../message/message.routes.js';
import { createRouter } from '../../request/router.js';
import { simulateRoutes } from '../../simulate/simulate.routes.js';
import { sopDiffRoutes } from '../../sop-diff/sop-diff.routes.js';
import { sopRoutes } from '../../sop/sop.routes.js';
import { versionRoutes } from '../../sop/version.routes.js';
import { noticeRoutes } from '../../task/notice.routes.js';
import { taskRoutes } from '../../task/task.routes.js';
import { teamWorkRoutes } from '../../team/team-work.routes.js';
import { textRoutes } from '../../text/text.routes.js';

/** SOPs, what they send, and the work that they give to people. */
export const sopWorkRoutes = createRouter()
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
  .route('/', teamWorkRoutes);
