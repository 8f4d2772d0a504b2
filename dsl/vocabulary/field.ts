import type { ValueType } from './value-type.js';

export interface FieldWord {
  zh: string;
  type: ValueType;
  /** Counters and sums are 0 for everybody; any other field may have no value. */
  always?: true;
  /** Follows from what the fan does; nobody sets it. */
  derived?: true;
}

/** Fields of a fan by id, which is also the English word. */
export const FIELDS = {
  nick: { zh: '昵称', type: 'text' },
  phone: { zh: '手机号', type: 'text' },
  birthday: { zh: '生日', type: 'date' },
  last_watch: { zh: '最近观看时间', type: 'moment', derived: true },
  watch_time: { zh: '累计观看时长', type: 'duration', always: true, derived: true },
  visits: { zh: '进入直播间次数', type: 'number', always: true, derived: true },
  comments: { zh: '评论数', type: 'number', always: true, derived: true },
  likes: { zh: '点赞数', type: 'number', always: true, derived: true },
  shares: { zh: '分享数', type: 'number', always: true, derived: true },
  gifts: { zh: '打赏总额', type: 'money', always: true, derived: true },
  fan_level: { zh: '粉丝等级', type: 'number' },
  intimacy: { zh: '亲密度', type: 'number' },
  last_purchase: { zh: '最近购买时间', type: 'moment', derived: true },
  orders: { zh: '购买次数', type: 'number', always: true, derived: true },
  spend: { zh: '购买金额', type: 'money', always: true, derived: true },
  categories: { zh: '购买品类', type: 'list', derived: true },
  average_order: { zh: '客单价', type: 'money', derived: true },
  return_rate: { zh: '退货率', type: 'percent', derived: true },
  first_follow: { zh: '首次关注时间', type: 'moment', derived: true },
  first_purchase: { zh: '首次购买时间', type: 'moment', derived: true },
  source: { zh: '来源', type: 'text' },
  shop: { zh: '店铺', type: 'text', always: true },
  member_level: { zh: '会员等级', type: 'choice' },
  points: { zh: '积分', type: 'number', always: true },
  favourite_series: { zh: '偏好系列', type: 'text', derived: true },
  refill_due: { zh: '预计复购日', type: 'date', derived: true },
  refill_product: { zh: '预计复购商品', type: 'text', derived: true },
  value_tier: { zh: '价值层级', type: 'choice', derived: true },
  R: { zh: 'R', type: 'number', derived: true },
  F: { zh: 'F', type: 'number', derived: true },
  M: { zh: 'M', type: 'number', derived: true },
  I: { zh: 'I', type: 'number', derived: true },
  W: { zh: 'W', type: 'number', derived: true },
} as const satisfies Record<string, FieldWord>;

const OWNER: FieldWord = { zh: '负责人', type: 'person' };

/** A built-in field's entry (`owner`, which is a keyword, too); null for one this language does not know. */
export function fieldWord(id: string): FieldWord | null {
  if (id === 'owner') return OWNER;
  return Object.hasOwn(FIELDS, id) ? FIELDS[id as keyof typeof FIELDS] : null;
}

/** The tiers of `价值层级`: a closed list. */
export const VALUE_TIERS = [
  '重要价值',
  '重要发展',
  '重要保持',
  '重要挽留',
  '一般价值',
  '一般发展',
  '一般保持',
  '一般挽留',
] as const;
