import type { Texts } from '../text.js';

export const privacyTexts = {
  'privacy.title': { zh: '个人信息', en: 'Personal data' },
  'privacy.isErased': {
    zh: '这位粉丝的个人信息已按要求清除。',
    en: 'The personal data of this fan was erased, as asked.',
  },
  'privacy.disclose': { zh: '导出个人信息', en: 'Export personal data' },
  'privacy.disclose.text': {
    zh: '把这位粉丝在您负责的店铺里的全部资料导出成文件，号码和地址不打码。只应交给本人。这次导出会记入操作记录。',
    en: 'Exports everything that the shops you look after know of this fan, numbers and addresses in plain. It is meant for that person only. The audit keeps that you did.',
  },
  'privacy.disclose.json': { zh: '导出 JSON', en: 'Export JSON' },
  'privacy.disclose.csv': { zh: '导出 CSV 表格', en: 'Export CSV' },
  'privacy.erase': { zh: '清除个人信息', en: 'Erase personal data' },
  'privacy.erase.title': { zh: '永久清除这位粉丝的个人信息？', en: 'Erase the personal data of this fan for good?' },
  'privacy.erase.text': {
    zh: '对所有店铺生效，无法撤销，并记入操作记录。',
    en: 'It goes in all shops, cannot be undone, and is written into the audit.',
  },
  'privacy.erase.goes': {
    zh: '清除：昵称、手机号、邮箱、生日、地址、评论和消息正文、自定义字段；加密密钥被销毁。',
    en: 'Goes: nick, phone, e-mail, birthday, addresses, comments, texts of messages, custom fields; the keys are destroyed.',
  },
  'privacy.erase.ends': {
    zh: '立即结束：正在进行的 SOP、待发消息和待办任务。以后再导入同一个人，也不会再联系。',
    en: 'Ends at once: SOPs under way, planned messages, open tasks. Whoever is imported again is not written to any more.',
  },
  'privacy.erase.stays': {
    zh: '保留：不含身份的订单、行为次数和金额，报表数字不变。',
    en: 'Stays: orders, counts and sums without a person, so that reports are right.',
  },
  'privacy.erase.do': { zh: '永久清除', en: 'Erase for good' },
  'privacy.erased': { zh: '个人信息已清除', en: 'The personal data is erased' },
} satisfies Texts<'privacy'>;
