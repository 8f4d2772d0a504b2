import type { Texts } from '../text.js';

export const systemTexts = {
  'system.title': { zh: '系统状态', en: 'System' },
  'system.findings': { zh: '检查结果', en: 'What the doctor finds' },
  'system.state.ok': { zh: '正常', en: 'OK' },
  'system.state.warn': { zh: '注意', en: 'Check' },
  'system.state.fail': { zh: '故障', en: 'Fails' },
  'system.waiting': { zh: '积压与用量', en: 'What waits and what is used' },
  'system.facts_waiting': { zh: '待处理事实', en: 'Facts that wait' },
  'system.facts_stuck': { zh: '无法处理的事实', en: 'Facts that cannot be handled' },
  'system.runs_open': { zh: '进行中的批次', en: 'Runs under way' },
  'system.messages_due': { zh: '到点未发的消息', en: 'Messages that are due' },
  'system.messages_sending': { zh: '正在交给渠道', en: 'Being handed over' },
  'system.webhook_calls_due': { zh: '待推送的回调', en: 'Webhook calls that are due' },
  'system.imports_running': { zh: '正在导入', en: 'Imports under way' },
  'system.connections': { zh: '数据库连接', en: 'Database connections' },
  'system.database': { zh: '数据库大小', en: 'Size of the database' },
  'system.support': {
    zh: '版本 {release}。需要帮助时，打包一份不含密钥和个人信息的文件：',
    en: 'Release {release}. For help, pack a file without secrets and personal data:',
  },
} satisfies Texts<'system'>;
