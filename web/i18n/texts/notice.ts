import type { Texts } from '../text.js';

export const noticeTexts = {
  'notice.list': { zh: '提醒', en: 'Notices' },
  'notice.bell': { zh: '提醒，{n} 条未读', en: 'Notices, {n} unread' },
  'notice.readAll': { zh: '全部标为已读', en: 'Mark all as read' },
  'notice.unread': { zh: '未读', en: 'unread' },
  'notice.none': { zh: '没有提醒。', en: 'No notices.' },
  'notice.unclaimed': { zh: '任务“{task}”没有人接，粉丝 {fan}', en: 'Nobody has taken the task “{task}”, fan {fan}' },
} satisfies Texts<'notice'>;
