import type { ValueType } from './value-type.js';

export interface FieldWord {
  zh: string;
  type: ValueType;
  /** Counters and sums are 0 for everybody; any other field may have no value. */
  always?: true;
}

/** Fields of a fan by id, which is also the English word. */
export const FIELDS = {
  nick: { zh: '昵称', type: 'text' },
  phone: { zh: '手机号', type: 'text' },
  birthday: { zh: '生日', type: 'date' },
  last_watch: { zh: '最近观看时间', type: 'moment' },
  watch_time: { zh: '累计观看时长', type: 'duration', always: true },
  visits: { zh: '进入直播间次数', type: 'number', always: true },
  comments: { zh: '评论数', type: 'number', always: true },
  likes: { zh: '点赞数', type: 'number', always: true },
  shares: { zh: '分享数', type: 'number', always: true },
  gifts: { zh: '打赏总额', type: 'money', always: true },
  fan_level: { zh: '粉丝等级', type: 'number' },
  intimacy: { zh: '亲密度', type: 'number' },
  last_purchase: { zh: '最近购买时间', type: 'moment' },
  orders: { zh: '购买次数', type: 'number', always: true },
  spend: { zh: '购买金额', type: 'money', always: true },
  categories: { zh: '购买品类', type: 'list' },
  average_order: { zh: '客单价', type: 'money' },
  return_rate: { zh: '退货率', type: 'percent' },
  first_follow: { zh: '首次关注时间', type: 'moment' },
  first_purchase: { zh: '首次购买时间', type: 'moment' },
  source: { zh: '来源', type: 'text' },
  shop: { zh: '店铺', type: 'text', always: true },
  member_level: { zh: '会员等级', type: 'choice' },
  points: { zh: '积分', type: 'number', always: true },
  favourite_series: { zh: '偏好系列', type: 'text' },
  refill_due: { zh: '预计复购日', type: 'date' },
  refill_product: { zh: '预计复购商品', type: 'text' },
  value_tier: { zh: '价值层级', type: 'choice' },
  R: { zh: 'R', type: 'number' },
  F: { zh: 'F', type: 'number' },
  M: { zh: 'M', type: 'number' },
  I: { zh: 'I', type: 'number' },
  W: { zh: 'W', type: 'number' },
} as const satisfies Record<string, FieldWord>;

const OWNER: FieldWord = { zh: '负责人', type: 'person' };

/** A built-in field's entry (`owner`, which is a keyword, too); null for one this language does not know. */
export function fieldWord(id: string): FieldWord | null {
  if (id === 'owner') return OWNER;
  return Object.hasOwn(FIELDS, id) ? FIELDS[id as keyof typeof FIELDS] : null;
}
