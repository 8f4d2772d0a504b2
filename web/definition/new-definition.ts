import type { Language } from '../i18n/language.svelte.js';

/** Kinds of what a shop defines by text, in the order they are shown. */
export const KINDS = ['segment', 'rule-tag', 'score', 'words', 'message'] as const;
type Kind = (typeof KINDS)[number];

const beginnings: Record<Kind, Record<Language, string>> = {
  segment: { zh: '分群 "买过的" 当 购买次数 >= 1', en: 'segment "buyers" when orders >= 1' },
  'rule-tag': {
    zh: '标签 "常客" 当 30天内 支付 >= 2次',
    en: 'tag "regular" when within 30 days order.pay at least 2 times',
  },
  score: {
    zh: '评分 "热度" {\n  关注 5分\n  支付 20分\n}',
    en: 'score "warmth" {\n  follow 5 points\n  order.pay 20 points\n}',
  },
  words: { zh: '词库 "问价" "多少钱", "怎么卖"', en: 'words "price" "how much", "what does it cost"' },
  message: { zh: '话术 "欢迎" "亲，欢迎加入我们的大家庭！"', en: 'message "welcome" "Welcome to the family!"' },
};

/** Something that checks clean, to write the own one over. */
export function newDefinition(kind: Kind, language: Language): string {
  return beginnings[kind][language];
}

export function isKind(value: string | null): value is Kind {
  return KINDS.some((kind) => kind === value);
}
