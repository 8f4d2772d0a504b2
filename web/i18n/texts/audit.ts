import type { Texts } from '../text.js';

export const auditTexts = {
  'audit.about': {
    zh: '谁在什么时候对什么做了什么。记录只增不改，每条都带前一条的摘要，IT 可用 fanloom audit verify 校验。',
    en: 'Who did what to what, and when. Entries are only ever added, each carries the hash of the one before; IT checks them with fanloom audit verify.',
  },
  'audit.at': { zh: '时间', en: 'Time' },
  'audit.who': { zh: '操作人', en: 'Person' },
  'audit.what': { zh: '操作', en: 'Action' },
  'audit.subject': { zh: '对象', en: 'Subject' },
  'audit.from': { zh: '从', en: 'From' },
  'audit.until': { zh: '到', en: 'To' },
  'audit.export': { zh: '导出 CSV', en: 'Export CSV' },
  'audit.none': { zh: '没有符合条件的记录', en: 'No such entries' },
  'audit.none.text': { zh: '换一个时间或操作看看。', en: 'Try another time or action.' },
  'audit.somebody': { zh: '范围之外的人', en: 'Somebody outside of your scope' },
  'audit.system': { zh: '系统', en: 'System' },
  'audit.onlyWho': { zh: '只看这个人', en: 'Only this person' },
  'audit.onlySubject': { zh: '只看这个对象', en: 'Only this subject' },
} satisfies Texts<'audit'>;
