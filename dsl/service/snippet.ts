import type { Language } from '../vocabulary/language.js';

/** A construct to fill in, by the keyword that begins it. `${1:…}` is the first place to type. */
export const SNIPPETS: Record<string, Partial<Record<Language, { label: string; text: string }>>> = {
  Sop: {
    zh: {
      label: '流程 "…" { … }',
      text: '流程 "${1:名字}" {\n  当 ${2:关注}\n  每人一次\n\n  第0天 {\n    发私信 "${3:文案}"\n  }\n}\n',
    },
    en: {
      label: 'sop "…" { … }',
      text: 'sop "${1:name}" {\n  when ${2:follow}\n  once per fan\n\n  day 0 {\n    send private_message "${3:text}"\n  }\n}\n',
    },
  },
  Test: {
    zh: {
      label: '测试 "…" { … }',
      text: '测试 "${1:名字}" {\n  粉丝 { 授权 私信 }\n  第0天 10:00 ${2:关注}\n  应当 发出 私信 ${3:1次}\n}\n',
    },
    en: {
      label: 'test "…" { … }',
      text: 'test "${1:name}" {\n  fan { consent private_message }\n  day 0 at 10:00 ${2:follow}\n  expect sent private_message ${3:1 time}\n}\n',
    },
  },
  Coupon: {
    zh: { label: '优惠券 "…" 减…元', text: '优惠券 "${1:名字}" 减${2:10元} 有效${3:7天}' },
    en: { label: 'coupon "…" off …', text: 'coupon "${1:name}" off ${2:10 yuan} valid ${3:7 days}' },
  },
  Day: {
    zh: { label: '第N天 { … }', text: '第${1:3}天 ${2:10:00} {\n  ${3}\n}' },
    en: { label: 'day N { … }', text: 'day ${1:3} at ${2:10:00} {\n  ${3}\n}' },
  },
  WaitUpTo: {
    zh: {
      label: '最多等…直到…',
      text: '最多等${1:3天} 直到 ${2:支付}\n  等到了 {\n    ${3}\n  }\n  没等到 {\n    ${4}\n  }',
    },
    en: {
      label: 'wait up to … until …',
      text: 'wait up to ${1:3 days} until ${2:order.pay}\n  met {\n    ${3}\n  }\n  unmet {\n    ${4}\n  }',
    },
  },
  If: {
    zh: { label: '如果 … 否则 …', text: '如果 ${1:进入后 支付} {\n  ${2}\n} 否则 {\n  ${3}\n}' },
    en: { label: 'if … else …', text: 'if ${1:since entry order.pay} {\n  ${2}\n} else {\n  ${3}\n}' },
  },
  Split: {
    zh: {
      label: '分流 "…" { … }',
      text: '分流 "${1:名字}" {\n  "${2:甲}" 50% {\n    ${3}\n  }\n  "${4:乙}" 50% {\n    ${5}\n  }\n}',
    },
    en: {
      label: 'split "…" { … }',
      text: 'split "${1:name}" {\n  "${2:A}" 50% {\n    ${3}\n  }\n  "${4:B}" 50% {\n    ${5}\n  }\n}',
    },
  },
  IfEver: {
    zh: { label: '一旦 … 就离开', text: '一旦 ${1:支付} 就离开 {\n  ${2}\n}' },
  },
  LeaveWhen: {
    en: { label: 'leave when … { … }', text: 'leave when ${1:order.pay} {\n  ${2}\n}' },
  },
  Task: {
    zh: { label: '任务 "…" 给 负责人', text: '任务 "${1:做什么}" 给 负责人 期限 ${2:1天}' },
    en: { label: 'task "…" to owner', text: 'task "${1:what}" to owner due ${2:1 day}' },
  },
};
