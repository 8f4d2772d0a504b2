import type { Texts } from '../text.js';

export const deliveryTexts = {
  'delivery.held': {
    zh: '数据库是恢复出来的副本，{waiting} 条消息暂停发送。其中 {uncertain} 条可能在备份之后已经发出，确认后不再重发。',
    en: 'The database is a restored copy: {waiting} messages wait. {uncertain} of them may have gone out after the backup and will not be repeated.',
  },
  'delivery.confirm': { zh: '确认并恢复发送', en: 'Confirm and send again' },
  'delivery.confirmed': { zh: '已恢复发送', en: 'Messages go out again' },
} satisfies Texts<'delivery'>;
