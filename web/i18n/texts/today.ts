import type { Texts } from '../text.js';

export const todayTexts = {
  'today.hello': { zh: '{name}，现在要处理的', en: '{name}, what needs you now' },
  'today.tasks': { zh: '要做的任务', en: 'Tasks to do' },
  'today.tasks.none': { zh: '没有到期的任务。', en: 'No task is due.' },
  'today.failed': { zh: '没发出去的消息', en: 'Messages that did not go out' },
  'today.failed.none': { zh: '没有失败的消息。', en: 'No message failed.' },
  'today.sources': { zh: '没有拉到的定时拉取', en: 'Scheduled pulls that failed' },
  'today.imports': { zh: '导入', en: 'Imports' },
  'today.imports.none': { zh: '没有正在进行的导入。', en: 'No import is running.' },
  'today.sops': { zh: '正在跑的 SOP', en: 'Running SOPs' },
  'today.sops.none': { zh: '还没有上线的 SOP。', en: 'No SOP is live yet.' },
  'today.all': { zh: '全部', en: 'All' },
  'today.inFlight': { zh: '在途 {n} 位', en: '{n} in flight' },
  'today.approvals': { zh: '等我审批', en: 'Waiting for approval' },
  'today.approvals.none': { zh: '没有等待审批的 SOP。', en: 'No SOP waits for approval.' },
} satisfies Texts<'today'>;
