import { z } from '@hono/zod-openapi';
import { shopName } from '../request/shop-name.js';

/** Values by field; which fields there are, and what they take, is known in the transaction that writes them. */
export const toldValues = z.record(shopName, z.unknown()).openapi('ToldFields', {
  description:
    'By field: birthday (YYYY-MM-DD, or MM-DD where nobody told the year), source, member_level, points, fan_level, ' +
    'intimacy, and the shop’s own by their names (money in fen, days as YYYY-MM-DD, several choices as a list). ' +
    'null takes a value away; what is left out stays.',
});

export const writtenFields = {
  shop_id: '0193f7a2-5b1c-7000-8000-000000000001',
  values: { birthday: '1995-08-21', member_level: '金卡', 肤质: '干皮', 灯牌: null },
};
