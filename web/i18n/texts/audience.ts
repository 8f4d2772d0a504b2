import type { Texts } from '../text.js';

export const audienceTexts = {
  'audience.tabs': { zh: '人群与数据', en: 'Audiences and data' },
  'audience.segments': { zh: '分群', en: 'Segments' },
  'audience.tags': { zh: '标签', en: 'Tags' },
  'audience.quality': { zh: '数据质量', en: 'Data quality' },
  'audience.fields': { zh: '字段', en: 'Fields' },
} satisfies Texts<'audience'>;
