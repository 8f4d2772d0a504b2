import type { Texts } from '../text.js';

export const apiTexts = {
  'api.unexpected': {
    zh: '页面出了意外，没有完成这一步。请刷新后重试。',
    en: 'Something unexpected happened on this page and the step was not completed. Reload and try again.',
  },
  'api.code': { zh: '编号 {code}', en: 'Code {code}' },
} satisfies Texts<'api'>;
