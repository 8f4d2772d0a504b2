import type { Bilingual } from '@fanloom/dsl/problem/problem.js';

/** Why a message was not sent, by the stable key that the engine writes. */
const REASONS: Record<string, Bilingual> = {
  missed: { zh: '错过了时间', en: 'Its time had passed' },
  opted_out: { zh: '粉丝已退订', en: 'The fan has opted out' },
  no_consent: { zh: '粉丝没有授权这个渠道', en: 'The fan has not agreed to this channel' },
  no_address: { zh: '没有联系方式', en: 'No address is known' },
  capped: { zh: '达到限发次数', en: 'The limit on messages was reached' },
  no_stock: { zh: '优惠券已发完', en: 'The coupon is out of stock' },
  no_budget: { zh: '预算已用完', en: 'The budget is used up' },
  hole: { zh: '文案里有内容缺失', en: 'The text has a hole' },
  out_of_scope: { zh: '粉丝不在流程作者的数据范围内', en: 'The fan is outside the data scope of the author' },
  left: { zh: '粉丝已离开流程', en: 'The fan has left the SOP' },
  stopped: { zh: '流程已停止', en: 'The SOP was stopped' },
  stopped_by_sop: { zh: '被另一个流程停止', en: 'Another SOP has stopped this one' },
  inside_company: {
    zh: '网址在公司内网，IT 没有放行',
    en: 'The address is inside the company and IT has not allowed it',
  },
  unreachable: { zh: '渠道连接不上', en: 'The channel could not be reached' },
};

/** The reason in words; a key that this version does not know is shown as it is. */
export function reasonText(reason: string | null): Bilingual | null {
  if (reason === null) return null;
  if (Object.hasOwn(REASONS, reason)) return REASONS[reason] ?? null;
  const status = /^http_(\d{3})$/.exec(reason)?.[1];
  if (status !== undefined) return { zh: `渠道拒收（${status}）`, en: `The channel refused it (${status})` };
  return { zh: reason, en: reason };
}
