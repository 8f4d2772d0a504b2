import { UNKNOWN_CATALOGUE, type Catalogue } from '../../catalogue/catalogue.js';
import { openDocument, type Project } from '../project.js';

/** 25 November 2026, a Wednesday, 10:00 in Shanghai. */
export const NOW = Date.UTC(2026, 10, 25, 2);

export const CATALOGUE: Catalogue = {
  ...UNKNOWN_CATALOGUE,
  tags: ['老客', '价格敏感'],
  coupons: { 新人10元: { off: { fen: 1000 }, overFen: 0, validSeconds: 604_800, stock: 200 } },
  segments: { 高价值: '购买次数 >= 3' },
  surveys: ['满意度'],
  sops: ['复购引导'],
  texts: { 欢迎: { any: '欢迎来' } },
  words: { 购买意向: ['怎么买'] },
  groups: ['直播销售'],
  levels: ['银卡', 'VIP'],
  fields: { 福袋中奖率: 'percent' },
  orderFields: { 带货主播: 'text' },
  events: ['领取福袋'],
  channels: ['private_message', 'sms'],
};

export interface Marked {
  project: Project;
  text: string;
  offset: number;
}

/** A project of one text, the cursor where `¦` stands. */
export function marked(source: string, catalogue: Catalogue = CATALOGUE): Marked {
  const offset = source.indexOf('¦');
  const text = source.replace('¦', '');
  const shop = { catalogue, zone: 'Asia/Shanghai', now: NOW };
  return { text, offset: Math.max(0, offset), project: { documents: [openDocument('a.sop', text)], shop } };
}
