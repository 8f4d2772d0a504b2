import type { Texts } from '../text.js';

export const navTexts = {
  'nav.today': { zh: '今日', en: 'Today' },
  'nav.fans': { zh: '粉丝', en: 'Fans' },
  'nav.sops': { zh: 'SOP', en: 'SOP' },
  'nav.messages': { zh: '消息', en: 'Messages' },
  'nav.segments': { zh: '人群', en: 'Audiences' },
  'nav.products': { zh: '商品', en: 'Products' },
  'nav.coupons': { zh: '优惠券', en: 'Coupons' },
  'nav.channels': { zh: '渠道', en: 'Channels' },
  'nav.webhooks': { zh: '推送', en: 'Pushes' },
  'nav.tasks': { zh: '任务', en: 'Tasks' },
  'nav.team': { zh: '团队', en: 'Team' },
  'nav.imports': { zh: '数据', en: 'Data' },
  'nav.shop': { zh: '店铺', en: 'Shop' },
  'nav.staff': { zh: '设置', en: 'Settings' },
  'nav.system': { zh: '系统状态', en: 'System' },
  'nav.security': { zh: '登录安全', en: 'Log-in security' },
  'nav.audit': { zh: '操作记录', en: 'Audit' },
  'nav.retention': { zh: '数据保留', en: 'Retention' },
} satisfies Texts<'nav'>;
