/** Channels by id, which is also the English word. */
export const CHANNELS = {
  private_message: { zh: '私信' },
  sms: { zh: '短信' },
  email: { zh: '邮件' },
  wecom: { zh: '企微' },
  service_account: { zh: '服务号' },
  live_popup: { zh: '弹窗' },
  call: { zh: '外呼' },
} as const satisfies Record<string, { zh: string }>;

export type ChannelId = keyof typeof CHANNELS;
