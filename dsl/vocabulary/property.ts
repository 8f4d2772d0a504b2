import type { ValueType } from './value-type.js';

export interface PropertyWord {
  zh: string;
  type: ValueType;
}

/** Properties of events by id, which is also the English word. `coupon` is a keyword as well and stands for itself. */
export const PROPERTIES = {
  amount: { zh: '金额', type: 'money' },
  duration: { zh: '时长', type: 'duration' },
  product: { zh: '商品', type: 'list' },
  category: { zh: '品类', type: 'list' },
  text: { zh: '内容', type: 'text' },
  quantity: { zh: '件数', type: 'number' },
  rating: { zh: '分数', type: 'number' },
  survey: { zh: '问卷', type: 'text' },
  quote: { zh: '报价', type: 'text' },
  order: { zh: '订单', type: 'text' },
  ticket: { zh: '工单', type: 'text' },
  session: { zh: '场次', type: 'text' },
  rank: { zh: '名次', type: 'number' },
  reason: { zh: '原因', type: 'text' },
  channel: { zh: '渠道', type: 'text' },
} as const satisfies Record<string, PropertyWord>;

export type PropertyId = keyof typeof PROPERTIES | 'coupon';

/** Type of a built-in property; null for one this language does not know. */
export function propertyType(id: string): ValueType | null {
  if (id === 'coupon') return 'text';
  return Object.hasOwn(PROPERTIES, id) ? PROPERTIES[id as keyof typeof PROPERTIES].type : null;
}
