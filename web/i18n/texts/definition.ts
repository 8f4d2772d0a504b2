import type { Texts } from '../text.js';

export const definitionTexts = {
  'definition.new': { zh: '新定义', en: 'New definition' },
  'definition.intro': {
    zh: '店里共用的名字：写一次，每个 SOP 都能用。一次可以写好几条。',
    en: 'Names that the whole shop shares: written once, used by every SOP. Several can be written at a time.',
  },
  'definition.segment': { zh: '分群', en: 'Segments' },
  'definition.rule-tag': { zh: '规则标签', en: 'Rule tags' },
  'definition.score': { zh: '评分', en: 'Scores' },
  'definition.words': { zh: '词库', en: 'Word lists' },
  'definition.message': { zh: '话术', en: 'Texts' },
  'definition.none': { zh: '还没有', en: 'none yet' },
  'definition.choose': { zh: '选一条来看，或写一条新的。', en: 'Choose one, or write a new one.' },
  'definition.wording': { zh: '第 {n} 稿', en: 'wording {n}' },
  'definition.publish': { zh: '保存', en: 'Save' },
  'definition.published': { zh: '定义已保存', en: 'Definitions saved' },
  'definition.live': {
    zh: '保存后，规则标签、分群和评分马上按新的算；已经上线的 SOP 继续用上线时的那一稿，重新上线才会用新的。',
    en: 'Saved, rule tags, segments and scores go by the new wording at once; live SOPs keep the one they were published with until they are published again.',
  },
} satisfies Texts<'definition'>;
