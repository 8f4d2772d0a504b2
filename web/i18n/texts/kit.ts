import type { Texts } from '../text.js';

export const kitTexts = {
  'kit.close': { zh: '关闭', en: 'Close' },
  'kit.cancel': { zh: '取消', en: 'Cancel' },
  'kit.save': { zh: '保存', en: 'Save' },
  'kit.retry': { zh: '重试', en: 'Try again' },
  'kit.remove': { zh: '去掉 {what}', en: 'Remove {what}' },
  'kit.copy': { zh: '复制', en: 'Copy' },
  'kit.copied': { zh: '已复制', en: 'Copied' },
  'kit.back': { zh: '返回', en: 'Back' },
  'kit.all': { zh: '全部', en: 'All' },
  'kit.more': { zh: '再载入一些', en: 'Load more' },
  'kit.undo': { zh: '撤销', en: 'Undo' },
  'kit.choosePage': { zh: '选中已载入的全部行', en: 'Select all rows that are loaded' },
  'kit.chooseRow': { zh: '选中第 {n} 行', en: 'Select row {n}' },
} satisfies Texts<'kit'>;
