import { locale, pick } from '../i18n/language.svelte.js';
import type { Rule } from './role.api.js';

interface Pair {
  zh: string;
  en: string;
}

const subjects: Record<Rule['subject'], Pair> = {
  fan: { zh: '粉丝', en: 'Fans' },
  event: { zh: '行为', en: 'Events' },
  order: { zh: '订单', en: 'Orders' },
  message: { zh: '消息', en: 'Messages' },
  task: { zh: '任务', en: 'Tasks' },
  sop: { zh: 'SOP', en: 'SOPs' },
  segment: { zh: '人群与评分', en: 'Segments and scores' },
  tag: { zh: '标签', en: 'Tags' },
  coupon: { zh: '优惠券', en: 'Coupons' },
  import: { zh: '导入', en: 'Imports' },
  shop: { zh: '店铺', en: 'Shops' },
  staff: { zh: '人员', en: 'People' },
  role: { zh: '角色', en: 'Roles' },
  token: { zh: 'API 令牌', en: 'API tokens' },
  channel: { zh: '渠道', en: 'Channels' },
  audit: { zh: '操作记录', en: 'Audit' },
  retention: { zh: '数据保留', en: 'Retention' },
};

const actions: Record<Rule['actions'][number], Pair> = {
  read: { zh: '查看', en: 'see' },
  create: { zh: '新建', en: 'create' },
  update: { zh: '修改', en: 'change' },
  delete: { zh: '删除', en: 'delete' },
  unmask: { zh: '看打码内容', en: 'unmask' },
  disclose: { zh: '导出个人信息', en: 'export personal data' },
  erase: { zh: '清除个人信息', en: 'erase personal data' },
  publish: { zh: '发布', en: 'publish' },
  approve: { zh: '审批', en: 'approve' },
  view_as: { zh: '以 TA 的身份查看', en: 'view as' },
};

const rows: Record<Rule['rows'], Pair> = {
  own: { zh: '分给本人的', en: 'their own' },
  team: { zh: '本人小组的', en: 'their team’s' },
  pool: { zh: '还没有负责人的', en: 'not assigned yet' },
  shop: { zh: '店铺里全部的', en: 'all of the shop' },
  all: { zh: '全公司的', en: 'all of the company' },
  condition: { zh: '满足条件的粉丝的', en: 'of fans who meet a condition' },
  none: { zh: '没有', en: 'none' },
};

/** Fields that roles speak about most; others are shown by their name in the API. */
const fields: Record<string, Pair> = {
  nick: { zh: '昵称', en: 'nick' },
  phone: { zh: '手机号', en: 'phone' },
  email: { zh: '邮箱', en: 'e-mail' },
  birthday: { zh: '生日', en: 'birthday' },
  custom: { zh: '自定义字段', en: 'custom fields' },
  owner_id: { zh: '负责人', en: 'owner' },
  team_id: { zh: '小组', en: 'team' },
  source: { zh: '来源', en: 'source' },
  member_level: { zh: '会员等级', en: 'member level' },
  points: { zh: '积分', en: 'points' },
  spend: { zh: '购买金额', en: 'spend' },
  orders: { zh: '购买次数', en: 'orders' },
  refunded: { zh: '退款', en: 'refunds' },
  last_watch_at: { zh: '最近观看', en: 'last watch' },
  last_purchase_at: { zh: '最近购买', en: 'last purchase' },
  first_follow_at: { zh: '首次关注', en: 'first follow' },
  first_purchase_at: { zh: '首次购买', en: 'first purchase' },
  last_active_at: { zh: '最近活跃', en: 'last active' },
  watch_seconds: { zh: '观看时长', en: 'watch time' },
  visits: { zh: '进入次数', en: 'visits' },
  comments: { zh: '评论数', en: 'comments' },
  likes: { zh: '点赞数', en: 'likes' },
  shares: { zh: '分享数', en: 'shares' },
  gifts: { zh: '打赏', en: 'gifts' },
  fan_level: { zh: '粉丝等级', en: 'fan level' },
  intimacy: { zh: '亲密度', en: 'intimacy' },
  categories: { zh: '购买品类', en: 'categories' },
  favourite_series: { zh: '偏好系列', en: 'favourite series' },
  properties: { zh: '行为详情', en: 'properties' },
  receiver: { zh: '收货人', en: 'receiver' },
  number: { zh: '订单号', en: 'order number' },
  body: { zh: '消息正文', en: 'body' },
  draft: { zh: '草稿', en: 'draft' },
  text: { zh: '正文', en: 'text' },
  login: { zh: '账号', en: 'login' },
  name: { zh: '名称', en: 'name' },
  title: { zh: '标题', en: 'title' },
  status: { zh: '状态', en: 'status' },
  paid: { zh: '实付', en: 'paid' },
};

export const subjectName = (subject: Rule['subject']) => pick(subjects[subject]);
export const actionName = (action: Rule['actions'][number]) => pick(actions[action]);
export const rowsName = (set: Rule['rows']) => pick(rows[set]);
export const roleName = (role: { name_zh: string; name_en: string }) => pick({ zh: role.name_zh, en: role.name_en });

/** Several names as one text: 手机号、邮箱; phone, e-mail. */
export function listed(names: readonly string[]): string {
  return names.join(locale() === 'en' ? ', ' : '、');
}

export function fieldName(field: string): string {
  const [whole = field, ...key] = field.split('.');
  const known = Object.entries(fields).find(([name]) => name === whole)?.[1];
  return [known ? pick(known) : whole, ...key].join('.');
}
