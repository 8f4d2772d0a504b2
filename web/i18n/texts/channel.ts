import type { Texts } from '../text.js';

export const channelTexts = {
  'channel.list': { zh: '渠道', en: 'Channels' },
  'channel.intro': {
    zh: '每个渠道由谁来发。接好真实的服务之前，消息都进沙箱：看得到会发什么，但不会真的发给粉丝。',
    en: 'Who carries each channel. Until a real service is bound, messages go to the sandbox: it shows what would be sent, and nobody gets it.',
  },
  'channel.channel': { zh: '渠道', en: 'Channel' },
  'channel.provider': { zh: '由谁来发', en: 'Carried by' },
  'channel.sandbox': { zh: '沙箱', en: 'Sandbox' },
  'channel.sandbox.text': { zh: '只记录，不发给粉丝', en: 'Recorded only, not sent to fans' },
  'channel.webhook': { zh: '签名的 HTTP 接口', en: 'Signed HTTP webhook' },
  'channel.url': { zh: '地址', en: 'Address' },
  'channel.url.hint': {
    zh: '每条消息向这里发一次带签名的 POST 请求',
    en: 'Each message is one signed POST request to it',
  },
  'channel.keys': { zh: '认重复编号，可以安全重试', en: 'honours keys: safe to retry' },
  'channel.noKeys': {
    zh: '不认重复编号，结果不明时不重发',
    en: 'does not honour keys: an unknown outcome is not retried',
  },
  'channel.bind': { zh: '更改', en: 'Change' },
  'channel.bind.title': { zh: '“{channel}”由谁来发', en: 'Who carries {channel}' },
  'channel.honoursKeys': {
    zh: '对方认得 Idempotency-Key，重复的只发一次',
    en: 'The receiver honours Idempotency-Key: a repeated one is sent once',
  },
  'channel.honoursKeys.hint': {
    zh: '不确定就不要勾：没收到回答的消息会标为结果不明，不会重发',
    en: 'Leave it off when unsure: a message without an answer is marked unknown, not sent again',
  },
  'channel.renewSecret': { zh: '换一个新的签名密钥', en: 'Make a new secret for the signature' },
  'channel.ownLength': { zh: '按服务商的字数限制检查话术', en: "Check texts by the provider's own limit" },
  'channel.ownLength.hint': {
    zh: '不勾就按通常的值：最多 {longest} 个字，其中签名和退订说明占 {adds} 个',
    en: 'Otherwise by what is usual: {longest} characters, {adds} of them for signature and opt-out',
  },
  'channel.longest': { zh: '一条最多几个字', en: 'Longest message' },
  'channel.adds': { zh: '签名和退订说明占几个字', en: 'Signature and opt-out take' },
  'channel.usual': { zh: '通常的值', en: 'usual' },
  'channel.secret': { zh: '签名密钥', en: 'Secret of the signature' },
  'channel.secret.text': {
    zh: '请现在复制并交给对方，用它验证签名。关闭后不再显示。',
    en: 'Copy it now and give it to the receiver, who checks signatures with it. It is not shown again.',
  },
} satisfies Texts<'channel'>;
