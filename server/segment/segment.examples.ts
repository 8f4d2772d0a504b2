import type { Reason } from './why.sql.js';

const id = '0193f7a2-5b1c-7000-8000-0000000000c1';
const shop_id = '0193f7a2-5b1c-7000-8000-000000000001';
const fan_id = '0193f7a2-5b1c-7000-8000-00000000002a';
const text = '购买次数 >= 3 且 M >= 4';

/** For the API's description: what is sent and answered. */
export const newSegment = { shop_id, name: '常客', text };
export const oneSegment = { id, name: '常客', text, updated_at: '2026-11-22T12:00:00.000Z' };
export const listedSegment = { ...oneSegment, fans: 1_204 };
export const wholeSegment = {
  ...oneSegment,
  shop_id,
  used_by: [{ kind: 'sop' as const, id: '0193f7a2-5b1c-7000-8000-0000000000b1', name: 'VIP 关怀' }],
  sizes: [{ day: '2026-11-21', fans: 1_204 }],
};
export const askedCondition = { shop_id, text };
export const foundFans = { fans: 1_204, of: 20_000, sample: [{ fan_id, nick: '小鹿' }] };
export const askedWhy = { shop_id, text, fan_id };

const leaf = (part: string, holds: boolean, value: number): Reason => {
  return { kind: 'leaf', text: part, holds, value: { type: 'number', value }, parts: [] };
};
export const why: Reason = {
  kind: 'and',
  text,
  holds: false,
  value: null,
  parts: [leaf('购买次数 >= 3', true, 5), leaf('M >= 4', false, 2)],
};
