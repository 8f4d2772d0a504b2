import type { Texts } from '../text.js';

export const teamTexts = {
  'team.person': { zh: '同事', en: 'Person' },
  'team.fans': { zh: '名下粉丝', en: 'Fans' },
  'team.open': { zh: '待办', en: 'To do' },
  'team.overdue': { zh: '已超时', en: 'Overdue' },
  'team.done': { zh: '近 7 天完成', en: 'Done in 7 days' },
} satisfies Texts<'team'>;
