import type { Texts } from '../text.js';

export const retentionTexts = {
  'retention.about': {
    zh: '超过期限的数据每天凌晨自动删除。留空表示一直保留。汇总数字不受影响。',
    en: 'What is older goes every night. Empty keeps it for ever. Sums are not touched.',
  },
  'retention.kind': { zh: '数据', en: 'Data' },
  'retention.days': { zh: '保留天数', en: 'Days kept' },
  'retention.last': { zh: '上次删除', en: 'Removed last' },
  'retention.would': { zh: '现在会删除', en: 'Would go now' },
  'retention.lastRun': { zh: '上次运行：', en: 'Last run:' },
  'retention.forever': { zh: '一直保留', en: 'for ever' },
  'retention.preview': { zh: '先看会删多少', en: 'See what would go' },
  'retention.saved': { zh: '保留期限已保存', en: 'Retention is saved' },
  'retention.events': { zh: '行为明细', en: 'Events' },
  'retention.events.what': {
    zh: '评论、观看、下单等逐条记录；按天的汇总保留',
    en: 'Comments, visits, orders one by one; the sums by day stay',
  },
  'retention.messages': { zh: '消息正文', en: 'Texts of messages' },
  'retention.messages.what': { zh: '发送记录和状态保留', en: 'What was sent when, and its status, stays' },
  'retention.reject_rows': { zh: '未导入的行', en: 'Rejected rows' },
  'retention.reject_rows.what': {
    zh: '导入时被拒绝的原始行和示例',
    en: 'Original cells that an import could not load',
  },
  'retention.import_undo': { zh: '撤销导入所需的旧数据', en: 'What the undo of an import needs' },
  'retention.import_undo.what': {
    zh: '导入前的订单和粉丝资料；过期后该次导入不能再撤销',
    en: 'Orders and fans as they were before an import, which cannot be undone after it',
  },
  'retention.sessions': { zh: '登录会话', en: 'Sessions' },
  'retention.sessions.what': { zh: '已结束的会话和失败的登录', en: 'Sessions that are over, and failed log-ins' },
  'retention.audit': { zh: '操作记录', en: 'Audit' },
  'retention.audit.what': {
    zh: '只能从最早的删起，校验从剩下的开始',
    en: 'The oldest entries first; verification begins with what is left',
  },
} satisfies Texts<'retention'>;
