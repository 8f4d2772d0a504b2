import type { Texts } from '../text.js';

export const couponTexts = {
  'coupon.list': { zh: '优惠券', en: 'Coupons' },
  'coupon.intro': {
    zh: '优惠券在 SOP 的文字里定义，上线时生效。',
    en: 'Coupons are defined in the texts of SOPs and take effect when they are published.',
  },
  'coupon.name': { zh: '名称', en: 'Name' },
  'coupon.off': { zh: '减', en: 'Off' },
  'coupon.over': { zh: '满', en: 'From' },
  'coupon.any': { zh: '无门槛', en: 'any amount' },
  'coupon.valid': { zh: '有效期', en: 'Valid for' },
  'coupon.issued': { zh: '已发', en: 'Issued' },
  'coupon.stock': { zh: '库存', en: 'Stock' },
  'coupon.unlimited': { zh: '不限', en: 'unlimited' },
  'coupon.empty': { zh: '还没有优惠券', en: 'No coupons yet' },
  'coupon.empty.text': {
    zh: '在 SOP 里写一行，例如：优惠券 "新人10元" 减10元 有效7天 库存2000张。上线后会出现在这里。',
    en: 'Write a line in an SOP, such as: coupon "Newcomer 10" off 10 yuan valid 7 days stock 2000 pieces. Once published it appears here.',
  },
} satisfies Texts<'coupon'>;
