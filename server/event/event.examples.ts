/** For the API's description: what is sent and answered. */
export const sentEvents = {
  events: [
    {
      type: 'order.pay',
      happened_at: '2026-11-22T20:15:00+08:00',
      key: 'p-1',
      source: 'erp',
      person: { user_id: 'u1', nick: '小鹿', phone: '13800000000' },
      properties: { order: '2419001', amount: 12_900, product: ['面膜'], category: '美妆' },
    },
    {
      type: 'live.start',
      happened_at: '2026-11-22T19:59:00+08:00',
      key: 's-1',
      source: 'erp',
      person: null,
      properties: { session: '2026-11-22' },
    },
    { type: 'follow', happened_at: '2026-11-22T20:00:00+08:00', key: 'f-1', source: 'erp', person: { nick: 't**3' } },
  ],
};

export const takenEvents = {
  accepted: 1,
  duplicates: 1,
  rejected: 1,
  results: [
    { index: 0, status: 'accepted' as const },
    { index: 1, status: 'duplicate' as const },
    {
      index: 2,
      status: 'rejected' as const,
      problem: {
        code: 'EVT103',
        text: {
          zh: '无法识别是哪位粉丝：没有可用的身份，或昵称带 *、人人都叫（如“微信用户”）。请提供平台用户 ID、手机号或完整昵称。',
          en: 'This identifies no fan: no usable identity, or a nick with * or that everybody has ("guest"). Send a platform user id, a phone or the full nick.',
        },
      },
    },
  ],
};

export const describedTypes = {
  schemas: {
    'live.gift': {
      type: 'object',
      title: 'live.gift',
      description: '打赏',
      properties: { amount: { type: 'integer', minimum: 0, description: 'fen' } },
    },
  },
};
