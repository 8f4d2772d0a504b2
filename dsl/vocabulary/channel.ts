/** What one message of a channel may hold. */
export interface ChannelLength {
  /** Most characters that it takes, what it adds itself included. */
  longest: number;
  /** Characters that it adds: signature and the line on how to opt out. */
  adds: number;
}

export interface ChannelWord extends ChannelLength {
  zh: string;
}

/** Channels by id, which is also the English word. Their lengths are what is usual; a shop's provider may take others. */
export const CHANNELS = {
  private_message: { zh: '私信', longest: 500, adds: 0 },
  sms: { zh: '短信', longest: 500, adds: 20 },
  email: { zh: '邮件', longest: 20_000, adds: 40 },
  wecom: { zh: '企微', longest: 1300, adds: 0 },
  service_account: { zh: '服务号', longest: 600, adds: 0 },
  live_popup: { zh: '弹窗', longest: 60, adds: 0 },
  call: { zh: '外呼', longest: 500, adds: 0 },
} as const satisfies Record<string, ChannelWord>;

export type ChannelId = keyof typeof CHANNELS;

/** A channel's entry; null for one this language does not know. */
export function channelWord(id: string): ChannelWord | null {
  return Object.hasOwn(CHANNELS, id) ? CHANNELS[id as ChannelId] : null;
}
