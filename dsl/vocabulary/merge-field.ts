import { FIELDS } from './field.js';
import { PROPERTIES } from './property.js';

/** The first part of `{root.field}` by id, which is also the English word. */
export const MERGE_ROOTS = {
  fan: { zh: '粉丝' },
  entry: { zh: '本次' },
  coupon: { zh: '券' },
  live: { zh: '直播间' },
  survey: { zh: '问卷' },
  shop: { zh: '店铺' },
} as const satisfies Record<string, { zh: string }>;

export type MergeRoot = keyof typeof MERGE_ROOTS;

const LINK = { link: { zh: '链接' }, short_link: { zh: '短链' } };

/** What may follow each root. */
export const MERGE_FIELDS: Record<MergeRoot, Record<string, { zh: string }>> = {
  fan: { ...FIELDS, owner: { zh: '负责人' } },
  entry: { ...PROPERTIES, coupon: { zh: '优惠券' } },
  coupon: {
    ...LINK,
    code: { zh: '券码' },
    name: { zh: '名称' },
    days_left: { zh: '剩余天数' },
    valid_until: { zh: '到期日' },
    off: { zh: '面额' },
  },
  live: { ...LINK, start: { zh: '开播时间' } },
  survey: { ...LINK, name: { zh: '名称' } },
  shop: { ...LINK, name: { zh: '名称' }, tutorial_link: { zh: '教程链接' }, phone: { zh: '电话' } },
};
