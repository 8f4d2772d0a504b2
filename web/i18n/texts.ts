import { accountTexts } from './texts/account.js';
import { apiTexts } from './texts/api.js';
import { approvalTexts } from './texts/approval.js';
import { audienceTexts } from './texts/audience.js';
import { auditTexts } from './texts/audit.js';
import { channelTexts } from './texts/channel.js';
import { couponTexts } from './texts/coupon.js';
import { definitionTexts } from './texts/definition.js';
import { deliveryTexts } from './texts/delivery.js';
import { enrolmentTexts } from './texts/enrolment.js';
import { fanTexts } from './texts/fan.js';
import { fieldTexts } from './texts/field.js';
import { formTexts } from './texts/form.js';
import { importTexts } from './texts/import.js';
import { kitTexts } from './texts/kit.js';
import { listTexts } from './texts/list.js';
import { mergeTexts } from './texts/merge.js';
import { messageTexts } from './texts/message.js';
import { navTexts } from './texts/nav.js';
import { noticeTexts } from './texts/notice.js';
import { orderTexts } from './texts/order.js';
import { productTexts } from './texts/product.js';
import { playbookTexts } from './texts/playbook.js';
import { privacyTexts } from './texts/privacy.js';
import { qualityTexts } from './texts/quality.js';
import { reasonTexts } from './texts/reason.js';
import { retentionTexts } from './texts/retention.js';
import { roleTexts } from './texts/role.js';
import { scoreTexts } from './texts/score.js';
import { securityTexts } from './texts/security.js';
import { segmentTexts } from './texts/segment.js';
import { shellTexts } from './texts/shell.js';
import { shopTexts } from './texts/shop.js';
import { simulateTexts } from './texts/simulate.js';
import { sopTexts } from './texts/sop.js';
import { staffTexts } from './texts/staff.js';
import { systemTexts } from './texts/system.js';
import { tagTexts } from './texts/tag.js';
import { taskTexts } from './texts/task.js';
import { teamTexts } from './texts/team.js';
import { textTexts } from './texts/text.js';
import { themeTexts } from './texts/theme.js';
import { todayTexts } from './texts/today.js';
import { webhookTexts } from './texts/webhook.js';

/** Every text of the interface by `feature.name`; a file for each feature. */
export const texts = {
  ...accountTexts,
  ...apiTexts,
  ...approvalTexts,
  ...audienceTexts,
  ...auditTexts,
  ...channelTexts,
  ...couponTexts,
  ...definitionTexts,
  ...deliveryTexts,
  ...enrolmentTexts,
  ...fanTexts,
  ...fieldTexts,
  ...formTexts,
  ...importTexts,
  ...kitTexts,
  ...listTexts,
  ...mergeTexts,
  ...messageTexts,
  ...navTexts,
  ...noticeTexts,
  ...orderTexts,
  ...productTexts,
  ...playbookTexts,
  ...privacyTexts,
  ...qualityTexts,
  ...reasonTexts,
  ...retentionTexts,
  ...roleTexts,
  ...scoreTexts,
  ...securityTexts,
  ...segmentTexts,
  ...shellTexts,
  ...shopTexts,
  ...simulateTexts,
  ...sopTexts,
  ...staffTexts,
  ...systemTexts,
  ...tagTexts,
  ...taskTexts,
  ...teamTexts,
  ...textTexts,
  ...themeTexts,
  ...todayTexts,
  ...webhookTexts,
};

export type Key = keyof typeof texts;
