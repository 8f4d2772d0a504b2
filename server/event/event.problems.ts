import type { EventProblem } from './incoming-event.js';

/** Why a single event of a batch is not taken. */
export const eventProblems = {
  type: (): EventProblem => ({
    code: 'EVT101',
    text: {
      zh: '事件类型应为 1–64 个字，且不含控制字符。',
      en: 'An event type has 1 to 64 characters and no control characters.',
    },
  }),
  time: (): EventProblem => ({
    code: 'EVT102',
    text: {
      zh: '发生时间在将来或早于 2000 年，请检查时区和单位。',
      en: 'The event happens in the future or before 2000. Check time zone and unit.',
    },
  }),
  nobody: (): EventProblem => ({
    code: 'EVT103',
    text: {
      zh: '无法识别是哪位粉丝：没有可用的身份，或昵称带 *、人人都叫（如“微信用户”）。请提供平台用户 ID、手机号或完整昵称。',
      en: 'This identifies no fan: no usable identity, or a nick with * or that everybody has ("guest"). Send a platform user id, a phone or the full nick.',
    },
  }),
  property: (name: string, wanted: { zh: string; en: string }): EventProblem => ({
    code: 'EVT104',
    text: { zh: `属性 ${name} 应为${wanted.zh}。`, en: `Property ${name} must be ${wanted.en}.` },
  }),
  properties: (): EventProblem => ({
    code: 'EVT105',
    text: {
      zh: '属性过多或过大：最多 50 个，合计不超过 8 KiB，名称不超过 64 个字。',
      en: 'Too many or too large properties: at most 50, 8 KiB in all, names of up to 64 characters.',
    },
  }),
  key: (): EventProblem => ({
    code: 'EVT106',
    text: {
      zh: '幂等键应为 1–200 个字，同一来源内每个事件各不相同。',
      en: 'The idempotency key has 1 to 200 characters and is different for each event of a source.',
    },
  }),
  source: (): EventProblem => ({
    code: 'EVT107',
    text: {
      zh: '来源应为 1–64 个字，不含冒号和控制字符：带冒号的来源是系统自己的。',
      en: 'A source has 1 to 64 characters, no colon and no control characters: those with a colon are the product’s own.',
    },
  }),
};
