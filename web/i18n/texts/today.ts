import type { Texts } from '../text.js';

export const todayTexts = {
  'today.hello': { zh: '{name}，现在要处理的', en: '{name}, what needs you now' },
  'today.first': { zh: '三步开始', en: 'Three steps to begin' },
  'today.first.done': { zh: '已完成', en: 'Done' },
  'today.first.fans': { zh: '导入粉丝和订单', en: 'Import fans and orders' },
  'today.first.fans.text': {
    zh: '平台导出的文件原样拖进来，编码和列名会自己认出来，确认之前什么都不写入。',
    en: 'Drop the exports in as they are: encoding and heads are recognised, and nothing is written before you say so.',
  },
  'today.first.sop': { zh: '上线第一个 SOP', en: 'Put the first SOP live' },
  'today.first.sop.text': {
    zh: '从模板改几个字，先用已有的粉丝试跑，看清会发给谁、发什么，再上线。',
    en: 'Change a few words of a template, try it on the fans you have, see who would get what, then put it live.',
  },
  'today.first.channel': { zh: '接上真实渠道', en: 'Bind a real channel' },
  'today.first.channel.text': {
    zh: '在那之前消息都进沙箱：看得到会发什么，不会打扰任何粉丝。接渠道由 IT 完成。',
    en: 'Until then messages go to the sandbox: you see what would be sent, and nobody is bothered. IT binds it.',
  },
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
