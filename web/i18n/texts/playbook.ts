import type { Texts } from '../text.js';

export const playbookTexts = {
  'playbook.tabs': { zh: 'SOP 和它用到的', en: 'SOPs and what they use' },
  'playbook.sops': { zh: 'SOP', en: 'SOPs' },
  'playbook.texts': { zh: '话术', en: 'Texts' },
  'playbook.definitions': { zh: '定义', en: 'Definitions' },
  'playbook.scores': { zh: '评分标准', en: 'Score bounds' },
  'playbook.approvals': { zh: '审批', en: 'Approvals' },
} satisfies Texts<'playbook'>;
